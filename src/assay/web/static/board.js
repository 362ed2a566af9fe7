/** Where the review stands: how many labels are wrong, how sure that is, and whether going on pays. */
import { fill, h } from "./dom.js";
import { curve, numbers } from "./curve.js";
import { onWidth, repeatedly } from "./live.js";
import { agreement, precision, progress, reviewers } from "./board-parts.js";
import { advice, ahead, headline } from "./board-rate.js";
import { bySplit, protectedChanges } from "./board-splits.js";

/** @typedef {import("./types.js").App} App */

/** Milliseconds between two looks; nothing is drawn where nothing was decided in between. */
const EVERY = 4000;

/**
 * @param {HTMLElement} root
 * @param {App} app
 */
export async function show(root, app) {
  const place = h("div", { class: "board-page" });
  const trend = h("figure", { class: "trend" });
  /** @type {any} */
  let board, splits = /** @type {any[]} */ ([]);
  let known = "";
  const draw = (/** @type {number} */ width) => fill(trend, board && shrinking(board, width));
  const look = async (/** @type {boolean} */ first) => {
    const fresh = /** @type {const} */ ({ cache: "no-cache", signal: app.leaving });
    const [now, { present }] = await Promise.all([app.api.board(fresh), app.api.info(fresh)]);
    const text = JSON.stringify([now, present]);
    if (text === known || app.leaving.aborted) return;
    if (!board || board.reviewed !== now.reviewed) splits = await bySplit(app);
    if (!first && now.rate && board?.rate && now.reviewed !== board.reviewed) app.announce(`${now.reviewed} reviewed`);
    known = text;
    board = now;
    keeping(place, () => fill(place, page(app, board, trend, splits, present)));
    draw(trend.clientWidth || place.clientWidth);
    await protectedChanges(place.querySelector("#tests"), app, board);
  };
  await look(true);
  fill(root, place);
  onWidth(trend, draw, app.leaving);
  repeatedly(() => look(false), EVERY, app.leaving);
}

/**
 * Draw anew and leave what was opened open, and the focus where it was.
 *
 * @param {HTMLElement} place
 * @param {() => void} draw
 */
function keeping(place, draw) {
  const open = new Set([...place.querySelectorAll("details[open][id]")].map((one) => one.id));
  const focused = document.activeElement && place.contains(document.activeElement) ? document.activeElement.id || document.activeElement.closest("[id]")?.id : "";
  draw();
  for (const one of place.querySelectorAll("details[id]")) if (open.has(one.id)) /** @type {HTMLDetailsElement} */ (one).open = true;
  const again = focused ? document.getElementById(focused) : null;
  (again?.matches("a, button, summary") ? again : /** @type {HTMLElement | null | undefined} */ (again?.querySelector("summary, a, button")))?.focus({ preventScroll: true });
}

/**
 * @param {App} app
 * @param {any} board
 * @param {HTMLElement} trend
 * @param {any[]} splits
 * @param {any} present
 */
function page(app, board, trend, splits, present) {
  return [
    h("div", { class: "board-top" },
      h("div", { class: "board-says" }, headline(app.info, board), advice(board)),
      h("div", { class: "board-ahead" }, ahead(app.info, board))),
    trend,
    h("div", { class: "board-parts" },
      precision(board), agreement(board), progress(board, splits), reviewers(board, present),
      h("section", { id: "tests", class: "panel wide", hidden: true })),
  ];
}

/**
 * @param {any} board
 * @param {number} width
 */
function shrinking(board, width) {
  const steps = (board.trend ?? []).map((/** @type {any} */ one) => ({ ...one, reviewed: one.reviewed ?? one.seq })).filter((/** @type {any} */ one) => Number.isFinite(one.value) && Number.isFinite(one.low) && Number.isFinite(one.high));
  const title = h("figcaption", null, h("h2", null, "The interval shrinks as reviews come in"));
  if (steps.length < 2) return [title, h("p", { class: "soft" }, "It is drawn here from the first few reviews on.")];
  return [title, h("div", { class: "drawn" }, curve(steps, Math.max(280, width - 34))), numbers(steps)];
}

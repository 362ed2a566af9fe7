/** Which labels are given where others are suggested. */
import { amount, count, fill, h } from "./dom.js";
import { condensed, listed, numbered, NUMBERED } from "./matrix.js";
import { alike, confused, most } from "./pairs.js";

/** @typedef {import("./types.js").App} App */

/** Pairs that are listed at first. */
const LISTED = 30;

/**
 * @param {HTMLElement} root
 * @param {App} app
 */
export async function show(root, app) {
  let split = app.where.split ?? "";
  const place = h("div", { class: "confusion-page" });
  const splits = h("select", { name: "split", onchange: async () => { split = splits.value; await draw(); } }, h("option", { value: "" }, "any"), app.info.splits.map((name) => h("option", { value: name }, name)));
  splits.value = split;
  const draw = async () => {
    const confusion = await app.api.confusion(split ? { split } : {}, { signal: app.leaving, cache: "no-cache" });
    if (!app.leaving.aborted) fill(place, page(confusion));
  };
  await draw();
  fill(root, h("header", { class: "head" }, h("h1", null, "Confusion"), h("p", null, "Given labels against suggested ones. Click a number to see its items."),
    app.info.splits.length > 1 && h("label", { class: "sorting" }, h("span", null, "Split"), splits)), place);
}

/** @param {import("./pairs.js").Confusion} confusion */
function page(confusion) {
  const pairs = confused(confusion.counts);
  if (!pairs.length) return h("section", { class: "empty" }, h("h2", null, "No other label is suggested anywhere"), h("p", null, h("a", { href: "#/explore" }, "All items")));
  const total = pairs.reduce((sum, [, , n]) => sum + n, 0);
  const list = h("div", { class: "pair-list" });
  const more = (/** @type {number} */ many) => fill(list, listed(confusion, pairs.slice(0, many)), pairs.length > many && h("p", null, h("button", { type: "button", onclick: () => more(many * 4) }, `Show more of ${amount(pairs.length, "pair")}`)));
  more(LISTED);
  const matrix = h("div");
  if (confusion.classes.length <= NUMBERED) fill(matrix, numbered(confusion, confusion.classes.map((_, k) => k)));
  else zooming(matrix, confusion);
  return h("div", { class: "confusion-parts" },
    h("section", { class: "panel", "aria-label": "Matrix" }, h("h2", null, confusion.classes.length <= NUMBERED ? "Matrix" : `Matrix of ${amount(confusion.classes.length, "class")}`), matrix),
    h("section", { class: "panel", "aria-label": "Confused pairs" }, h("h2", null, "Most confused"), h("p", { class: "soft" }, `${amount(total, "item")} in ${amount(pairs.length, "pair")} of labels.`), list));
}

/**
 * A matrix too large for numbers: the worst classes, or all in blocks that one looks into.
 *
 * @param {HTMLElement} place
 * @param {import("./pairs.js").Confusion} confusion
 */
function zooming(place, confusion) {
  const order = alike(confusion);
  const whole = h("div", { class: "zoomed" });
  const path = h("p", { class: "path", role: "status" });
  const back = h("button", { type: "button", onclick: () => all() }, "Whole matrix");
  const worst = h("button", { type: "button", onclick: () => { const chosen = most(confusion, NUMBERED, order); few(chosen, `the ${count(chosen.length)} classes that are confused most`); } }, "Most confused classes");
  const press = (/** @type {HTMLElement} */ one) => { for (const button of [back, worst]) button.setAttribute("aria-pressed", String(button === one)); };
  const few = (/** @type {number[]} */ chosen, /** @type {string} */ words) => { press(worst); fill(path, `Here: ${words}.`); fill(whole, numbered(confusion, chosen)); };
  const all = (from = 0, to = order.length) => {
    press(back);
    fill(path, from === 0 && to === order.length ? `Classes stand beside those they are confused with; look into a cell.` : `Here: ${count(to - from)} classes from the place you looked into.`);
    fill(whole, condensed(confusion, order, from, to, into));
  };
  const into = (/** @type {[number, number]} */ row, /** @type {[number, number]} */ column) => {
    const chosen = [...new Set([...order.slice(...row), ...order.slice(...column)])];
    if (chosen.length <= NUMBERED * 2) {
      few(chosen, `the ${amount(chosen.length, "class")} of that cell`);
      back.setAttribute("aria-pressed", "false");
      worst.setAttribute("aria-pressed", "false");
    } else all(Math.min(row[0], column[0]), Math.max(row[1], column[1]));
    /** @type {HTMLElement | null} */ (whole.querySelector("[tabindex='0']"))?.focus();
  };
  fill(place, h("div", { class: "buttons" }, back, worst), path, whole);
  all();
}

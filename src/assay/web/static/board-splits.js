/** Splits on the board: how far each is, and what was decided in test splits, which changes what a score means. */
import { told } from "./card.js";
import { tag } from "./content.js";
import { amount, fill, h } from "./dom.js";

/** @typedef {import("./types.js").App} App */

/** Rows that stand on the board, Explore has the others; splits that are told apart. */
const FIRST = 20, MANY = 8;

/**
 * @param {App} app
 * @returns {Promise<{name: string, n: number, reviewed: number}[]>}
 */
export async function bySplit(app) {
  const { splits } = app.info;
  if (splits.length < 2 || splits.length > MANY) return [];
  const count = async (/** @type {any} */ where) => (await app.api.table({ where, limit: 1 }, { signal: app.leaving, cache: "no-cache" })).total;
  return Promise.all(splits.map(async (name) => {
    const [n, reviewed] = await Promise.all([count({ split: name }), count({ split: name, state: "decided" })]);
    return { name, n, reviewed };
  }));
}

/**
 * @param {HTMLElement | null} place
 * @param {App} app
 * @param {any} board
 */
export async function protectedChanges(place, app, board) {
  if (!place || !board.protected) return;
  const splits = app.info.test_splits ?? [];
  const found = await Promise.all(splits.map((split) => app.api.table({ where: { split, state: "decided" }, limit: 200 }, { signal: app.leaving, cache: "no-cache" })));
  const rows = found.flatMap((one) => one.rows).filter((row) => row.verdict && !["confirm", "skip", "ambiguous"].includes(row.verdict)).slice(0, FIRST);
  place.hidden = false;
  fill(place, h("h2", null, "Changes in test splits"),
    h("p", { class: "soft" }, `${amount(board.protected, "label")} in a test split would change. They stand apart, since a score from before and one from after are no longer measured with the same yardstick.`),
    rows.length > 0 && h("ul", { class: "changes" }, rows.map((row) => h("li", null,
      h("a", { href: `#/queue?${new URLSearchParams({ keys: row.key, state: "decided" })}` }, h("bdi", null, row.key)), h("small", null, h("bdi", null, row.split)), tag(row.given, "given"),
      h("span", { class: "to", "aria-hidden": "true" }, "→ "), row.verdict === "relabel" || row.verdict === "several" ? tag(row.new, "suggested") : h("b", null, told(row))))),
    h("p", { class: "buttons" }, splits.map((split) => h("a", { class: "button", href: `#/explore?${new URLSearchParams({ split, state: "decided" })}` }, h("bdi", null, `All decided in ${split}`)))));
}

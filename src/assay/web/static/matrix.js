/** The matrix of given by suggested labels: numbers where there is room, blocks to look into where there isn't. */
import { amount, count, fill, h } from "./dom.js";
import { blocks } from "./pairs.js";
import { between } from "./matrix-keys.js";

/** @typedef {import("./pairs.js").Confusion} Confusion */

/** Classes up to which every cell has its number; blocks along an edge of a larger matrix. */
export const NUMBERED = 24, SIDE = 40;

/**
 * How strong the colour of a count is: 0 to 1 by its square root, in tenths, which are classes of the style sheet.
 *
 * @param {number} n
 * @param {number} most
 */
const strength = (n, most) => (n <= 0 ? 0 : Math.max(1, Math.round(10 * Math.sqrt(n / Math.max(most, 1)))));

/** @param {string} given @param {string} suggested */
export const link = (given, suggested) => `#/explore?${new URLSearchParams({ class: given, suggested })}`;

/**
 * @param {Confusion} confusion
 * @param {number[]} chosen classes, in the order they stand
 * @returns {HTMLElement}
 */
export function numbered(confusion, chosen) {
  const { classes, counts } = confusion;
  const at = new Map(chosen.map((one, i) => [one, i]));
  const cells = new Map(counts.filter(([g, s]) => at.has(g) && at.has(s)).map(([g, s, n]) => [`${g} ${s}`, n]));
  const most = Math.max(1, ...[...cells].filter(([pair]) => { const [g, s] = pair.split(" "); return g !== s; }).map(([, n]) => n));
  const diagonal = Math.max(1, ...chosen.map((k) => cells.get(`${k} ${k}`) ?? 0));
  const head = h("tr", null, h("td", { class: "corner" }, h("span", { "aria-hidden": "true" }, "given ↓ suggested →")),
    chosen.map((k) => h("th", { scope: "col" }, h("span", null, h("bdi", null, classes[k])))));
  const body = chosen.map((given) => h("tr", null, h("th", { scope: "row" }, h("bdi", null, classes[given])),
    chosen.map((suggested) => {
      const n = cells.get(`${given} ${suggested}`) ?? 0;
      if (!n) return h("td", { class: "zero" });
      const same = given === suggested;
      const words = same ? `${amount(n, "item")} given ${classes[given]}, and nothing else suggested` : `${amount(n, "item")} given ${classes[given]}, suggested ${classes[suggested]}`;
      return h("td", { class: [same ? "same" : "other", `s${strength(n, same ? diagonal : most)}`] }, h("a", { href: link(classes[given], classes[suggested]), "aria-label": words, title: words, tabindex: -1 }, brief(n)));
    })));
  const letters = Math.max(...chosen.map((k) => [...classes[k]].length));
  const table = h("table", { class: ["matrix", chosen.length <= 6 && "few", letters <= 2 && "short"] }, h("caption", { class: "quiet" }, "How many items have the given label of the row and the suggested label of the column. Arrow keys move between numbers, Enter shows the items."), h("thead", null, head), h("tbody", null, body));
  table.style.setProperty("--letters", String(Math.min(letters, 14)));
  between(table);
  return h("div", { class: "scroll matrix-place" }, table);
}

/** @param {number} n short enough for a cell */
export const brief = (n) => (n < 10_000 ? count(n) : n < 1e6 ? `${Math.round(n / 1000)}k` : `${Number((n / 1e6).toPrecision(2))}M`);

/**
 * The whole matrix in blocks; a block leads into the classes that it holds.
 *
 * @param {Confusion} confusion
 * @param {number[]} order
 * @param {number} from
 * @param {number} to
 * @param {(row: [number, number], column: [number, number]) => void} into
 * @returns {HTMLElement}
 */
export function condensed(confusion, order, from, to, into) {
  const { size, many, wrong, right } = blocks(confusion, order, from, to, SIDE);
  const most = wrong.reduce((a, b) => Math.max(a, b), 1), diagonal = right.reduce((a, b) => Math.max(a, b), 1);
  const reach = (/** @type {number} */ i) => /** @type {[number, number]} */ ([from + i * size, Math.min(to, from + (i + 1) * size)]);
  const name = (/** @type {number} */ i) => { const [a, b] = reach(i); return b - a === 1 ? confusion.classes[order[a]] : `${confusion.classes[order[a]]} to ${confusion.classes[order[b - 1]]}`; };
  const rows = Array.from({ length: many }, (_, i) => h("tr", null, Array.from({ length: many }, (_unused, j) => {
    const n = wrong[i * many + j], kept = i === j ? right[i] : 0;
    if (!n && !kept) return h("td", { class: "zero" });
    const words = `given ${name(i)}, suggested ${name(j)}: ${amount(n, "item")}${kept ? `, and ${count(kept)} where both agree` : ""}`;
    return h("td", { class: n ? ["other", `s${strength(n, most)}`] : ["same", `s${strength(kept, diagonal)}`] },
      h("button", { type: "button", tabindex: -1, "aria-label": words, title: words, onclick: () => into(reach(i), reach(j)) }));
  })));
  const table = h("table", { class: "matrix blocks" }, h("caption", { class: "quiet" }, `The whole matrix; a cell stands for ${amount(size, "class")} by as many. Arrow keys move, Enter looks into a cell.`), h("tbody", null, rows));
  table.style.setProperty("--many", String(many));
  between(table);
  return h("div", { class: "scroll matrix-place" }, table);
}

/**
 * The most confused pairs as a list, which says the same to those who don't see the matrix.
 *
 * @param {Confusion} confusion
 * @param {import("./pairs.js").Count[]} pairs
 */
export function listed({ classes }, pairs) {
  const most = Math.max(1, ...pairs.map(([, , n]) => n));
  const body = h("tbody");
  fill(body, pairs.map(([given, suggested, n]) => h("tr", null,
    h("th", { scope: "row" }, h("a", { href: link(classes[given], classes[suggested]) }, h("bdi", null, classes[given]), h("span", { class: "to" }, " → "), h("bdi", null, classes[suggested]))),
    h("td", { class: "n" }, count(n)),
    h("td", { class: ["strip", `w${Math.max(1, Math.round((10 * n) / most))}`] }, h("span")))));
  return h("table", { class: "pairs-table" }, h("caption", { class: "quiet" }, "Pairs of given and suggested labels, most frequent first"),
    h("thead", null, h("tr", null, h("th", { scope: "col" }, "given → suggested"), h("th", { scope: "col", class: "n" }, "items"), h("th", null, h("span", { class: "quiet" }, "share")))), body);
}

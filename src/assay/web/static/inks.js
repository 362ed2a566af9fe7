/** What colour every point of the map has, and the legend that says so. */
import { count } from "./dom.js";
import { COLOURED, SHADES, colour, shade } from "./palette.js";

/** @typedef {import("./paint.js").Ink} Ink */
/** @typedef {{given: Int32Array, p: Float32Array, state: string[], keys: string[]}} Items */
/** @typedef {{words: string, variable: string, alpha: number, n: number, only: number | null}} Entry */

export const BY = { chance: "How likely wrong", class: "Given label", state: "State" };
const STATES = /** @type {[string, string, number][]} */ ([["open", "--edge", 0.6], ["decided", "--good", 0.9], ["double", "--gold", 0.9], ["disagreed", "--doubt", 1]]);

/**
 * @param {Items} items
 * @param {keyof typeof BY} by
 * @param {string[]} classes
 * @returns {{ink: Uint8Array, entries: Entry[]}}
 */
export function inked(items, by, classes) {
  const n = items.p.length, ink = new Uint8Array(n);
  /** @type {Entry[]} */
  let entries;
  if (by === "class") entries = ofClasses(items, classes, ink);
  else if (by === "state") {
    entries = STATES.map(([words, variable, alpha]) => ({ words, variable, alpha, n: 0, only: null }));
    for (let i = 0; i < n; i += 1) ink[i] = Math.max(0, STATES.findIndex(([name]) => name === items.state[i]));
  } else {
    entries = SHADES.map(({ name, variable, alpha }) => ({ words: name, variable, alpha, n: 0, only: null }));
    for (let i = 0; i < n; i += 1) ink[i] = shade(items.p[i]);
  }
  for (let i = 0; i < n; i += 1) entries[ink[i]].n += 1;
  return { ink, entries };
}

/**
 * The most frequent classes have a colour each, the others share a grey.
 *
 * @param {Items} items
 * @param {string[]} classes
 * @param {Uint8Array} ink
 * @returns {Entry[]}
 */
function ofClasses(items, classes, ink) {
  /** @type {Map<number, number>} */
  const many = new Map();
  for (const k of items.given) many.set(k, (many.get(k) ?? 0) + 1);
  const first = [...many].filter(([k]) => k >= 0).sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, COLOURED).map(([k]) => k);
  const place = new Map(first.map((k, i) => [k, i]));
  for (let i = 0; i < ink.length; i += 1) ink[i] = place.get(items.given[i]) ?? first.length;
  const rest = [...many.keys()].filter((k) => !place.has(k)).length;
  const entries = first.map((k, i) => /** @type {Entry} */ ({ words: classes[k] ?? "?", variable: `--k${i}`, alpha: 0.75, n: 0, only: k }));
  return [...entries, { words: rest === 1 ? "one other" : `${count(rest)} others`, variable: "--edge", alpha: 0.45, n: 0, only: null }];
}

/**
 * @param {Entry[]} entries
 * @param {number | null} alone the entry that is looked at, where one is
 * @returns {Ink[]}
 */
export function inks(entries, alone) {
  const pale = colour("--edge");
  return entries.map(({ variable, alpha }, i) => (alone === null || alone === i ? { rgb: colour(variable), alpha } : { rgb: pale, alpha: 0.18 }));
}

/**
 * Doubtful points last, so that they lie on top.
 *
 * @param {Float32Array} p
 * @param {Uint8Array} ink
 * @param {number | null} alone
 */
export function order(p, ink, alone) {
  const all = Uint32Array.from(p.keys());
  const on = (/** @type {number} */ i) => (alone !== null && ink[i] === alone ? 1 : 0);
  return all.sort((a, b) => on(a) - on(b) || p[a] - p[b] || a - b);
}

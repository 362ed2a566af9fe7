/** What can be done with a card: its buttons, its keys, and what they are called. */
import { proposes } from "./card.js";
import { amount, h, named } from "./dom.js";

/** @typedef {import("./types.js").Card} Card */
/** @typedef {import("./types.js").Info} Info */
/** @typedef {"accept" | "keep" | "pick" | "skip" | "undo" | "several" | "ambiguous" | "out-of-scope" | "drop" | "note" | "back" | "on" | "enlarge" | "larger" | "filter" | "many"} Name */
/** @typedef {{name: Name, keys: string[], label: string, kind?: string, more?: boolean}} Act */

/** What digits do. @type {Record<string, string>} */
const DIGITS = { settling: "That reviewer is right", one_of: "That one of the likely classes", ordered: "That one of the likely classes", any_of: "Put that tag on or off", number: "" };

/** @param {Info} info whether an item has one class */
export const single = (info) => info.truth === "one_of" || info.truth === "ordered";

/**
 * The buttons of a card, the most used first.
 *
 * @param {Card | undefined} card
 * @param {Info} info
 * @param {import("./editors.js").Editor} [editor]
 * @returns {Act[]}
 */
export function acts(card, info, editor) {
  const many = info.truth === "any_of";
  const touched = Boolean(editor?.touched());
  const accepts = Boolean(card && (proposes(card) || touched));
  const words = touched ? (many ? "Save these tags" : "Save this number") : many ? "Use the suggested tags" : `Use ${named(card?.suggested)}`;
  const keep = !card ? "Keep" : many ? "Keep the given tags" : `Keep ${named(card.given)}`;
  /** @type {(Act | false)[]} */
  const all = [
    accepts && { name: "accept", keys: ["Enter", "a"], label: words, kind: "yes" },
    { name: "keep", keys: accepts ? ["k"] : ["k", "Enter", "a"], label: keep, kind: accepts ? "no" : "yes" },
    { name: "pick", keys: ["p", "/"], label: info.truth === "number" ? "Another number" : many ? "Another tag…" : "Another…" },
    { name: "skip", keys: [" ", "j"], label: "Skip" },
    { name: "undo", keys: ["u", "Ctrl+z"], label: "Undo" },
    single(info) && { name: "several", keys: ["s"], label: "Several…", more: true },
    { name: "ambiguous", keys: ["b"], label: "Ambiguous", more: true },
    { name: "out-of-scope", keys: ["o"], label: "Out of scope", more: true },
    { name: "drop", keys: ["d"], label: "Drop", more: true },
    { name: "note", keys: ["n"], label: "Note…", more: true },
    { name: "back", keys: ["ArrowLeft"], label: "Previous", kind: "arrow", more: true },
    { name: "on", keys: ["ArrowRight"], label: "Next", kind: "arrow", more: true },
  ];
  return all.filter((one) => one !== false);
}

/**
 * The keys of the queue.
 *
 * @param {Info} info
 * @param {boolean} settling
 * @param {{act: (name: Name) => void, digit: (n: number) => void, here: () => boolean}} hands
 * @returns {import("./keys.js").Key[]}
 */
export function keys(info, settling, { act, digit, here }) {
  /** @param {Name} name @param {string[]} keys @param {string} label @param {string} [group] @param {object} [more] @returns {import("./keys.js").Key} */
  const key = (name, keys, label, group = "Decide", more = {}) => ({ keys, label, group, run: () => act(name), when: here, ...more });
  const always = { when: () => true };
  const digits = Array.from({ length: 10 }, (_, n) => ({ keys: [String(n)], label: n ? "" : DIGITS[settling ? "settling" : info.truth], shown: "1 … 9", group: "Decide", when: here, run: () => digit(n) }));
  return [
    key("accept", ["Enter", "a"], "Accept the suggestion; keep where there is none"),
    key("keep", ["k"], "Keep the given label"),
    key("pick", ["p", "/"], info.truth === "number" ? "Type another number" : "Pick another: type to search, arrows, Enter"),
    ...digits,
    ...(single(info) ? [key("several", ["s"], "Several labels fit")] : []),
    key("ambiguous", ["b"], "Ambiguous: nobody could tell"),
    key("out-of-scope", ["o"], "Out of scope: no class fits"),
    key("drop", ["d"], "Drop the item from the data"),
    key("skip", [" ", "j"], "Skip: somebody else may know"),
    key("undo", ["u", "Ctrl+z"], "Undo", "Decide", always),
    key("note", ["n"], "Note on this item"),
    key("many", ["m"], "Many at once", "Decide", always),
    key("back", ["ArrowLeft"], "The item before", "Look", { repeat: true, ...always }),
    key("on", ["ArrowRight"], "The item after", "Look", { repeat: true, ...always }),
    key("enlarge", ["z"], "Enlarge the picture", "Look"),
    key("larger", ["l"], "Neighbours and examples larger", "Look"),
    key("filter", ["f"], "Filter the queue", "Look", always),
  ];
}

/**
 * What stands where no card does.
 *
 * @param {import("./deck.js").Deck} deck
 * @param {{unsaved: number, settling: boolean, filtered: boolean, again: () => void}} how
 * @returns {HTMLElement}
 */
export function nothing({ refused, away, ended, asked }, { unsaved, settling, filtered, again }) {
  /** @param {string} title @param {...any} rest */
  const empty = (title, ...rest) => h("div", { class: "empty" }, h("h2", null, title), rest.map((one) => h("p", null, one)));
  if (refused) return empty("These cannot be shown", refused);
  if (away) return empty("The server does not answer", unsaved ? `${amount(unsaved, "decision")} wait in this browser and will be saved when it is back.` : "It is asked again every few seconds.");
  if (!ended || !asked) return h("p", { class: "wait" }, "Fetching items…");
  const queue = h("a", { href: "#/queue" }, settling ? "Back to the queue" : "Show all items");
  if (settling) return empty("Reviewers agree", "No item is left on which they do not.", queue, h("button", { type: "button", onclick: again }, "Look again"));
  const look = h("button", { type: "button", onclick: again }, "Look again");
  const board = h("a", { href: "#/board" }, "See the board");
  return empty("Nothing left here", filtered ? "All items that the filter names are decided." : "Every item is decided or held by another reviewer.", filtered ? [queue, " · ", board] : board, look);
}

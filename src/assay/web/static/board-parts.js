/** The parts of the board, each from what the server says of it. */
import { amount, bar, count, figure, h } from "./dom.js";
import { interval } from "./curve.js";
import { lasting, percent, roundEnd, span } from "./numbers.js";


/** Classes that are listed before one asks for all. */
const FIRST = 12;

/** @param {any} board */
export function precision({ precision: one }) {
  if (!one?.n) return null;
  const [value, low, high] = one.found;
  const words = `found ${percent(value)}, ${span(low, high)}; stated ${percent(one.stated)}`;
  const bins = (one.bins ?? []).filter((/** @type {any} */ bin) => bin.n > 0);
  return h("section", { class: "panel" }, h("h2", null, "Is the detector as good as it said?"),
    interval({ value, low, high, mark: one.stated, words }),
    h("p", { class: "key" }, h("span", { class: "mark-found" }, `found ${percent(value)}, ${span(low, high)}`), h("span", { class: "mark-stated" }, `stated ${percent(one.stated)}`)),
    h("p", { class: "soft" }, one.sentence ?? ""),
    bins.length > 1 && h("details", { class: "more", id: "by-probability" }, h("summary", null, "By stated probability"), h("table", null,
      h("thead", null, h("tr", null, h("th", { scope: "col" }, "stated"), ["items", "stated on average", "found wrong"].map((word) => h("th", { scope: "col", class: "n" }, word)))),
      h("tbody", null, bins.map((/** @type {any} */ bin) => h("tr", null, h("th", { scope: "row" }, span(bin.from, bin.to)),
        [count(bin.n), percent(bin.stated), `${percent(bin.found[0])} (${span(bin.found[1], bin.found[2])})`].map((word) => h("td", { class: "n" }, word))))))));
}

/** @param {any} board */
export function agreement({ agreement: one, gold }) {
  if (!(one?.pairs > 0) && !gold) return null;
  return h("section", { class: "panel" }, h("h2", null, "Agreement"),
    one?.pairs > 0 && [
      one.same && shared(`Two reviewers decide alike (${amount(one.pairs, "item")} judged twice)`, one.same, percent),
      one.alpha && shared("Krippendorff's alpha, 1 where they always agree", one.alpha, (share) => figure(Number((share ?? 0).toFixed(2)))),
      h("p", null, h("a", { href: "#/disagreements" }, "Where they disagree"))],
    gold && [shared(`Right by trusted labels (${amount(gold.n, "decision")})`, gold.accuracy, percent)]);
}

/**
 * @param {string} words
 * @param {[number, number, number]} share
 * @param {(share: number | null) => string} print
 */
function shared(words, [value, low, high], print) {
  return h("div", { class: "shared" }, h("p", null, words, " ", h("b", null, print(value)), " ", h("small", null, `${print(low)} to ${print(high)}`)), interval({ value, low, high, words: `${print(value)}, ${print(low)} to ${print(high)}` }));
}

/**
 * @param {any} board
 * @param {any[]} splits
 */
export function progress(board, splits) {
  const shown = [...(board.by_class ?? [])].sort((a, b) => b.reviewed - a.reviewed || b.n - a.n);
  if (!shown.length && !splits.length) return null;
  const rest = shown.slice(FIRST);
  return h("section", { class: "panel wide" }, h("h2", null, "Progress"),
    splits.length > 0 && table("By split", splits, "split"),
    shown.length > 0 && table("By class", shown.slice(0, FIRST), "class"),
    rest.length > 0 && h("details", { class: "more", id: "all-classes" }, h("summary", null, `The other ${rest.length === 1 ? "class" : `${count(rest.length)} classes`}`), table("Other classes", rest, "class")),
    shown.length > 0 && h("p", null, h("a", { href: "#/classes" }, "What each class looks like")));
}

/**
 * @param {string} title
 * @param {any[]} list
 * @param {string} of
 */
function table(title, list, of) {
  const most = roundEnd(Math.max(0, ...list.map((one) => one.reviewed / Math.max(one.n, 1))));
  return h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": title }, h("table", { class: "progress" }, h("caption", null, title),
    h("thead", null, h("tr", null, h("th", { scope: "col" }, of), h("th", { scope: "col", class: "n" }, "reviewed"), h("th", { scope: "col", class: "draw" }, h("span", { class: "quiet" }, "share")), of === "class" && h("th", { scope: "col", class: "n" }, "wrong"))),
    h("tbody", null, list.map((one) => h("tr", null,
      h("th", { scope: "row" }, h("a", { href: `#/explore?${new URLSearchParams({ [of]: one.name })}` }, h("bdi", null, one.name))),
      h("td", { class: "n" }, `${count(one.reviewed)} `, h("small", null, `of ${count(one.n)}`)),
      h("td", { class: "draw" }, bar(one.reviewed / Math.max(one.n, 1) / most, percent(one.reviewed / Math.max(one.n, 1)), "fair")),
      of === "class" && h("td", { class: "n" }, count(one.wrong)))))));
}

/**
 * @param {any} board
 * @param {{name: string, holds: number}[]} present who has items before them just now
 */
export function reviewers(board, present) {
  const now = new Map((present ?? []).map((one) => [one.name, one.holds]));
  const list = [...(board.reviewers ?? [])];
  for (const name of now.keys()) if (!list.some((one) => one.name === name)) list.push({ name, reviewed: 0 });
  if (!list.length) return null;
  const gold = list.some((one) => one.gold_accuracy);
  const heads = ["reviewed", "found wrong", "skipped", "agree with others", "time an item", gold && "right by gold"].filter(Boolean);
  return h("section", { class: "panel wide" }, h("h2", null, "Reviewers"), h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Reviewers" }, h("table", { class: "who" },
    h("thead", null, h("tr", null, h("th", { scope: "col" }, "name"), heads.map((word) => h("th", { scope: "col", class: "n" }, word)))),
    h("tbody", null, list.map((one) => h("tr", null, h("th", { scope: "row" }, h("a", { href: `#/explore?${new URLSearchParams({ reviewer: one.name })}` }, h("bdi", null, one.name)), now.has(one.name) && h("small", { class: "here-now" }, " at work")),
      [count(one.reviewed), one.reviewed ? `${count(one.wrong)} (${percent(one.wrong / one.reviewed)})` : "–", one.skipped ? count(one.skipped) : "–", share(one.agree), one.seconds ? lasting(one.seconds) : "–", gold && share(one.gold_accuracy)].filter((word) => word !== false).map((word) => h("td", { class: "n" }, word))))))));
}

/** @param {any} value a share, or [share, low, high] */
const share = (value) => { const one = Array.isArray(value) ? value[0] : value; return one === null || one === undefined ? "–" : percent(one); };

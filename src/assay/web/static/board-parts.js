/** The parts of the board, each from what the server says of it. */
import { amount, bar, count, figure, h } from "./dom.js";
import { interval } from "./curve.js";
import { between, lasting, percent, roundEnd, span } from "./numbers.js";

/** @typedef {import("./types.js").App} App */
/** @typedef {import("./types.js").Info} Info */

/** Classes that are listed before one asks for all. */
const FIRST = 12;

/**
 * @param {Info} info
 * @param {any} board
 */
export function headline(info, board) {
  const { rate } = board;
  const noun = info.noun ?? "item";
  if (!rate || rate.value === null || rate.value === undefined) {
    return [h("p", { class: "eyebrow" }, "Error rate"), h("h1", { class: "big" }, "How many labels are wrong is not known yet."), h("p", { class: "rest" }, rate?.assumes ?? `Review a few ${noun}s, and the estimate appears here.`)];
  }
  const sure = rate.level ? `With ${percent(rate.level)} confidence ` : "";
  const says = `${sure}${sure ? between(rate.low, rate.high) : between(rate.low, rate.high).replace(/^./, (one) => one.toUpperCase())}`;
  return [
    h("p", { class: "eyebrow" }, "Error rate"),
    h("h1", { class: "big" }, `About ${percent(rate.value)} of the labels are wrong.`),
    h("p", { class: "rest" }, `${says}, from ${amount(board.reviewed, "review")} of ${amount(info.n_items, noun)}.`),
    rate.assumes && h("p", { class: "assumes" }, h("b", null, "Assumes "), sentence(rate.assumes)),
  ];
}

/** @param {any} words several sentences, or one */
const sentence = (words) => (Array.isArray(words) ? words.join("; ") : String(words).replace(/^assumes:?\s*/i, ""));

/** @param {any} board */
export function advice(board) {
  const { stop } = board;
  if (!stop?.sentence) return null;
  const may = /stop/i.test(stop.advice ?? "");
  return h("p", { class: ["stop", may && "may"] }, h("b", null, may ? "You can stop. " : "Go on. "), h("span", { dir: "auto" }, stop.sentence.replace(/^(you can stop|go on)[.:]\s*/i, "")));
}

/**
 * @param {Info} info
 * @param {any} board
 */
export function ahead(info, board) {
  const minute = board.per_hour === null || board.per_hour === undefined ? null : board.per_hour / 60;
  const done = board.reviewed / Math.max(board.reviewed + board.left, 1);
  const facts = [
    ["reviewed", count(board.reviewed)], ["still open", count(board.left)],
    ["wrong labels found", count(board.wrong_found)],
    ["wrong still expected", board.expected_left === null || board.expected_left === undefined ? "unknown" : count(Math.round(board.expected_left))],
    ["errors a minute ahead", minute === null ? "unknown" : figure(Number(minute.toPrecision(2)))],
    board.stop?.gain !== null && board.stop?.gain !== undefined && [`narrower after ${board.stop.hours && board.stop.hours !== 1 ? `${figure(board.stop.hours)} more hours` : "another hour"}`, points(board.stop.gain)],
  ];
  return [h("dl", { class: "figures" }, facts.filter((one) => one !== false).map(([name, value]) => h("div", null, h("dt", null, name), h("dd", null, value)))),
    bar(done, `${percent(done)} of ${info.noun ?? "item"}s reviewed`, "fair")];
}

/** @param {number} share a change of an interval */
const points = (share) => `${figure(Number((100 * share).toPrecision(2)))} points`;

/** @param {any} board */
export function precision(board) {
  const { precision: one } = board;
  if (!one || !one.n) return null;
  const [value, low, high] = one.found;
  const stated = one.stated;
  const words = `found ${percent(value)}, ${span(low, high)}; stated ${percent(stated)}`;
  const verdict = stated === null || stated === undefined ? "" : stated < low ? "The detector is better than it said." : stated > high ? "The detector promised too much: judge its probabilities as too high." : "What the detector said holds so far.";
  return h("section", { class: "panel" }, h("h2", null, "Is the detector as good as it said?"),
    h("dl", { class: "pairs" },
      h("div", null, h("dt", null, "stated precision"), h("dd", null, percent(stated))),
      h("div", null, h("dt", null, `found, in ${amount(one.n, "flagged item")} reviewed`), h("dd", null, `${percent(value)} `, h("small", null, span(low, high))))),
    interval({ value, low, high, mark: stated, words }),
    h("p", { class: "key" }, h("span", { class: "mark-found" }, "found"), h("span", { class: "mark-stated" }, "stated")),
    verdict && h("p", { class: "soft" }, verdict));
}

/** @param {any} board */
export function agreement(board) {
  const { agreement: one, gold } = board;
  const coefficient = one?.alpha ?? one?.kappa;
  if (!(one?.pairs > 0) && !gold) return null;
  const name = one?.alpha ? "Krippendorff's alpha" : "Cohen's kappa";
  return h("section", { class: "panel" }, h("h2", null, "Agreement"),
    one?.pairs > 0 && coefficient && [
      h("dl", { class: "pairs" }, h("div", null, h("dt", null, `between reviewers (${name}, ${amount(one.pairs, "pair")})`), h("dd", null, `${figure(round(coefficient[0]))} `, h("small", null, `${figure(round(coefficient[1]))} to ${figure(round(coefficient[2]))}`)))),
      interval({ value: coefficient[0], low: coefficient[1], high: coefficient[2], words: `agreement ${round(coefficient[0])}, ${round(coefficient[1])} to ${round(coefficient[2])}` }),
      one.disagreed > 0 && h("p", null, h("a", { href: "#/disagreements" }, `${amount(one.disagreed, "item")} judged differently`))],
    gold && withGold(gold));
}

/** @param {number} value */
const round = (value) => (value === null || value === undefined ? null : Number(value.toFixed(2)));

/** @param {any} gold */
function withGold(gold) {
  const share = gold.accuracy ?? gold.agree ?? gold.share;
  const [value, low, high] = Array.isArray(share) ? share : [share];
  return h("dl", { class: "pairs" }, h("div", null, h("dt", null, `with trusted labels${gold.n ? ` (${amount(gold.n, "item")})` : ""}`), h("dd", null, `${percent(value)} `, low !== undefined && h("small", null, span(low, high)))));
}

/**
 * @param {App} app
 * @param {any} board
 */
export function byClass(app, board) {
  const classes = rows(board.by_class, "class"), splits = rows(board.by_split, "split");
  if (!classes.length && !splits.length) return null;
  const shown = [...classes].sort((a, b) => b.reviewed - a.reviewed || b.n - a.n);
  return h("section", { class: "panel wide" }, h("h2", null, "Progress"),
    splits.length > 0 && table("By split", splits, "split"),
    shown.length > 0 && table("By class", shown.slice(0, FIRST), "class"),
    shown.length > FIRST && h("details", { class: "more", id: "all-classes" }, h("summary", null, `The other ${amount(shown.length - FIRST, "class")}`), table("Other classes", shown.slice(FIRST, 1000), "class")),
    h("p", null, h("a", { href: "#/classes" }, "Every class")));
}

/**
 * @param {any} given
 * @param {string} of
 * @returns {any[]}
 */
function rows(given, of) {
  return (given ?? []).map((/** @type {any} */ one) => ({ ...one, name: one.name ?? one[of], n: one.n ?? one.n_items ?? one.flagged ?? 0, reviewed: one.reviewed ?? one.decided ?? 0 }));
}

/**
 * @param {string} title
 * @param {any[]} list
 * @param {string} of
 */
function table(title, list, of) {
  const most = roundEnd(Math.max(0, ...list.map((one) => one.reviewed / Math.max(one.n, 1))));
  return h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": title }, h("table", { class: "progress" }, h("caption", null, title),
    h("thead", null, h("tr", null, h("th", { scope: "col" }, of), h("th", { scope: "col", class: "n" }, "reviewed"), h("th", { scope: "col", class: "draw" }, h("span", { class: "quiet" }, "share")), h("th", { scope: "col", class: "n" }, "wrong"))),
    h("tbody", null, list.map((one) => h("tr", null,
      h("th", { scope: "row" }, h("a", { href: `#/explore?${new URLSearchParams({ [of]: one.name })}` }, h("bdi", null, one.name))),
      h("td", { class: "n" }, `${count(one.reviewed)} `, h("small", null, `of ${count(one.n)}`)),
      h("td", { class: "draw" }, bar(one.reviewed / Math.max(one.n, 1) / most, percent(one.reviewed / Math.max(one.n, 1)), "fair")),
      h("td", { class: "n" }, one.wrong === null || one.wrong === undefined ? "–" : count(one.wrong)))))));
}

/** @param {any} board */
export function reviewers(board) {
  const list = board.reviewers ?? [];
  if (!list.length) return null;
  const gold = list.some((/** @type {any} */ one) => one.gold_accuracy !== null && one.gold_accuracy !== undefined);
  return h("section", { class: "panel wide" }, h("h2", null, "Reviewers"), h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Reviewers" }, h("table", null,
    h("thead", null, h("tr", null, h("th", { scope: "col" }, "name"), ["reviewed", "found wrong", "agree with others", "time an item", gold && "right on gold"].map((word) => word && h("th", { scope: "col", class: "n" }, word)))),
    h("tbody", null, list.map((/** @type {any} */ one) => h("tr", null, h("th", { scope: "row" }, h("a", { href: `#/explore?${new URLSearchParams({ reviewer: one.name })}` }, h("bdi", null, one.name))),
      [count(one.reviewed), one.reviewed ? `${count(one.wrong)} (${percent(one.wrong / one.reviewed)})` : "–", first(one.agree), one.seconds ? lasting(one.seconds) : "–", gold && first(one.gold_accuracy)].map((word) => word !== false && h("td", { class: "n" }, word))))))));
}

/** @param {any} share a share, or [share, low, high] */
const first = (share) => { const value = Array.isArray(share) ? share[0] : share; return value === null || value === undefined ? "–" : percent(value); };

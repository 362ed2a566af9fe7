/** The board's first words: the error rate, what it rests on, and whether to go on. */
import { amount, bar, count, figure, h } from "./dom.js";
import { between, percent, span } from "./numbers.js";

/** @typedef {import("./types.js").Info} Info */

/** @param {any} words one sentence or several */
const sentences = (words) => (Array.isArray(words) ? words : [words]).filter(Boolean).map(String);

/** @param {string} text */
const capital = (text) => text.replace(/^./, (one) => one.toUpperCase());

/**
 * @param {Info} info
 * @param {any} board
 */
export function headline(info, board) {
  const { rate } = board;
  const noun = info.noun ?? "item";
  const from = `from ${amount(board.reviewed, "review")} of ${amount(info.n_items, noun)}`;
  const [big, rest] = said(rate, from, noun);
  return [h("p", { class: "eyebrow" }, "Error rate"), h("h1", { class: "big" }, big), h("p", { class: "rest" }, rest), rate && rests(rate)];
}

/**
 * @param {any} rate
 * @param {string} from
 * @param {string} noun
 * @returns {[string, string]}
 */
function said(rate, from, noun) {
  if (rate?.value === null || rate?.value === undefined) return ["How many labels are wrong is not known yet.", `Review a few ${noun}s, and the estimate appears here.`];
  if (rate.told === false) return [rate.low > 0 ? `At least ${percent(rate.low)} of the labels are wrong.` : "How many labels are wrong is not known yet.", `At most ${percent(rate.high)}, ${from}. The audit expects ${percent(rate.value)}.`];
  return [`About ${percent(rate.value)} of the labels are wrong.`, `${capital(between(rate.low, rate.high))}, with 95 % confidence, ${from}.`];
}

/** @param {any} rate what the estimate assumes, and how it counts */
function rests(rate) {
  const counts = sentences(rate.counts), { corrected, with_ambiguous: unclear } = rate;
  return [
    h("div", { class: "assumes" }, sentences(rate.assumes).map((one) => h("p", null, one))),
    (counts.length > 0 || rate.method) && h("details", { class: "more", id: "how-counted" }, h("summary", null, "How this is counted"), h("div", { class: "counted" },
      rate.method && h("p", null, `${capital(rate.method)}.`), counts.map((one) => h("p", null, one)),
      unclear && h("p", null, `With the ${amount(rate.ambiguous, "ambiguous item")} counted as wrong: ${percent(unclear[0])}, ${span(unclear[1], unclear[2])}.`),
      corrected && h("p", null, `Reviewers seem to err on ${percent(corrected.mistakes[0])} of items (by ${corrected.from === "gold" ? "trusted labels" : "how often two of them differ"}). Without their mistakes the rate would be ${percent(corrected.value)}, ${span(corrected.low, corrected.high)}.`))),
  ];
}

/** @param {any} board */
export function advice(board) {
  const { stop } = board;
  if (!stop?.sentence) return null;
  const [, lead, rest] = /^(you can stop|go on)[:.]\s*(.*)$/is.exec(stop.sentence) ?? ["", "", stop.sentence];
  return h("p", { class: ["stop", stop.advice === "stop" && "may"] }, lead && h("b", null, `${capital(lead)}: `), rest);
}

/**
 * @param {Info} info
 * @param {any} board
 */
export function ahead(info, board) {
  const done = board.reviewed / Math.max(board.reviewed + board.left, 1);
  const minute = board.per_minute ?? (board.per_hour ?? NaN) / 60;
  const known = board.rate?.told !== false && board.stop?.gain > 0;
  const facts = [
    ["reviewed", count(board.reviewed)], ["still open", count(board.left)],
    ["wrong labels found", count(board.wrong_found)], ["wrong still expected", about(board.expected_left)],
    ["errors a minute ahead", Number.isFinite(minute) ? figure(Number(minute.toPrecision(2))) : "unknown"],
    known && ["narrower after another hour", `${figure(Number((100 * board.stop.gain).toPrecision(2)))} points`],
  ];
  return [h("dl", { class: "figures" }, facts.map((one) => one && h("div", null, h("dt", null, one[0]), h("dd", null, one[1])))),
    bar(done, `${percent(done)} of ${info.noun ?? "item"}s reviewed`, "fair")];
}

/** @param {number | null | undefined} n an expected number of items */
const about = (n) => (n === null || n === undefined ? "unknown" : n > 0 && n < 0.5 ? "under 1" : count(Math.round(n)));

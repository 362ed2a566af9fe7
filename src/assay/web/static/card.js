/** A card: the item, what its label is, and what speaks for and against it. */
import { cell, content, tag } from "./content.js";
import { bar, figure, h, named, percent, same } from "./dom.js";

/** @typedef {import("./types.js").Card} Card */
/** @typedef {import("./types.js").Other} Other */
/** @typedef {import("./types.js").Decision} Decision */

/** What a verdict is called when it is told. @type {Record<string, string>} */
export const VERDICTS = { relabel: "relabelled", confirm: "kept", several: "several labels", ambiguous: "ambiguous", "out-of-scope": "out of scope", drop: "dropped", skip: "skipped" };

/** @param {{verdict: string, new?: any}} decision @param {any} [given] in words: "relabelled to cat" */
export function told({ verdict, new: to }, given) {
  if (verdict === "relabel") return `relabelled to ${named(to)}`;
  if (verdict === "several") return `labelled ${named(to)}`;
  if (verdict === "confirm" && given !== undefined) return `kept as ${named(given)}`;
  return VERDICTS[verdict] ?? verdict;
}

/** @param {Card} card whether there is something to accept */
export const proposes = (card) => card.suggested !== null && card.suggested !== undefined && card.suggested !== "" && !same(card.suggested, card.given);

/** @param {Card} card in one sentence, for those who listen */
export function spoken(card) {
  const text = card.content?.kind === "text" ? `: ${(card.content.text ?? "").slice(0, 300)}` : "";
  const suggested = proposes(card) ? `, suggested ${named(card.suggested)}` : "";
  const wrong = card.p_wrong === null || card.p_wrong === undefined ? "" : `, wrong with ${percent(card.p_wrong)}`;
  return `Item ${card.key}${text}. Given ${named(card.given)}${suggested}${wrong}`;
}

/**
 * @typedef {object} Hands what a card lets one do
 * @property {(label: any) => void} choose
 * @property {(decision: import("./types.js").Decision) => void} settle
 * @property {() => void} enlarge
 * @property {boolean} settling whether reviewers disagree and this decides
 * @property {string} [note]
 * @property {HTMLImageElement} [picture]
 * @property {HTMLElement} [editor] of tags or of a number
 * @property {HTMLElement} [explained]
 */

/** @param {Card} card @param {import("./types.js").Info} info */
function marks(card, info) {
  const tests = info.test_splits ?? ["test"];
  const test = card.protected ?? (Boolean(card.split) && tests.includes(String(card.split)));
  const codes = (card.findings ?? []).map((code) => ({ code, message: info.findings.find((one) => one.code === code)?.message ?? code }));
  return h("ul", { class: "marks" },
    test && h("li", { class: "mark protected", title: "A change in a split that scores are taken on changes what the scores mean; it is listed apart." }, `${card.split ?? "test"} split, protected`),
    card.split && !test && h("li", { class: "mark" }, card.split),
    codes.map(({ code, message }) => h("li", { class: "mark", title: message }, code)),
    card.cluster !== null && card.cluster !== undefined && card.cluster !== -1 && h("li", { class: "mark" }, `cluster ${card.cluster}`));
}

/** @param {Card} card @param {Hands} hands */
function look(card, hands) {
  const drawn = content(card.content, { side: 960, alt: `item ${card.key}, given ${named(card.given)}`, picture: hands.picture });
  if (card.content?.kind === "image") return h("div", { class: "look a-picture" }, h("button", { type: "button", class: "enlarge", "aria-label": "Enlarge the picture", onclick: hands.enlarge }, drawn));
  const many = card.content?.kind === "row" && Object.keys(card.content.cells ?? {}).length > 24;
  return h("div", { class: ["look", `a-${card.content?.kind ?? "none"}`, many && "many"], tabindex: "0", role: "group", "aria-label": "The item" }, drawn);
}

/** @param {Card} card */
function claim(card) {
  return h("div", { class: "claim" },
    h("p", { class: "labels" }, tag(card.given, "given", "given"), proposes(card) && [h("span", { class: "to", "aria-hidden": "true" }, "→"), tag(card.suggested, "suggested", "suggested")]),
    card.p_wrong !== null && card.p_wrong !== undefined && h("p", { class: "wrong" }, h("span", null, "wrong with"), bar(card.p_wrong, `wrong with ${percent(card.p_wrong)}`), h("b", null, percent(card.p_wrong))),
    card.reason && h("p", { class: "reason", dir: "auto" }, card.reason));
}

/** @param {Card} card @returns {Decision[]} what reviewers said of an item on which they disagree, oneself last */
export const sides = (card) => [...(card.others ?? []), ...(card.decision ? [{ ...card.decision, by: "you" }] : [])];

/** @param {Card} card @param {Hands} hands what other reviewers said */
function others(card, hands) {
  if (!card.others?.length) return null;
  const all = hands.settling ? sides(card) : card.others;
  return h("section", { class: "others" }, h("h2", null, hands.settling ? "Reviewers disagree: who is right?" : "What others decided"),
    h("ul", null, all.map((one, i) => h("li", null,
      hands.settling && h("button", { type: "button", class: "choice", onclick: () => hands.settle(one) }, i < 9 && h("kbd", null, String(i + 1)), h("span", null, h("bdi", null, one.by ?? "?"), ": ", h("bdi", null, told(one, card.given)))),
      !hands.settling && h("p", null, h("b", null, h("bdi", null, one.by ?? "?")), " ", h("bdi", null, told(one, card.given))),
      one.why && h("p", { class: "soft small", dir: "auto" }, `“${one.why}”`)))));
}

/**
 * What digits choose from: the most likely classes; where nobody tells, all of them, if they are few.
 *
 * Where classes are called 0, 1, 2, a digit is the class of that name and never a place in a list.
 *
 * @param {Card} card
 * @param {import("./types.js").Info} info
 * @returns {{label: any, p?: number, key: string}[]}
 */
export function choices(card, info) {
  if (info.truth === "number") return [];
  /** @type {{label: any, p?: number}[]} */
  const all = card.alternatives?.length ? card.alternatives.slice(0, 9) : info.classes.length <= 10 ? info.classes.map((label) => ({ label })) : [];
  const digits = info.classes.every((name) => /^\d$/.test(name));
  return all.map((one, i) => ({ ...one, key: digits ? String(one.label) : String((i + 1) % 10) }));
}

/** @param {Card} card @param {import("./types.js").Info} info @param {Hands} hands */
function alternatives(card, info, hands) {
  const all = choices(card, info);
  if (hands.editor || !all.length) return null;
  const keyed = !hands.settling || !card.others?.length;
  return h("section", { class: "alternatives" }, h("h2", null, card.alternatives?.length ? "Most likely classes" : "Classes"),
    h("ol", { class: all.length > 5 ? "many" : null }, all.map((one) => h("li", null, h("button", { type: "button", class: ["choice", !keyed && "bare"], "aria-keyshortcuts": keyed ? one.key : null, onclick: () => hands.choose(one.label) },
      keyed && h("kbd", null, one.key),
      h("bdi", { class: same(one.label, card.given) ? "is-given" : same(one.label, card.suggested) ? "is-suggested" : null }, named(one.label)),
      one.p !== undefined && [bar(one.p, `probability ${percent(one.p)}`, "fair"), h("small", null, percent(one.p))])))));
}

/** @param {Card} card */
function votes(card) {
  if (!card.votes?.length) return null;
  /** @type {Map<string, string[]>} */
  const said = new Map();
  for (const vote of card.votes) said.set(named(vote.label), [...(said.get(named(vote.label)) ?? []), vote.source]);
  const rows = [...said].sort((a, b) => b[1].length - a[1].length);
  return h("section", { class: "votes" }, h("h2", null, "Votes"),
    h("dl", null, rows.map(([label, sources]) => h("div", null, h("dt", null, h("b", null, `${sources.length} × `), h("bdi", null, label)),
      h("dd", null, sources.slice(0, 12).map((name, i) => [i ? ", " : null, h("bdi", null, name)]), sources.length > 12 && ` and ${sources.length - 12} more`)))));
}

/** @param {Other} other @param {Card} card */
const side = (other, card) => (same(other.label, card.given) ? "given" : same(other.label, card.suggested) ? "suggested" : "");

/** @param {Other} other @param {Card} card a short row, or the columns in which a long one is another */
function unlike(other, card) {
  const mine = card.content?.cells ?? {};
  const all = Object.entries(other.content?.cells ?? {});
  const unequal = all.length > 6 ? all.filter(([name, value]) => value !== mine[name]).slice(0, 6) : all;
  return h("p", { class: "unlike" }, unequal.length ? unequal.map(([name, value]) => h("span", null, h("bdi", null, name), " ", h("b", null, h("bdi", null, cell(value))))) : "the same in every column");
}

/** @param {Other} other @param {Card} card @param {string} word @param {boolean} [labelled] */
function beside(other, card, word, labelled = true) {
  const kind = other.content?.kind;
  const label = labelled ? tag(other.label, side(other, card)) : null;
  const far = other.distance === undefined || other.distance === null ? null : h("small", null, `distance ${figure(other.distance)}`);
  const about = label || far ? h("p", { class: "about" }, label, far) : null;
  if (kind === "image") return h("li", { class: side(other, card) }, content(other.content, { side: 160, alt: `${word} ${other.key}` }), labelled && h("bdi", { title: named(other.label) }, named(other.label)));
  if (kind === "text") return h("li", null, about, h("p", { class: "excerpt", dir: "auto" }, other.content?.text ?? ""));
  if (kind === "row") return h("li", null, about, unlike(other, card));
  return h("li", null, label, " ", h("small", null, `item ${other.key}`), far);
}

/** @param {Other[]} list @param {Card} card @param {string} word @param {boolean} [labelled] */
const row = (list, card, word, labelled = true) => h("ul", { class: list.some((one) => one.content?.kind === "image") ? "near pictures" : "near" }, list.map((one) => beside(one, card, word, labelled)));

/** @param {Card} card */
function near(card) {
  if (!card.neighbours?.length) return null;
  const agree = card.neighbours.filter((one) => same(one.label, card.given)).length;
  return h("section", { class: "neighbours" }, h("h2", null, "Nearest items"), h("p", { class: "soft small" }, `${agree} of ${card.neighbours.length} have the given label`), row(card.neighbours, card, "neighbour"));
}

/** @param {Card} card */
function examples(card) {
  const { given = [], suggested = [] } = card.examples ?? {};
  if (!given.length && !suggested.length) return null;
  /** @param {Other[]} list @param {any} label @param {string} kind */
  const one = (list, label, kind) => list.length > 0 && h("section", { class: "examples" }, h("h2", null, "Typical ", tag(label, kind)), row(list, card, `example of ${named(label)}`, false));
  return [one(given, card.given, "given"), proposes(card) && one(suggested, card.suggested, "suggested")];
}

/**
 * @param {{prediction?: any, intercept?: number, terms: {name: string, value: any, contribution: number}[]}} explained
 * @returns {HTMLElement} what each column adds to the prediction
 */
export function contributions(explained) {
  const terms = [...explained.terms].sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution)).slice(0, 10);
  const most = Math.max(...terms.map((one) => Math.abs(one.contribution)), 1e-12);
  return h("section", { class: "explained" }, h("h2", null, "Why ", tag(explained.prediction, "")), h("p", { class: "soft small" }, "What each column adds (right) or takes away (left), in log odds"),
    h("table", null, h("thead", { class: "quiet" }, h("tr", null, h("th", { scope: "col" }, "column"), h("th", { scope: "col" }, "share"), h("th", { scope: "col" }, "log odds"))),
      h("tbody", null, terms.map((one) => h("tr", null, h("th", { scope: "row" }, h("bdi", null, one.name), " ", h("small", null, h("bdi", null, cell(one.value)))),
        h("td", { class: "draw" }, h("span", { class: ["lean", one.contribution < 0 && "against"], style: { "--much": String(Math.abs(one.contribution) / most) }, "aria-hidden": "true" })),
        h("td", { class: "n" }, `${one.contribution < 0 ? "−" : "+"}${figure(Math.abs(one.contribution))}`))))));
}

/**
 * @param {Card} card
 * @param {import("./types.js").Info} info
 * @param {Hands} hands
 * @returns {HTMLElement}
 */
export function build(card, info, hands) {
  const own = card.decision && !(hands.settling && card.others?.length) && h("p", { class: "decided" }, "You decided: ", h("b", null, h("bdi", null, told(card.decision, card.given))), ". A key decides anew.");
  const note = hands.note ?? card.decision?.why;
  return h("article", { class: ["item", `of-${card.content?.kind ?? "none"}`], data: { key: card.key }, "aria-labelledby": "item-title" },
    h("header", { class: "item-head" }, h("h1", { id: "item-title" }, "Item ", h("bdi", null, card.key)), marks(card, info)),
    h("div", { class: "sides" },
      h("div", { class: "left-side" }, look(card, hands), h("div", { class: "beside" }, near(card), examples(card))),
      h("div", { class: "facts" }, own, claim(card), others(card, hands), hands.editor, alternatives(card, info, hands),
        h("p", { class: "note", hidden: !note, dir: "auto" }, note ?? ""), votes(card), hands.explained)));
}


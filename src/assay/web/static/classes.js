/** The classes: how much of each is in doubt, and what each looks like. */
import { amount, bar, count, fill, h } from "./dom.js";
import { content, tag } from "./content.js";
import { link } from "./matrix.js";
import { percent } from "./numbers.js";
import { about } from "./pairs.js";

/** @typedef {import("./types.js").App} App */
/** @typedef {{name: string, n: number, flagged: number, decided: number, wrong: number}} OfClass */

/** Pairs that stand on the page of a class. */
const CONFUSED = 12;

/** Ways to put the classes in order. */
const SORTS = /** @type {Record<string, {words: string, by: (one: OfClass) => number | string}>} */ ({
  name: { words: "Name", by: (one) => one.name.toLocaleLowerCase() },
  n: { words: "Most items", by: (one) => -one.n },
  flagged: { words: "Most in doubt", by: (one) => -one.flagged },
  share: { words: "Largest share in doubt", by: (one) => -one.flagged / Math.max(one.n, 1) },
  wrong: { words: "Most found wrong", by: (one) => -one.wrong },
});

/**
 * @param {HTMLElement} root
 * @param {App} app
 */
export async function show(root, app) {
  const name = app.path.slice(1).join("/");
  if (app.path[0] === "class" && name) return one(root, app, name);
  return all(root, app);
}

const download = () => h("a", { class: "button", href: "/api/instructions.md", download: "instructions.md" }, "Instructions for annotators (Markdown)");

/** @param {string} name */
const address = (name) => `#/class/${encodeURIComponent(name)}`;

/**
 * @param {HTMLElement} root
 * @param {App} app
 */
async function all(root, app) {
  /** @type {OfClass[]} */
  const classes = await app.api.classes({ signal: app.leaving, cache: "no-cache" });
  const body = h("tbody");
  const said = h("p", { class: "status", role: "status" });
  const search = h("input", { type: "search", placeholder: "Find a class", "aria-label": "Find a class", dir: "auto", oninput: () => draw() });
  const sort = h("select", { name: "sort", onchange: () => draw() }, Object.entries(SORTS).map(([value, { words }]) => h("option", { value }, words)));
  sort.value = "flagged";
  const draw = () => {
    const words = search.value.trim().toLocaleLowerCase();
    const { by } = SORTS[sort.value];
    const shown = classes.filter((row) => row.name.toLocaleLowerCase().includes(words));
    shown.sort((a, b) => (by(a) < by(b) ? -1 : by(a) > by(b) ? 1 : a.name < b.name ? -1 : 1));
    fill(said, words ? `${count(shown.length)} of ${amount(classes.length, "class")}` : amount(classes.length, "class"));
    const most = Math.max(0.01, ...shown.map((row) => row.flagged / Math.max(row.n, 1)));
    fill(body, shown.map((row) => line(row, most)));
  };
  draw();
  fill(root, h("header", { class: "head" }, h("h1", null, "Classes"), h("p", null, "What each class looks like, typical and at its border."), download()),
    h("div", { class: "toolbar" }, search, h("label", { class: "sorting" }, h("span", null, "Sort"), sort)), said,
    h("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": "Classes" }, h("table", { class: "class-table" }, h("caption", { class: "quiet" }, "Classes"), h("thead", null, h("tr", null,
      h("th", { scope: "col" }, "class"), ["items", "in doubt"].map((word) => h("th", { scope: "col", class: "n" }, word)), h("th", { class: "draw" }, h("span", { class: "quiet" }, "share in doubt")), ["decided", "found wrong"].map((word) => h("th", { scope: "col", class: "n" }, word)))), body)));
  app.keys([{ keys: ["/"], label: "Find a class", group: "Classes", run: () => search.focus() }]);
}

/** @param {OfClass} row @param {number} most */
function line(row, most) {
  const share = row.flagged / Math.max(row.n, 1);
  return h("tr", null, h("th", { scope: "row" }, h("a", { href: address(row.name) }, h("bdi", null, row.name))),
    h("td", { class: "n" }, count(row.n)), h("td", { class: "n" }, count(row.flagged)),
    h("td", { class: "draw" }, bar(share / most, `${percent(share)} in doubt`)),
    h("td", { class: "n" }, count(row.decided)), h("td", { class: "n" }, count(row.wrong)));
}

/**
 * @param {HTMLElement} root
 * @param {App} app
 * @param {string} name
 */
async function one(root, app, name) {
  const fresh = /** @type {const} */ ({ signal: app.leaving, cache: "no-cache" });
  const [page, confusion] = await Promise.all([app.api.class_page(name, fresh), app.api.confusion({}, fresh)]);
  document.title = `${name} · ${app.info.name} · assay review`;
  const noun = app.info.noun ?? "item";
  fill(root, h("p", { class: "path" }, h("a", { href: "#/classes" }, "Classes"), " / "),
    h("header", { class: "head" }, h("h1", null, h("bdi", null, name)), h("p", null, `${amount(page.n, noun)} have this label.`),
      h("a", { href: `#/explore?${new URLSearchParams({ class: name })}` }, "See them all"), download()),
    h("div", { class: "class-page" },
      h("div", { class: "class-examples" }, examples("Typical", "What the class is: items that everything says belong to it.", page.typical), examples("Borderline", "Where it ends: items that could as well be of another class.", page.borderline)),
      h("aside", { class: "class-side" }, confusedWith(about(confusion, name)), words(page.words ?? []))));
}

/** @param {string} title @param {string} why @param {any[]} cards */
function examples(title, why, cards) {
  return h("section", null, h("h2", null, title), h("p", { class: "soft" }, why), cards?.length ? h("ul", { class: ["examples", cards[0].content?.kind] }, cards.map((card) => h("li", { class: "card" },
    content(card.content, { side: 320, alt: `${title} example ${card.key}` }),
    h("p", { class: "under" }, h("a", { href: `#/queue?${new URLSearchParams({ keys: card.key })}`, "aria-label": `Open item ${card.key} in the queue` }, h("bdi", null, card.key)),
      card.suggested !== null && card.suggested !== undefined && card.suggested !== card.given && [h("small", null, "suggested "), tag(card.suggested, "suggested")]),
    card.reason && h("p", { class: "soft" }, card.reason)))) : h("p", null, "There is none."));
}

/** @param {{given: string, suggested: string, n: number}[]} pairs */
function confusedWith(pairs) {
  if (!pairs.length) return null;
  const most = Math.max(...pairs.map((pair) => pair.n));
  return h("section", { class: "panel" }, h("h2", null, "Confused with"), h("table", { class: "pairs-table" }, h("caption", { class: "quiet" }, "Pairs of labels this class is in, most frequent first"),
    h("thead", null, h("tr", null, h("th", { scope: "col" }, "given → suggested"), h("th", { scope: "col", class: "n" }, "items"), h("th", null, h("span", { class: "quiet" }, "share")))),
    h("tbody", null, pairs.slice(0, CONFUSED).map(({ given, suggested, n }) => h("tr", null,
      h("th", { scope: "row" }, h("a", { href: link(given, suggested) }, h("bdi", null, given), h("span", { class: "to" }, " → "), h("bdi", null, suggested))), h("td", { class: "n" }, count(n)),
      h("td", { class: ["strip", `w${Math.max(1, Math.round((10 * n) / most))}`] }, h("span")))))));
}

/** @param {any[]} list words, or [word, weight] */
function words(list) {
  if (!list.length) return null;
  return h("section", { class: "panel" }, h("h2", null, "Words that mark it"), h("ul", { class: "words-list" }, list.map((word) => h("li", null, h("bdi", null, String(Array.isArray(word) ? word[0] : word.word ?? word))))));
}

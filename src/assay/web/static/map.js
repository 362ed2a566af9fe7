/** Items as points: near ones are alike. Look round, draw a line round some, decide about them. */
import { bulk } from "./bulk.js";
import { Chart } from "./chart.js";
import { amount, count, fill, h, named } from "./dom.js";
import { Filters } from "./filters.js";
import { BY, inked, inks } from "./inks.js";
import { Peek } from "./peek.js";
import * as address from "./where.js";

/** @typedef {import("./types.js").App} App */

/** Points that are asked for; items that can be decided about at once by drawing round them. */
const POINTS = 20_000, MOST = 20_000;
const KEYS = "Arrow keys move, plus and minus zoom, 0 shows all. N goes to the most doubtful point in sight, then to the next; P back. Space chooses it, Enter opens it, S chooses all in sight, Escape none.";

/**
 * @param {HTMLElement} root
 * @param {App} app
 */
export async function show(root, app) {
  const page = new MapPage(app);
  fill(root, page.element);
  await page.load();
}

class MapPage {
  /** @type {keyof typeof BY} */
  by = "chance";
  /** @type {number | null} */
  alone = null;
  /** @type {import("./inks.js").Entry[]} */
  entries = [];

  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.where = { ...app.where };
    this.chart = new Chart({
      point: (i, pinned) => this.peek.point(i, pinned), chosen: () => this.#choice(), open: (i) => app.go("#/queue", { keys: [this.items.keys[i]] }),
      inks: () => inks(this.entries, this.alone), words: `Map of the ${app.info.noun ?? "item"}s`,
    }, app.leaving);
    this.peek = new Peek(app, this.chart, () => this.items);
    this.items = { given: new Int32Array(), p: new Float32Array(), state: /** @type {string[]} */ ([]), keys: /** @type {string[]} */ ([]) };
    this.status = h("p", { class: "status", role: "status" });
    this.legend = h("div", { class: "map-legend" });
    this.choice = h("div", { class: "map-choice" });
    this.filters = new Filters(app.info, this.where, (where) => {
      this.where = { ...where };
      history.replaceState(history.state, "", `#/map${address.write(this.where)}`);
      this.load();
    });
    this.element = this.#built();
  }

  #built() {
    const { chart } = this;
    const modes = [["Move", false], ["Draw round", true]].map(([words, lasso]) => h("button", { type: "button", "aria-pressed": String(chart.lasso === lasso), onclick: () => this.#mode(modes, Boolean(lasso)) }, /** @type {string} */ (words)));
    this.modes = modes;
    const by = h("select", { name: "by", onchange: () => { this.by = /** @type {any} */ (by.value); this.alone = null; this.#colour(); } }, Object.entries(BY).filter(([name]) => name !== "class" || this.app.info.truth !== "number").map(([value, words]) => h("option", { value }, words)));
    const button = (/** @type {string} */ label, /** @type {string} */ words, /** @type {() => void} */ run) => h("button", { type: "button", class: "round", "aria-label": words, title: words, onclick: run }, label);
    this.app.keys([
      { keys: ["/"], label: "Search", group: "Map", run: () => this.filters.search.focus() },
      { keys: ["t"], label: "To the map", group: "Map", run: () => chart.element.focus() },
      { keys: ["l"], label: "Draw round points, or move", group: "Map", run: () => this.#mode(modes, !chart.lasso) },
      { keys: ["b"], label: "Decide about what is chosen", group: "Map", run: () => this.#decide() },
    ]);
    return h("div", { class: "map-page" }, h("h1", { class: "quiet" }, "Map"),
      h("div", { class: "toolbar" }, this.filters.element),
      h("div", { class: "map-parts" },
        h("div", { class: "map-frame" }, chart.element, this.peek.element,
          h("div", { class: "map-tools" }, h("div", { class: "buttons", role: "group", "aria-label": "What dragging does" }, modes),
            button("+", "Closer", () => chart.zoom(1.5)), button("−", "Farther", () => chart.zoom(1 / 1.5)), button("⌂", "Show all", () => chart.home()))),
        h("aside", { class: "map-side", "aria-label": "Legend and choice" }, this.status,
          h("label", { class: "sorting" }, h("span", null, "Colour by"), by), this.legend, this.choice,
          h("p", { class: "soft small-print by-keys", id: "map-keys" }, KEYS))));
  }

  /** @param {HTMLElement[]} modes @param {boolean} lasso */
  #mode(modes, lasso) {
    this.chart.lasso = lasso;
    this.chart.element.classList.toggle("lasso", lasso);
    modes.forEach((one, i) => one.setAttribute("aria-pressed", String(Boolean(i) === lasso)));
  }

  async load() {
    const got = await this.app.api.points({ where: this.where, limit: POINTS }, { signal: this.app.leaving, cache: "no-cache" });
    if (this.app.leaving.aborted) return;
    const { points } = got;
    this.items = { given: Int32Array.from(points, (/** @type {any} */ one) => one[2] ?? -1), p: Float32Array.from(points, (/** @type {any} */ one) => one[3] ?? 0), keys: points.map((/** @type {any} */ one) => String(one[4])), state: points.map((/** @type {any} */ one) => one[5]) };
    this.chart.put(this.items, points.map((/** @type {any} */ one) => one[0]), points.map((/** @type {any} */ one) => one[1]));
    const part = got.total > points.length ? `${count(points.length)} of ${amount(got.total, "item")}: doubtful ones, and others by chance. ` : `${amount(points.length, "item")}. `;
    fill(this.status, points.length ? part : "No item is like this. Take a filter off.", " ", h("small", null, got.axes ?? ""));
    this.alone = null;
    this.#colour();
    this.#choice();
    this.peek.point(-1, true);
  }

  #colour() {
    const { ink, entries } = inked(this.items, this.by, this.app.info.classes ?? []);
    this.ink = ink;
    this.entries = entries;
    this.#legend();
    this.chart.colour(ink, this.alone);
  }

  #legend() {
    const alone = (/** @type {number} */ i) => {
      this.alone = this.alone === i ? null : i;
      this.chart.colour(/** @type {Uint8Array} */ (this.ink), this.alone);
      for (const [k, one] of [...this.legend.querySelectorAll("button")].entries()) one.setAttribute("aria-pressed", String(Number(one.dataset.entry) === this.alone && k >= 0));
    };
    fill(this.legend, h("ul", null, this.entries.map((entry, i) => entry.n > 0 && h("li", null, h("button", { type: "button", class: "plain", "aria-pressed": String(this.alone === i), data: { entry: i }, title: "Show these alone", onclick: () => alone(i) },
      h("span", { class: "swatch", style: { background: `var(${entry.variable})`, opacity: Math.max(0.4, entry.alpha) } }), h("bdi", null, entry.words), h("small", null, count(entry.n)))))));
  }

  #choice() {
    const { chosen } = this.chart;
    if (!chosen.size) {
      fill(this.choice, h("h2", null, "Nothing chosen"), h("p", { class: "soft" }, "Draw round points (or hold Shift and drag), or choose what is in sight."),
        h("p", { class: "buttons" }, h("button", { type: "button", onclick: () => this.chart.chooseSeen() }, "Choose all in sight")));
      return;
    }
    const keys = [...chosen].slice(0, MOST).map((i) => this.items.keys[i]);
    this.app.announce(`${amount(chosen.size, "point")} chosen`);
    fill(this.choice, h("h2", null, `${amount(chosen.size, "item")} chosen`), this.#kinds(),
      chosen.size > MOST && h("p", { class: "soft" }, `The first ${count(MOST)} of them can be taken at once.`),
      h("p", { class: "buttons" }, h("button", { type: "button", class: "primary", onclick: () => this.#decide() }, "Decide…"),
        h("button", { type: "button", onclick: () => this.app.go("#/queue", { keys }) }, "Review one by one"),
        h("button", { type: "button", onclick: () => this.app.go("#/explore", { keys }) }, "As a table"),
        h("button", { type: "button", class: "plain", onclick: () => this.chart.choose([], false) }, "Choose none")));
  }

  /** The labels that most of the chosen have. */
  #kinds() {
    /** @type {Map<number, number>} */
    const many = new Map();
    for (const i of this.chart.chosen) many.set(this.items.given[i], (many.get(this.items.given[i]) ?? 0) + 1);
    if (this.app.info.truth === "number") return null;
    const first = [...many].filter(([k]) => k >= 0).sort((a, b) => b[1] - a[1]).slice(0, 5);
    return h("ul", { class: "kinds" }, first.map(([k, n]) => h("li", null, h("bdi", null, named(this.app.info.classes[k])), h("small", null, count(n)))));
  }

  async #decide() {
    const keys = [...this.chart.chosen].slice(0, MOST).map((i) => this.items.keys[i]);
    if (!keys.length) return this.app.toast("Choose points first: draw round them, or choose all in sight.");
    if (await bulk(this.app, { keys })) await this.load();
    return undefined;
  }
}

/** A small card beside the point that is looked at. */
import { fill, h } from "./dom.js";
import { whenQuiet } from "./live.js";
import { labels, short, standing } from "./line.js";
import { chance } from "./numbers.js";

/** @typedef {import("./types.js").App} App */

/** Cards that are kept. */
const KEPT = 500;

export class Peek {
  /** @type {Map<string, any>} */
  #known = new Map();
  #pinned = false;
  #now = -1;

  /**
   * @param {App} app
   * @param {import("./chart.js").Chart} chart
   * @param {() => import("./inks.js").Items} items
   */
  constructor(app, chart, items) {
    this.app = app;
    this.chart = chart;
    this.items = items;
    this.element = h("div", { class: "peek card", hidden: true });
    this.fetch = whenQuiet((/** @type {number} */ i) => this.#fetch(i), 90);
  }

  /** @param {number} i @param {boolean} pinned stays, and can be pressed itself */
  point(i, pinned) {
    if (this.#pinned && !pinned) return;
    this.#pinned = pinned && i >= 0;
    this.#now = i;
    this.element.hidden = i < 0;
    this.element.classList.toggle("pinned", this.#pinned);
    if (i < 0) return;
    const row = this.#known.get(this.items().keys[i]);
    this.#draw(i, row);
    if (!row) this.fetch(i);
  }

  /** @param {number} i */
  async #fetch(i) {
    const key = this.items().keys[i];
    if (key === undefined || i !== this.#now) return;
    try {
      const { rows } = await this.app.api.table({ where: { keys: [key] }, limit: 1 }, { signal: this.app.leaving, cache: "no-cache" });
      if (this.#known.size > KEPT) this.#known.clear();
      if (rows[0]) this.#known.set(key, rows[0]);
      if (i === this.#now && rows[0]) this.#draw(i, rows[0]);
    } catch { /* the point stays, its words come when the server is back */ }
  }

  /** @param {number} i @param {any} row */
  #draw(i, row) {
    const items = this.items();
    const key = items.keys[i];
    const given = this.app.info.classes?.[items.given[i]] ?? null;
    fill(this.element, h("p", { class: "peek-key" }, h("bdi", null, key), h("small", null, `wrong with ${chance(items.p[i])}`)),
      row ? [short(row.content, key), labels(row), h("p", { class: "soft" }, standing(row))] : h("p", null, h("bdi", null, given ?? "…")),
      this.#pinned && h("p", { class: "buttons" }, h("a", { class: "button", href: `#/queue?${new URLSearchParams({ keys: key })}` }, "Review it"), h("button", { type: "button", class: "plain", onclick: () => { this.point(-1, true); this.chart.element.focus(); } }, "Close")));
    if (this.#pinned) this.app.announce(`${key}, ${given ?? ""}, wrong with ${chance(items.p[i])}`);
    const [x, y] = this.chart.where(i);
    const { width, height } = this.chart.view;
    const wide = this.element.offsetWidth, tall = this.element.offsetHeight;
    const left = x + 16 + wide < width ? x + 16 : Math.max(4, x - 16 - wide);
    this.element.style.setProperty("left", `${Math.min(left, Math.max(4, width - wide - 4))}px`);
    this.element.style.setProperty("top", `${Math.max(4, Math.min(y - 12, height - tall - 4))}px`);
  }
}

/** The table of items: rows without end, moved through by keys, chosen one by one, in ranges or all. */
import { amount, count, fill, h } from "./dom.js";
import { bulk } from "./bulk.js";
import { line } from "./line.js";
import { Rows } from "./rows.js";

/** @typedef {import("./types.js").App} App */
/** @typedef {import("./types.js").Where} Where */

/** Items that can be chosen one by one. */
const MOST = 20_000;
const COLUMNS = ["", "Item", "Given and suggested", "Wrong", "Split", "State"];

export class Grid {
  /** @type {Set<string>} */
  chosen = new Set();
  #at = 0;
  #anchor = 0;

  /**
   * @param {App} app
   * @param {{load: (after: string | null, limit: number) => Promise<any>, where: () => Where, changed: () => void}} how
   */
  constructor(app, how) {
    this.app = app;
    this.how = how;
    const columns = COLUMNS.filter((word) => word !== "Split" || app.info.splits.length > 0);
    const heads = columns.map((word) => h("div", { class: "cell", role: "columnheader" }, word || h("span", { class: "quiet" }, "Chosen")));
    this.element = h("div", {
      class: ["grid-rows", columns.length < COLUMNS.length && "no-splits"], role: "grid", tabindex: 0, "aria-label": "Items", "aria-multiselectable": "true", "aria-colcount": columns.length,
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event), onclick: (/** @type {MouseEvent} */ event) => this.#click(event),
    }, h("div", { class: "line heads", role: "row", "aria-rowindex": 1 }, heads));
    this.foot = h("div", { class: "chosen-foot", hidden: true });
    const narrow = matchMedia("(max-width: 48rem)");
    narrow.addEventListener("change", () => this.rows.redraw(), { signal: app.leaving });
    this.rows = new Rows({
      scroller: this.element, height: () => (narrow.matches ? 92 : 56), load: how.load, leaving: app.leaving,
      draw: (row, index) => this.#row(row, index), changed: () => this.#changed(),
    });
  }

  async restart() {
    this.#at = this.#anchor = 0;
    this.chosen.clear();
    await this.rows.restart();
    this.#mark();
    this.#foot();
  }

  focus() {
    this.element.focus();
  }

  #changed() {
    const { rows } = this;
    this.element.setAttribute("aria-rowcount", String(rows.ended ? rows.reach + 1 : rows.total === null ? -1 : rows.total + 1));
    this.how.changed();
  }

  /** @param {any} row @param {number} index */
  #row(row, index) {
    const element = line(row, index, this.chosen.has(row.key), this.app.info.splits.length > 0);
    if (index === this.#at) element.classList.add("here");
    return element;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.target !== this.element || event.altKey) return;
    const page = Math.max(1, Math.floor(this.element.clientHeight / this.rows.how.height()) - 2);
    const to = { ArrowDown: this.#at + 1, ArrowUp: this.#at - 1, j: this.#at + 1, k: this.#at - 1, PageDown: this.#at + page, PageUp: this.#at - page, Home: 0, End: this.rows.reach - 1 }[event.key];
    if (to !== undefined && !event.ctrlKey && !event.metaKey) {
      this.#move(to, event.shiftKey);
    } else if (event.key === " ") this.#toggle(this.#at);
    else if (event.key === "Enter") this.#open(this.#at);
    else if (event.key === "a" && (event.ctrlKey || event.metaKey)) this.#range(0, this.rows.reach - 1);
    else if (event.key === "Escape" && this.chosen.size) this.clear();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {number} to @param {boolean} choosing */
  async #move(to, choosing) {
    const index = Math.max(0, this.rows.ended ? Math.min(to, this.rows.reach - 1) : to);
    if (!this.rows.row(index) && !(await this.rows.reached(index))) return;
    this.#at = index;
    this.rows.bring(index);
    this.#mark();
    if (choosing) this.#range(this.#anchor, index);
    else this.#anchor = index;
  }

  /** Show which row keys are about, and name it to screen readers. */
  #mark() {
    for (const old of this.element.querySelectorAll(".here")) old.classList.remove("here");
    const row = this.rows.element(this.#at);
    row?.classList.add("here");
    if (row?.id) this.element.setAttribute("aria-activedescendant", row.id);
    else this.element.removeAttribute("aria-activedescendant");
  }

  /** @param {MouseEvent} event */
  #click(event) {
    const target = /** @type {Element} */ (event.target);
    const element = /** @type {HTMLElement | null} */ (target.closest(".line[data-index]"));
    if (!element) return;
    const index = Number(element.dataset.index);
    if (target.closest("a")) return;
    this.#at = index;
    if (event.shiftKey) this.#range(this.#anchor, index);
    else this.#toggle(index);
    if (!event.shiftKey) this.#anchor = index;
    this.#mark();
  }

  /** @param {number} index */
  #toggle(index) {
    const row = this.rows.row(index);
    if (!row) return;
    if (!this.chosen.delete(row.key)) this.chosen.add(row.key);
    this.#anchor = index;
    this.#show();
  }

  /** @param {number} from @param {number} to */
  #range(from, to) {
    const [low, high] = from < to ? [from, to] : [to, from];
    for (const [index, row] of this.rows.held()) if (index >= low && index <= high && this.chosen.size < MOST) this.chosen.add(row.key);
    this.#show();
  }

  clear() {
    this.chosen.clear();
    this.#show();
    this.focus();
  }

  /** Let what is drawn say what is chosen. */
  #show() {
    for (const element of /** @type {NodeListOf<HTMLElement>} */ (this.element.querySelectorAll(".line[data-key]"))) {
      const on = this.chosen.has(element.dataset.key ?? "");
      element.setAttribute("aria-selected", String(on));
      const box = /** @type {HTMLInputElement | null} */ (element.querySelector("input"));
      if (box) box.checked = on;
    }
    this.#foot();
  }

  #foot() {
    const n = this.chosen.size;
    this.foot.hidden = n === 0;
    if (!n) return fill(this.foot);
    const all = this.rows.total;
    return fill(this.foot, h("p", { role: "status" }, `${amount(n, "item")} chosen`),
      h("button", { type: "button", class: "primary", onclick: () => this.decide() }, "Decide…"),
      h("button", { type: "button", onclick: () => this.app.go("#/queue", { keys: [...this.chosen] }) }, "Review one by one"),
      all !== null && all > n && h("button", { type: "button", onclick: () => this.decide(true) }, `Decide all ${count(all)} that are listed…`),
      h("button", { type: "button", class: "plain", onclick: () => this.clear() }, "Choose none"));
  }

  /** @param {boolean} [all] about all that are listed, also where some are chosen */
  async decide(all = false) {
    const where = this.chosen.size && !all ? { keys: [...this.chosen] } : { ...this.how.where() };
    const saved = await bulk(this.app, where);
    if (saved) {
      this.chosen.clear();
      await this.rows.refresh();
      this.#show();
    }
  }

  /** @param {number} index */
  #open(index) {
    const row = this.rows.row(index);
    if (row) this.app.go("#/queue", { keys: [row.key] });
  }
}

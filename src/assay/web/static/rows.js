/** Rows without end: pages come as one scrolls, only what is seen is drawn, and pages far away are let go. */
import { h } from "./dom.js";
import { onceAFrame } from "./live.js";

/**
 * @template R
 * @typedef {{rows: R[], next: string | null, total?: number | null}} Page
 */

/** Rows asked for at once, pages that are kept, rows drawn beyond the edges. */
const PAGE = 100, KEPT = 40, BEYOND = 6;
/** Browsers draw nothing below some 16 million pixels: farther rows are scrolled to in longer strides. */
const TALLEST = 12_000_000;

/**
 * @template R
 */
export class Rows {
  /** @type {Map<number, R[]>} */
  #pages = new Map();
  /** @type {(string | null)[]} where each page begins; what is beyond the last isn't known */
  #starts = [null];
  /** @type {Map<number, HTMLElement>} */
  #drawn = new Map();
  /** @type {Map<number, Promise<void>>} */
  #coming = new Map();
  /** @type {number | null} */
  #length = null;
  /** @type {number | null} */
  total = null;
  #failed = "";
  #body;

  /**
   * @param {{scroller: HTMLElement, height: () => number, load: (after: string | null, limit: number) => Promise<Page<R>>,
   *   draw: (row: R, index: number) => HTMLElement, changed: () => void, leaving: AbortSignal}} how
   */
  constructor(how) {
    this.how = how;
    this.#body = h("div", { class: "rows", role: "rowgroup" });
    how.scroller.append(this.#body);
    this.again = onceAFrame(() => this.#paint());
    how.scroller.addEventListener("scroll", this.again, { passive: true, signal: how.leaving });
    const size = new ResizeObserver(() => this.again());
    size.observe(how.scroller);
    how.leaving.addEventListener("abort", () => size.disconnect());
  }

  /** Rows that can be scrolled to. */
  get reach() {
    return this.#length ?? this.#starts.length * PAGE;
  }

  /** Whether the last row is known. */
  get ended() {
    return this.#length !== null;
  }

  /** @param {number} index @returns {R | undefined} */
  row(index) {
    return this.#pages.get(Math.floor(index / PAGE))?.[index % PAGE];
  }

  /** @returns {Iterable<[number, R]>} rows that are held just now */
  *held() {
    for (const [page, rows] of this.#pages) for (let i = 0; i < rows.length; i += 1) yield [page * PAGE + i, rows[i]];
  }

  /** Begin anew, from the top. */
  async restart() {
    this.#pages.clear();
    this.#starts = [null];
    this.#length = null;
    this.#failed = "";
    this.#coming.clear();
    this.#clear();
    this.how.scroller.scrollTop = 0;
    await this.#want(0);
  }

  /** Ask anew for what is seen, and stay there. */
  async refresh() {
    const [first, last] = this.#seen();
    this.#pages.clear();
    this.#coming.clear();
    const pages = [];
    for (let page = Math.floor(first / PAGE); page <= Math.floor(last / PAGE); page += 1) if (page < this.#starts.length) pages.push(this.#want(page));
    await Promise.all(pages);
    this.#clear();
    this.again();
  }

  /** Draw rows anew, since something about them changed. */
  redraw() {
    this.#clear();
    this.again();
  }

  /** @param {number} index bring a row into sight */
  bring(index) {
    const { scroller, height } = this.how;
    const tall = height(), view = scroller.clientHeight - this.#above();
    const top = this.#offset(), row = index * tall;
    if (row < top) scroller.scrollTop = row / this.#stretch();
    else if (row + tall > top + view) scroller.scrollTop = (row + tall - view) / this.#stretch();
    this.#paint();
  }

  /** @param {number} index @returns {Promise<boolean>} whether there is such a row, once its page is here */
  async reached(index) {
    const page = Math.floor(index / PAGE);
    for (let known = this.#starts.length - 1; page > known && !this.ended; known = this.#starts.length - 1) {
      await this.#want(known);
      if (this.#failed || this.#starts.length - 1 === known) break;
    }
    if (page < this.#starts.length) await this.#want(page);
    return this.row(index) !== undefined;
  }

  /** @param {number} index @returns {HTMLElement | undefined} */
  element(index) {
    return this.#drawn.get(index);
  }

  /** @param {number} page */
  #want(page) {
    if (this.#pages.has(page)) return Promise.resolve();
    const known = this.#coming.get(page);
    if (known) return known;
    const start = this.#starts[page];
    const starts = this.#starts;
    const coming = this.how.load(start, PAGE).then((got) => {
      if (starts !== this.#starts || this.how.leaving.aborted) return;
      this.#failed = "";
      this.#keep(page, got);
    }, (error) => {
      if (starts !== this.#starts || this.how.leaving.aborted) return;
      this.#failed = error.message;
    }).finally(() => {
      if (starts !== this.#starts || this.how.leaving.aborted) return;
      this.#coming.delete(page);
      this.again();
      this.how.changed();
    });
    this.#coming.set(page, coming);
    return coming;
  }

  get failed() {
    return this.#failed;
  }

  /** @param {number} page @param {Page<R>} got */
  #keep(page, got) {
    this.#pages.set(page, got.rows);
    if (got.total !== undefined && got.total !== null) this.total = got.total;
    if (got.next === null || !got.rows.length) this.#length = page * PAGE + got.rows.length;
    else if (this.#starts.length === page + 1) this.#starts.push(got.next);
    for (const far of this.#pages.keys()) if (this.#pages.size > KEPT && Math.abs(far - page) > KEPT / 2) this.#pages.delete(far);
  }

  #stretch() {
    const tall = this.reach * this.how.height(), view = this.how.scroller.clientHeight;
    return tall <= TALLEST ? 1 : (tall - view) / (TALLEST - view);
  }

  #offset() {
    return this.how.scroller.scrollTop * this.#stretch();
  }

  /** Height of what sticks above the rows. */
  #above() {
    return this.#body.offsetTop;
  }

  #seen() {
    const tall = this.how.height(), top = this.#offset();
    const first = Math.floor(top / tall), last = Math.ceil((top + this.how.scroller.clientHeight) / tall);
    return [Math.max(0, first - BEYOND), Math.min(this.reach - 1, last + BEYOND)];
  }

  #clear() {
    for (const element of this.#drawn.values()) element.remove();
    this.#drawn.clear();
  }

  #paint() {
    if (this.how.leaving.aborted) return;
    const tall = this.how.height();
    this.#body.style.setProperty("height", `${Math.min(this.reach * tall, TALLEST)}px`);
    const [first, last] = this.#seen();
    for (const [index, element] of this.#drawn) if (index < first || index > last || (element.dataset.waiting && this.row(index))) { element.remove(); this.#drawn.delete(index); }
    const shift = this.how.scroller.scrollTop - this.#offset();
    let after = /** @type {Element | null} */ (null);
    for (let index = last; index >= first; index -= 1) {
      const element = this.#drawn.get(index) ?? this.#make(index);
      element.style.setProperty("transform", `translateY(${index * tall + shift}px)`);
      if (element.parentElement !== this.#body || element.nextElementSibling !== after) this.#body.insertBefore(element, after);
      after = element;
    }
    for (const page of new Set([Math.floor(first / PAGE), Math.floor(last / PAGE), Math.floor((last + PAGE / 2) / PAGE)])) {
      if (page >= 0 && page < this.#starts.length && !(this.ended && page * PAGE >= this.reach) && !this.#failed) this.#want(page);
    }
  }

  /** @param {number} index */
  #make(index) {
    const row = this.row(index);
    const element = row === undefined ? h("div", { class: "line waiting", role: "row", "aria-rowindex": index + 2, data: { waiting: "yes" } }, h("span", { role: "gridcell" }, "…")) : this.how.draw(row, index);
    this.#drawn.set(index, element);
    return element;
  }

  /** Ask again for what could not be had. */
  retry() {
    this.#failed = "";
    this.again();
  }
}

/** The map itself: a canvas of dots with another over it, moved by hand or by keys. */
import { Cloud, forwards, moved, zoomed } from "./cloud.js";
import { h } from "./dom.js";
import { hand } from "./hand.js";
import { order as inOrder } from "./inks.js";
import { onceAFrame } from "./live.js";
import { Paint, overlay } from "./paint.js";
import { colour, onTheme } from "./palette.js";

/** @typedef {import("./cloud.js").View} View */
/** @typedef {import("./inks.js").Items} Items */

/** Pixels of the page by which a key moves the map; how far from a point one may press. */
const STEP = 80, REACH = 14;

export class Chart {
  /** @type {View} */
  view = { width: 300, height: 300, x: 0.5, y: 0.5, zoom: 1 };
  /** @type {Set<number>} */
  chosen = new Set();
  at = -1;
  lasso = false;
  /** @type {[number, number][]} */
  #line = [];
  /** @type {{inks: import("./paint.js").Ink[], ink: Uint8Array, order: Uint32Array} | null} */
  #look = null;
  cloud = new Cloud([], []);

  /**
   * @param {{point: (i: number, pinned: boolean) => void, chosen: () => void, open: (i: number) => void, inks: () => import("./paint.js").Ink[], words: string}} does
   * @param {AbortSignal} leaving
   */
  constructor(does, leaving) {
    this.does = does;
    const dots = h("canvas", { class: "dots-layer" }), over = h("canvas", { class: "over-layer" });
    this.over = over;
    this.element = h("div", { class: "map-place", tabindex: 0, role: "application", "aria-label": does.words, "aria-describedby": "map-keys",
      onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event) }, dots, over);
    this.paint = new Paint(dots);
    this.again = onceAFrame(() => this.#draw());
    this.above = onceAFrame(() => this.#overlay());
    const size = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = this.element;
      if (!width || !height) return;
      this.view = { ...this.view, width, height };
      this.again();
    });
    size.observe(this.element);
    leaving.addEventListener("abort", () => size.disconnect());
    onTheme(() => { if (this.#look) { this.#look.inks = this.does.inks(); this.again(); } }, leaving);
    hand(this.element, {
      view: () => this.view, look: (view) => { this.view = view; this.again(); }, lasso: () => this.lasso,
      line: (line) => { this.#line = line; this.above(); },
      round: (line, more) => this.choose(this.cloud.inside(line, this.#seen), more),
      over: (x, y) => this.#point(x, y, false), press: (x, y, more) => this.#press(x, y, more),
      away: () => this.#to(-1, false),
    }, leaving);
  }

  /** @param {Items} items @param {ArrayLike<number>} xs @param {ArrayLike<number>} ys */
  put(items, xs, ys) {
    this.items = items;
    this.cloud = new Cloud(xs, ys);
    this.chosen.clear();
    this.at = -1;
    this.home();
  }

  /** @param {Uint8Array} ink @param {number | null} alone */
  colour(ink, alone) {
    if (!this.items) return;
    this.alone = alone;
    this.#look = { inks: this.does.inks(), ink, order: inOrder(this.items.p, ink, alone) };
    this.again();
  }

  /** Points that are only shown pale are passed over. */
  #seen = (/** @type {number} */ i) => this.alone === null || this.alone === undefined || this.#look?.ink[i] === this.alone;

  get radius() {
    const small = this.cloud.length > 20_000 ? 1.6 : this.cloud.length > 4000 ? 2.2 : 3;
    return Math.min(7, small * Math.max(1, this.view.zoom) ** 0.4);
  }

  home() {
    this.view = { ...this.view, x: 0.5, y: 0.5, zoom: 1 };
    this.again();
  }

  /** @param {number} by */
  zoom(by) {
    this.view = zoomed(this.view, by);
    this.again();
  }

  /** Choose what is seen now. */
  chooseSeen() {
    const { width, height } = this.view;
    const found = [];
    for (let i = 0; i < this.cloud.length; i += 1) {
      const [x, y] = forwards(this.view, this.cloud.x[i], this.cloud.y[i]);
      if (x >= 0 && y >= 0 && x <= width && y <= height && this.#seen(i)) found.push(i);
    }
    this.choose(found, false);
  }

  /** @param {number[]} found @param {boolean} more beside what is chosen already */
  choose(found, more) {
    this.chosen = new Set(more ? [...this.chosen, ...found] : found);
    this.does.chosen();
    this.above();
  }

  /** @param {number} x @param {number} y @param {boolean} pinned */
  #point(x, y, pinned) {
    this.#to(this.cloud.near(this.view, x, y, REACH, this.#seen), pinned);
  }

  /** @param {number} x @param {number} y @param {boolean} more */
  #press(x, y, more) {
    this.element.focus({ preventScroll: true });
    this.#point(x, y, true);
    if (more && this.at >= 0) this.#toggle();
  }

  /** @param {number} i @param {boolean} pinned */
  #to(i, pinned) {
    if (i === this.at && !pinned) return;
    this.at = i;
    this.does.point(i, pinned);
    this.above();
  }

  #toggle() {
    if (!this.chosen.delete(this.at)) this.chosen.add(this.at);
    this.does.chosen();
    this.above();
  }

  /** Where a point stands on the screen. @param {number} i */
  where(i) {
    return forwards(this.view, this.cloud.x[i], this.cloud.y[i]);
  }

  /** @param {1 | -1} by to the next less, or more, doubtful point that is seen */
  #next(by) {
    const order = this.#look?.order;
    if (!order?.length) return;
    const { width, height } = this.view;
    let place = this.at >= 0 ? order.indexOf(this.at) : by < 0 ? order.length : -1;
    for (let tries = 0; tries < order.length; tries += 1) {
      place = (place + by + order.length) % order.length;
      const i = order[place], [x, y] = this.where(i);
      if (x >= 0 && y >= 0 && x <= width && y <= height && this.#seen(i)) return this.#to(i, true);
    }
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target !== this.element) return;
    const move = /** @type {Record<string, [number, number]>} */ ({ ArrowLeft: [STEP, 0], ArrowRight: [-STEP, 0], ArrowUp: [0, STEP], ArrowDown: [0, -STEP] })[event.key];
    if (move) this.view = moved(this.view, ...move);
    else if (event.key === "+" || event.key === "=") this.zoom(1.4);
    else if (event.key === "-") this.zoom(1 / 1.4);
    else if (event.key === "0") this.home();
    else if (event.key === "n") this.#next(-1);
    else if (event.key === "p") this.#next(1);
    else if (event.key === "s") this.chooseSeen();
    else if (event.key === " ") { if (this.at >= 0) this.#toggle(); }
    else if (event.key === "Enter") { if (this.at >= 0) this.does.open(this.at); }
    else if (event.key === "Escape") { this.choose([], false); this.#to(-1, true); }
    else return;
    event.preventDefault();
    event.stopPropagation();
    this.again();
  }

  #draw() {
    if (!this.#look) return;
    const dense = Math.min(2, devicePixelRatio || 1);
    this.paint.draw(this.cloud, this.view, { ...this.#look, radius: this.radius, ground: colour("--sheet"), dense });
    this.#overlay();
  }

  #overlay() {
    const dense = Math.min(2, devicePixelRatio || 1);
    const ink = getComputedStyle(document.documentElement).getPropertyValue("--ink");
    overlay(this.over, this.cloud, this.view, { chosen: this.chosen, at: this.at, line: this.#line, colour: ink, dense, radius: this.radius });
  }
}

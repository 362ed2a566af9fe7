/** An estimate as it becomes narrower with every review. */
import { count, h, svg } from "./dom.js";
import { percent, span } from "./numbers.js";

/** @typedef {{reviewed: number, value: number, low: number, high: number}} Step */

const HEIGHT = 240, LEFT = 48, RIGHT = 84, TOP = 14, FOOT = 40;

/**
 * A round distance between ticks that gives about as many as wished.
 *
 * @param {number} most
 * @param {number} wished
 */
function stride(most, wished) {
  const unit = 10 ** Math.floor(Math.log10(Math.max(most / wished, 1)));
  return [1, 2, 5, 10].map((step) => step * unit).find((step) => most / step <= wished) ?? 10 * unit;
}

/**
 * Draw the band from low to high, and the estimate in it.
 *
 * @param {Step[]} steps at least two
 * @param {number} width in pixels: letters keep their size on any screen
 * @returns {SVGElement}
 */
export function curve(steps, width) {
  const last = steps[steps.length - 1];
  const first = steps[0].reviewed;
  const across = Math.max(last.reviewed - first, 1);
  // The first intervals may reach up to one: half a dozen reviews say little, and would flatten the rest.
  const settled = steps.slice(Math.floor(steps.length / 8));
  const lines = levels(Math.max(...settled.map((step) => step.high), last.value));
  const top = lines[lines.length - 1];
  const right = width - RIGHT, foot = HEIGHT - FOOT;
  const x = (/** @type {number} */ n) => LEFT + ((right - LEFT) * (n - first)) / across;
  const y = (/** @type {number} */ share) => foot - ((foot - TOP) * Math.min(share, top)) / top;
  const at = (/** @type {"value" | "low" | "high"} */ of) => steps.map((step) => `${x(step.reviewed).toFixed(1)} ${y(step[of]).toFixed(1)}`);
  const band = `M${at("high").join("L")}L${at("low").reverse().join("L")}Z`;
  const words = `Error rate against reviews: from ${span(steps[0].low, steps[0].high)} after ${count(first)} to ${span(last.low, last.high)} after ${count(last.reviewed)}`;
  return svg("svg", { class: "plot", viewBox: `0 0 ${width} ${HEIGHT}`, width, height: HEIGHT, role: "img", "aria-label": words },
    frame(width, lines, y), below(first, last.reviewed, x, foot, width),
    svg("path", { class: "band", d: band }),
    svg("path", { class: "curve", d: `M${at("value").join("L")}` }),
    svg("path", { class: "whisker", d: `M${right + 7} ${y(last.low)}V${y(last.high)}M${right + 4} ${y(last.low)}h6M${right + 4} ${y(last.high)}h6` }),
    svg("circle", { class: "point", cx: right + 7, cy: y(last.value), r: 4 }),
    ends(last, right + 15, y));
}

/**
 * Words of the last interval beside it, moved apart where they would touch.
 *
 * @param {Step} last
 * @param {number} x
 * @param {(share: number) => number} y
 */
function ends(last, x, y) {
  const middle = y(last.value) + 4;
  const high = Math.min(y(last.high) + 4, middle - 15), low = Math.max(y(last.low) + 4, middle + 15);
  return [svg("text", { class: "tick", x, y: Math.max(high, 11) }, percent(last.high)), svg("text", { class: "strong", x, y: middle }, percent(last.value)), svg("text", { class: "tick", x, y: low }, percent(last.low))];
}

/**
 * Round shares from nought to just above the most that is drawn: three to six of them.
 *
 * @param {number} most
 */
function levels(most) {
  const unit = 10 ** Math.floor(Math.log10(Math.max(most, 0.001) / 4));
  const step = [1, 2, 2.5, 5, 10].map((one) => one * unit).find((one) => most / one <= 5 && (one !== 2.5 * unit || unit >= 0.1)) ?? 10 * unit;
  return Array.from({ length: Math.ceil(Math.min(most, 1) / step - 1e-9) + 1 }, (_, i) => Number((i * step).toPrecision(6)));
}

/**
 * @param {number} width
 * @param {number[]} lines
 * @param {(share: number) => number} y
 */
function frame(width, lines, y) {
  return lines.map((share) => [svg("path", { class: "grid", d: `M${LEFT} ${y(share)}H${width - RIGHT}` }),
    svg("text", { class: "tick", x: LEFT - 6, y: y(share) + 4, "text-anchor": "end" }, percent(share))]);
}

/**
 * @param {number} first
 * @param {number} most
 * @param {(n: number) => number} x
 * @param {number} foot
 * @param {number} width
 */
function below(first, most, x, foot, width) {
  const step = stride(most - first, Math.max(2, Math.floor(width / 110)));
  const ticks = [];
  for (let n = Math.ceil(first / step) * step; n <= most; n += step) ticks.push(n);
  return [ticks.map((n) => svg("text", { class: "tick", x: x(n), y: foot + 16, "text-anchor": "middle" }, count(n))),
    svg("text", { class: "axis", x: (LEFT + width - RIGHT) / 2, y: foot + 34, "text-anchor": "middle" }, "items reviewed")];
}

/**
 * The same as a table of a dozen rows.
 *
 * @param {Step[]} steps
 */
export function numbers(steps) {
  const every = Math.max(1, Math.ceil(steps.length / 12));
  const kept = steps.filter((_, i) => (steps.length - 1 - i) % every === 0);
  return h("details", { class: "more" }, h("summary", null, "As numbers"), h("table", null,
    h("thead", null, h("tr", null, ["Reviewed", "Error rate", "Interval"].map((word, i) => h("th", { scope: "col", class: i ? "n" : "" }, word)))),
    h("tbody", null, kept.map((step) => h("tr", null, h("th", { scope: "row" }, count(step.reviewed)), h("td", { class: "n" }, percent(step.value)), h("td", { class: "n" }, span(step.low, step.high)))))));
}

/**
 * A share with its interval on a rail, and a mark where another stood.
 *
 * @param {{value: number, low: number, high: number, mark?: number | null, top?: number, words: string}} what
 */
export function interval({ value, low, high, mark = null, top = 1, words }) {
  const at = (/** @type {number} */ share) => 100 * Math.min(Math.max(share / top, 0), 1);
  return svg("svg", { class: "interval", viewBox: "0 0 100 14", preserveAspectRatio: "none", role: "img", "aria-label": words },
    svg("rect", { class: "rail", y: 6, width: 100, height: 2 }),
    svg("rect", { class: "range", x: at(low), y: 4, width: Math.max(at(high) - at(low), 0.6), height: 6 }),
    svg("rect", { class: "mark", x: Math.min(Math.max(at(value) - 0.5, 0), 99), y: 1, width: 1, height: 12 }),
    mark !== null && svg("rect", { class: "stated", x: Math.min(Math.max(at(mark) - 0.4, 0), 99.2), y: 0, width: 0.8, height: 14 }));
}

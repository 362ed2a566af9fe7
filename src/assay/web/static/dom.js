/**
 * Elements built from values. Text becomes text: nothing here reads HTML, so what stands in the data is never run.
 */

/** @typedef {Node | string | number | null | undefined | false | any[]} Child lists may stand in lists */

const SVG = "http://www.w3.org/2000/svg";

/**
 * @param {Element} element
 * @param {string} name
 * @param {any} value
 */
function set(element, name, value) {
  if (value === undefined || value === null || value === false) return;
  if (name.startsWith("on") && typeof value === "function") element.addEventListener(name.slice(2), value);
  else if (name === "class") element.setAttribute("class", Array.isArray(value) ? value.filter(Boolean).join(" ") : value);
  else if (name === "data") Object.assign(/** @type {HTMLElement} */ (element).dataset, value);
  else if (name === "value" || name === "checked" || name === "selected" || name === "indeterminate") Reflect.set(element, name, value);
  else if (name === "style") {
    // Through the object model: an attribute would be refused by the content security policy.
    for (const [key, one] of Object.entries(value)) /** @type {HTMLElement} */ (element).style.setProperty(key, String(one));
  } else element.setAttribute(name, value === true ? "" : String(value));
}

/**
 * @param {Element} element
 * @param {Child} child
 */
function add(element, child) {
  if (child === null || child === undefined || child === false) return;
  if (Array.isArray(child)) for (const one of child) add(element, one);
  else element.append(typeof child === "number" ? String(child) : child);
}

/**
 * Build an element: h("p", {class: "soft"}, "text", other). Functions named on… listen; class may be a list.
 *
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any> | null} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  add(element, children);
  for (const [name, value] of Object.entries(attributes ?? {})) set(element, name, value);
  return element;
}

/**
 * Build an element of a drawing.
 *
 * @param {string} tag
 * @param {Record<string, any> | null} [attributes]
 * @param {...Child} children
 * @returns {SVGElement}
 */
export function svg(tag, attributes, ...children) {
  const element = /** @type {SVGElement} */ (document.createElementNS(SVG, tag));
  for (const [name, value] of Object.entries(attributes ?? {})) set(element, name, value);
  add(element, children);
  return element;
}

/**
 * Put children in place of what an element holds.
 *
 * @param {Element} element
 * @param {...Child} children
 */
export function fill(element, ...children) {
  element.replaceChildren();
  add(element, children);
}

/**
 * A bar from 0 to 1 with its words for those who don't see it.
 *
 * @param {number} share
 * @param {string} words
 * @param {string} [kind] a class of the filled part
 */
export function bar(share, words, kind = "full") {
  const width = Math.max(0, Math.min(1, share || 0)) * 100;
  return svg("svg", { class: "bar", viewBox: "0 0 100 8", preserveAspectRatio: "none", role: "img", "aria-label": words },
    svg("rect", { class: "rail", width: 100, height: 8 }), svg("rect", { class: kind, width, height: 8 }));
}

const whole = new Intl.NumberFormat("en");
const short = new Intl.NumberFormat("en", { maximumSignificantDigits: 4, useGrouping: false });

/** @param {number | null | undefined} value 1234567 as 1,234,567 */
export const count = (value) => (value === null || value === undefined ? "?" : whole.format(value));

/** @param {number | null | undefined} value a measured number in four digits */
export const figure = (value) => (value === null || value === undefined ? "?" : short.format(value));

/** @param {number | null | undefined} value a share in per cent, never rounded to certainty */
export function percent(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return "?";
  if (value > 0 && value < 0.001) return "< 0.1 %";
  if (value < 1 && value > 0.999) return "> 99.9 %";
  const digits = value < 0.1 || value > 0.99 ? 1 : 0;
  return `${(value * 100).toFixed(digits)} %`;
}

/** @param {number} n @param {string} noun "1 item", "2 items", "2 classes" */
export const amount = (n, noun) => `${count(n)} ${n === 1 ? noun : /(s|x|ch|sh)$/.test(noun) ? `${noun}es` : `${noun}s`}`;

/** @param {import("./types.js").Label | undefined} label in words */
export function named(label) {
  if (label === null || label === undefined || label === "") return "no label";
  if (Array.isArray(label)) return label.length ? label.join(", ") : "no tags";
  return typeof label === "number" ? figure(label) : label;
}

/** @param {import("./types.js").Label | undefined} a @param {import("./types.js").Label | undefined} b */
export function same(a, b) {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && [...a].sort().every((one, i) => one === [...b].sort()[i]);
  return a === b;
}

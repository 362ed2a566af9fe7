/** Editors of what is no single class: the tags of an item, and numbers. */
import { figure, h, named, percent } from "./dom.js";
import { pick } from "./picker.js";

/** @typedef {import("./types.js").Card} Card */

/** @param {any} label @returns {string[]} */
const tags = (label) => (Array.isArray(label) ? label : label === null || label === undefined || label === "" ? [] : [String(label)]);

/**
 * @typedef {object} Editor
 * @property {HTMLElement} element
 * @property {() => any} value what would be saved
 * @property {() => boolean} touched whether the reviewer changed it
 * @property {(n: number) => void} toggle the nth, as its digit does
 * @property {() => void} open search for a tag, or go to the number
 */

/**
 * Tags with a mark where the suggestion differs: digits switch them.
 *
 * @param {Card} card
 * @param {string[]} classes
 * @param {() => void} changed
 * @returns {Editor}
 */
export function tagEditor(card, classes, changed) {
  const given = tags(card.given);
  const suggested = tags(card.suggested);
  const likely = new Map((card.alternatives ?? []).map((one) => [String(one.label), one.p]));
  const differ = [...given, ...suggested].filter((name, i, all) => all.indexOf(name) === i && given.includes(name) !== suggested.includes(name));
  const kept = card.decision?.verdict === "several" ? tags(card.decision.new) : given;
  let now = new Set(kept);
  let moved = false;
  let shown = [...new Set([...differ, ...given, ...likely.keys(), ...now])].slice(0, 60);
  const list = h("ul", { class: "tag-list" });
  const element = h("section", { class: "editor" }, h("h2", null, "Tags"), list, h("button", { type: "button", onclick: () => open() }, h("kbd", null, "p"), " Another tag…"));
  /** @param {string} name */
  function flip(name) {
    if (!now.delete(name)) now.add(name);
    if (!shown.includes(name)) shown.push(name);
    moved = true;
    draw();
    changed();
  }
  function draw() {
    list.replaceChildren(...shown.map((name, i) => {
      const unlike = given.includes(name) !== suggested.includes(name);
      const p = likely.get(name);
      return h("li", null, h("label", { class: ["choice", unlike && (given.includes(name) ? "doubted" : "missed")] }, i < 9 && h("kbd", null, String(i + 1)),
        h("input", { type: "checkbox", checked: now.has(name), onchange: () => flip(name) }), h("bdi", null, name),
        h("small", null, unlike && card.suggested !== null ? (given.includes(name) ? "given, doubted" : "suggested") : "", p !== undefined && ` ${percent(p)}`)));
    }));
  }
  async function open() {
    const names = await pick({ title: "Tags of this item", classes, likely: card.alternatives, many: true, chosen: [...now], empty: true, word: "Take these" });
    if (!names) return;
    now = new Set(names);
    shown = [...new Set([...shown, ...names])];
    moved = true;
    draw();
    changed();
  }
  draw();
  return { element, value: () => classes.filter((name) => now.has(name)), touched: () => moved, toggle: (n) => shown[n] !== undefined && flip(shown[n]), open };
}

/**
 * @param {Card} card
 * @param {() => void} save
 * @param {() => void} changed
 * @returns {Editor}
 */
export function numberEditor(card, save, changed) {
  const start = typeof card.decision?.new === "number" ? card.decision.new : typeof card.suggested === "number" ? card.suggested : card.given;
  let moved = false;
  const field = h("input", { type: "number", step: "any", inputmode: "decimal", "aria-label": "The right number", value: start === null || start === undefined ? "" : String(start), oninput: () => { moved = true; changed(); }, onkeydown: (/** @type {KeyboardEvent} */ event) => {
    if (event.key === "Escape") field.blur();
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    save();
  } });
  const gap = typeof card.given === "number" && typeof card.suggested === "number" ? card.suggested - card.given : null;
  const element = h("section", { class: "editor" }, h("h2", null, "The right number"), h("p", { class: "row" }, field, h("small", null, "Enter saves")),
    gap !== null && h("p", { class: "soft small" }, `The suggestion is ${figure(Math.abs(gap))} ${gap < 0 ? "less" : "more"} than the given ${named(card.given)}`));
  return { element, value: () => (field.value.trim() === "" || !Number.isFinite(Number(field.value)) ? null : Number(field.value)), touched: () => moved, toggle: () => {}, open: () => { field.focus(); field.select(); } };
}

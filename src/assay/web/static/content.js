/** An item as it is looked at: its picture, its text, or its row. */
import { api } from "./api.js";
import { figure, h, named } from "./dom.js";

/** @typedef {import("./types.js").Content} Content */
/** @typedef {import("./types.js").Label} Label */

/** @param {any} value a cell in words */
export const cell = (value) => (value === null || value === undefined || value === "" ? "–" : typeof value === "number" && !Number.isInteger(value) ? figure(value) : String(value));

/**
 * Draw what an item is.
 *
 * @param {Content | undefined} content
 * @param {{side?: number, alt?: string, lines?: number, picture?: HTMLImageElement}} [how] picture: one that is loaded already
 * @returns {HTMLElement}
 */
export function content(content, { side = 160, alt = "", picture } = {}) {
  if (content?.kind === "image" && content.image) {
    const drawn = picture ?? h("img", { src: api.picture(content.image, side), decoding: "async", draggable: "false" });
    drawn.alt = alt;
    drawn.className = "thing";
    drawn.addEventListener("error", () => drawn.replaceWith(h("p", { class: "thing soft lost" }, "The picture cannot be shown.")));
    return drawn;
  }
  if (content?.kind === "text") return h("blockquote", { class: "thing", dir: "auto" }, content.text ?? "");
  if (content?.kind === "row") {
    return h("dl", { class: "thing" }, Object.entries(content.cells ?? {}).map(([name, value]) => h("div", null,
      h("dt", null, h("bdi", null, name)), h("dd", null, h("bdi", null, cell(value))))));
  }
  return h("p", { class: "thing soft" }, "Only the label of this item is known; give the data with --data to see it.");
}

/**
 * A label on its ground: the given one red, the suggested one green.
 *
 * @param {Label | undefined} label
 * @param {string} [kind] given, suggested or nothing
 * @param {string} [word] what stands before it
 */
export const tag = (label, kind = "", word = "") => h("span", { class: ["tag", kind] }, word && h("small", null, word, " "), h("bdi", null, named(label)));

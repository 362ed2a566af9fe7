/** One item as a row of a table. */
import { api } from "./api.js";
import { cell, tag } from "./content.js";
import { bar, h } from "./dom.js";
import { VERDICTS, proposes } from "./card.js";
import { chance } from "./numbers.js";

/** @typedef {import("./types.js").Content} Content */

/**
 * The start of an item: its picture, its first words or its first cells.
 *
 * @param {Content | undefined} content
 * @param {string} key
 */
export function short(content, key) {
  if (content?.kind === "image" && content.image) {
    return h("img", { class: "small", src: api.picture(content.image, 96), alt: "", loading: "lazy", decoding: "async", width: 44, height: 44 });
  }
  if (content?.kind === "text") return h("span", { class: "words", dir: "auto" }, content.text ?? "");
  if (content?.kind === "row") {
    const cells = Object.entries(content.cells ?? {}).slice(0, 8);
    return h("span", { class: "words" }, cells.map(([name, value]) => [h("small", null, h("bdi", null, name), " "), h("bdi", null, cell(value)), " "]));
  }
  return h("span", { class: "words soft" }, h("bdi", null, key));
}

/**
 * Given and suggested label side by side; one where they are the same.
 *
 * @param {any} row
 */
export function labels(row) {
  const agree = !proposes(row);
  return h("span", { class: "both" }, tag(row.given, agree ? "" : "given"), !agree && [h("span", { class: "to" }, h("span", { "aria-hidden": "true" }, "→"), h("span", { class: "quiet" }, " suggested ")), tag(row.suggested, "suggested")]);
}

/** @param {any} row what was decided of an item, in words */
export function standing(row) {
  if (row.verdict) return [h("b", { class: `verdict ${row.verdict}` }, VERDICTS[row.verdict] ?? row.verdict), row.new !== null && row.new !== undefined && row.verdict !== "confirm" && [" ", h("bdi", null, Array.isArray(row.new) ? row.new.join(", ") : String(row.new))]];
  const state = { double: "wants a second", disagreed: "disagreed", decided: "decided" }[/** @type {string} */ (row.state)];
  return h("span", { class: state === "disagreed" ? "verdict disagreed" : "soft" }, state ?? "open");
}

/**
 * @param {any} row
 * @param {number} index
 * @param {boolean} on chosen
 * @param {boolean} split whether there are splits
 * @returns {HTMLElement}
 */
export function line(row, index, on, split) {
  const p = row.p_wrong;
  const known = p !== null && p !== undefined;
  return h("div", { class: "line", role: "row", id: `row-${index}`, "aria-rowindex": index + 2, "aria-selected": String(on), data: { index, key: row.key } },
    h("div", { class: "cell pick", role: "gridcell" }, h("input", { type: "checkbox", tabindex: -1, checked: on, "aria-label": `Choose ${row.key}` })),
    h("div", { class: "cell what", role: "gridcell" }, short(row.content, row.key),
      h("a", { class: "key", tabindex: -1, href: `#/queue?${new URLSearchParams({ keys: row.key })}`, "aria-label": `Open item ${row.key} in the queue` }, h("bdi", null, row.key))),
    h("div", { class: "cell", role: "gridcell" }, labels(row)),
    h("div", { class: "cell chance", role: "gridcell" }, known ? [h("span", { class: "n" }, chance(p)), bar(p, chance(p))] : h("span", { class: "soft" }, "–")),
    split && h("div", { class: "cell split soft", role: "gridcell" }, h("bdi", null, row.split ?? "")),
    h("div", { class: "cell state", role: "gridcell" }, standing(row)));
}

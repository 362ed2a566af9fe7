/** What chooses items on a page of many: words that are sought as one types, and the form of filters. */
import { fill, h } from "./dom.js";
import { whenQuiet } from "./live.js";
import { chips, form } from "./sift.js";

/** @typedef {import("./types.js").Where} Where */

export class Filters {
  /**
   * @param {import("./types.js").Info} info
   * @param {Where} where
   * @param {(where: Where) => void} changed
   */
  constructor(info, where, changed) {
    this.info = info;
    this.where = where;
    this.changed = changed;
    this.search = h("input", { type: "search", name: "words", placeholder: "Search", "aria-label": "Search words, cells and keys", value: where.text ?? "", dir: "auto", oninput: whenQuiet(() => this.#words(), 300) });
    this.sheet = h("details", { class: "sift", onkeydown: (/** @type {KeyboardEvent} */ event) => this.#close(event) });
    this.chips = h("div", { class: "chips" });
    this.element = h("search", { class: "sifting" }, this.search, this.sheet, this.chips);
    this.#draw();
  }

  #words() {
    const text = this.search.value.trim();
    if (text === (this.where.text ?? "")) return;
    const { text: _, ...rest } = this.where;
    this.#apply(text ? { ...rest, text } : rest);
  }

  /** @param {Where} where */
  #apply(where) {
    const within = this.sheet.open || this.chips.contains(document.activeElement);
    this.where = where;
    this.sheet.open = false;
    if (this.search.value.trim() !== (where.text ?? "")) this.search.value = where.text ?? "";
    this.#draw();
    if (within) /** @type {HTMLElement} */ (this.sheet.firstElementChild).focus();
    this.changed(where);
  }

  #draw() {
    const apply = (/** @type {Where} */ where) => this.#apply(where);
    const many = Object.keys(this.where).length;
    fill(this.sheet, h("summary", null, many ? `Filter (${many})` : "Filter"), form(this.info, this.where, apply, true));
    fill(this.chips, chips(this.where, apply));
  }

  /** @param {KeyboardEvent} event */
  #close(event) {
    if (event.key !== "Escape" || !this.sheet.open) return;
    this.sheet.open = false;
    /** @type {HTMLElement} */ (this.sheet.firstElementChild).focus();
    event.stopPropagation();
  }
}

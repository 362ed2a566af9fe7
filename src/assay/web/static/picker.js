/** Choose one class, or several, of any number: type to search, arrows, Enter. */
import { count, fill, h, percent } from "./dom.js";
import { dialog } from "./keys.js";

const SHOWN = 60;

/** @param {string} text without case, accents or signs between words */
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase().replace(/[_\-/.]+/g, " ").trim();

/** @param {string} name @param {string} words @returns {number} 0 is the best, Infinity none */
function fits(name, words) {
  if (!words || name === words) return 0;
  if (name.startsWith(words)) return 1;
  if (name.includes(` ${words}`)) return 2;
  if (name.includes(words)) return 3;
  if (words.split(" ").every((word) => name.includes(word))) return 4;
  let at = -1;
  for (const letter of words) {
    at = name.indexOf(letter, at + 1);
    if (at < 0) return Infinity;
  }
  return 5;
}

/**
 * @param {string[]} classes
 * @param {string} typed
 * @param {Map<string, number>} likely what is probable stands first
 * @param {string[]} [plains] the names made plain already
 * @returns {string[]}
 */
export function search(classes, typed, likely, plains = classes.map(plain)) {
  const words = plain(typed);
  return classes.map((name, i) => ({ name, i, fit: fits(plains[i], words), p: likely.get(name) ?? 0 }))
    .filter((one) => one.fit < Infinity)
    .sort((a, b) => a.fit - b.fit || b.p - a.p || a.i - b.i)
    .map((one) => one.name);
}

/**
 * @typedef {object} Asked
 * @property {string} title
 * @property {string[]} classes
 * @property {{label: any, p: number}[]} [likely]
 * @property {boolean} [many] several may be chosen
 * @property {string[]} [chosen]
 * @property {boolean} [empty] none at all is an answer, too
 * @property {string} [word] what the button that ends it says
 */

/**
 * Ask for a class, or for several.
 *
 * @param {Asked} asked
 * @returns {Promise<string[] | null>} null where it was closed without an answer
 */
export function pick(asked) {
  return new Promise((answered) => new Picker(asked, answered));
}

class Picker {
  /** @type {string[]} */
  #found = [];
  #active = 0;
  #chosen;
  #asked;
  #answer;
  #plains;
  #likely;
  /** @type {HTMLInputElement} */
  #field;
  #list;
  #chips;
  #told;
  #save;
  #box;

  /** @param {Asked} asked @param {(names: string[] | null) => void} answer */
  constructor(asked, answer) {
    this.#asked = asked;
    this.#answer = answer;
    this.#chosen = [...(asked.chosen ?? [])];
    this.#plains = asked.classes.map(plain);
    this.#likely = new Map((asked.likely ?? []).map((one) => [String(one.label), one.p]));
    this.#field = h("input", { type: "search", class: "wide", role: "combobox", "aria-label": "Search classes", "aria-expanded": "true", "aria-controls": "picker-list", "aria-autocomplete": "list", autocomplete: "off", autocapitalize: "off", spellcheck: "false", enterkeyhint: "done", placeholder: `Search ${count(asked.classes.length)} classes`, dir: "auto", oninput: () => this.#search(), onkeydown: (/** @type {KeyboardEvent} */ event) => this.#key(event) });
    this.#list = h("ul", { id: "picker-list", class: "options", role: "listbox", "aria-label": "Classes", "aria-multiselectable": asked.many ? "true" : null });
    this.#chips = h("p", { class: "chips", hidden: !asked.many });
    this.#told = h("p", { class: "soft small", role: "status" });
    this.#save = h("button", { type: "button", class: "primary", hidden: !asked.many, onclick: () => this.#end(this.#chosen) }, "");
    this.#box = dialog(asked.title, this.#field, this.#chips, this.#list, h("div", { class: "row-end" }, this.#told, this.#save));
    this.#box.classList.add("picker");
    this.#box.addEventListener("close", () => this.#answer(null));
    this.#search();
    this.#field.focus();
  }

  #search() {
    const typed = this.#field.value;
    this.#found = search(this.#asked.classes, typed, this.#likely, this.#plains);
    this.#active = 0;
    fill(this.#list, this.#found.slice(0, SHOWN).map((name, i) => this.#option(name, i)));
    const more = this.#found.length - SHOWN;
    this.#told.textContent = !this.#found.length ? "No class is called so" : more > 0 ? `${count(more)} more; type to narrow` : "";
    this.#mark();
  }

  /** @param {string} name @param {number} i */
  #option(name, i) {
    const p = this.#likely.get(name);
    return h("li", { id: `option-${i}`, role: "option", onpointerdown: (/** @type {Event} */ event) => event.preventDefault(), onclick: () => this.#take(name) },
      h("span", { class: "check-mark", "aria-hidden": "true" }), h("bdi", null, name), p !== undefined && h("small", null, percent(p)));
  }

  #mark() {
    for (const [i, option] of [...this.#list.children].entries()) {
      const chosen = this.#chosen.includes(this.#found[i]);
      option.classList.toggle("active", i === this.#active);
      option.setAttribute("aria-selected", String(this.#asked.many ? chosen : i === this.#active));
      option.classList.toggle("chosen", Boolean(this.#asked.many) && chosen);
    }
    const active = this.#list.children[this.#active];
    if (active) this.#field.setAttribute("aria-activedescendant", active.id);
    else this.#field.removeAttribute("aria-activedescendant");
    active?.scrollIntoView({ block: "nearest" });
    fill(this.#chips, this.#chosen.length ? this.#chosen.map((name) => h("button", { type: "button", class: "chip", "aria-label": `Remove ${name}`, onclick: () => this.#take(name) }, h("bdi", null, name), " ×")) : h("span", { class: "soft" }, "None chosen yet"));
    this.#save.textContent = `${this.#asked.word ?? "Save"} ${this.#chosen.length} (Ctrl+Enter)`;
    this.#save.disabled = !this.#chosen.length && !this.#asked.empty;
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.isComposing) return;
    const last = Math.min(this.#found.length, SHOWN) - 1;
    const to = { ArrowDown: this.#active + 1, ArrowUp: this.#active - 1, PageDown: this.#active + 8, PageUp: this.#active - 8 }[event.key];
    if (to !== undefined) this.#active = to > last && event.key === "ArrowDown" ? 0 : to < 0 && event.key === "ArrowUp" ? last : Math.max(0, Math.min(last, to));
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && this.#asked.many) {
      if (!this.#save.disabled) this.#end(this.#chosen);
    } else if (event.key === "Enter") this.#take(this.#found[this.#active]);
    else if (event.key === "Backspace" && !this.#field.value && this.#asked.many) this.#chosen.pop();
    else return;
    event.preventDefault();
    this.#mark();
  }

  /** @param {string | undefined} name */
  #take(name) {
    if (name === undefined) return;
    if (!this.#asked.many) return this.#end([name]);
    this.#chosen = this.#chosen.includes(name) ? this.#chosen.filter((one) => one !== name) : [...this.#chosen, name];
    this.#field.select();
    this.#mark();
    return undefined;
  }

  /** @param {string[]} names */
  #end(names) {
    this.#answer([...names]);
    this.#box.close();
  }
}

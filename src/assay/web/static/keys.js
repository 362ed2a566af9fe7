/** What keys do, and the page that tells. */
import { h } from "./dom.js";

/**
 * @typedef {object} Key
 * @property {string[]} keys as event.key says, letters small, "Ctrl+z"; two after each other as "g b"
 * @property {string} label without one it stands in no list
 * @property {string} [shown] in place of the keys, where one line tells of several
 * @property {string} [group]
 * @property {() => void} run
 * @property {boolean} [repeat] goes on while the key is held down
 * @property {() => boolean} [when]
 */

const NAMES = /** @type {Record<string, string>} */ ({ " ": "Space", Enter: "Enter", ArrowLeft: "←", ArrowRight: "→", Escape: "Esc" });
const OFF = "assay-keys-off";

/** @param {string} key as it is printed */
export const printed = (key) => NAMES[key] ?? key.replace("Ctrl+z", "Ctrl+Z");

/** @param {KeyboardEvent} event a letter also on a keyboard that writes no Latin ones */
function pressed(event) {
  const { key, code } = event;
  let name = key.length === 1 ? key.toLowerCase() : key;
  if (key.length === 1 && key.charCodeAt(0) > 127 && /^Key[A-Z]$/.test(code)) name = code[3].toLowerCase();
  return event.ctrlKey || event.metaKey ? `Ctrl+${name}` : name;
}

/** @param {EventTarget | null} target whether keys are meant for what they are typed into */
function typing(target) {
  const element = target instanceof Element ? target : null;
  return Boolean(element?.closest("input:not([type=checkbox]):not([type=radio]):not([type=button]), textarea, select, [contenteditable]"));
}

/** @param {KeyboardEvent} event whether a button or link in focus wants the key itself */
function pressing(event) {
  const element = event.target instanceof Element ? event.target : null;
  return (event.key === "Enter" || event.key === " ") && Boolean(element?.closest("button, a[href], summary, input"));
}

export class Keys {
  /** @type {Key[]} */
  always = [];
  /** @type {Key[]} */
  page = [];
  #before = "";

  constructor() {
    addEventListener("keydown", (event) => this.#down(event));
  }

  get off() {
    try {
      return localStorage.getItem(OFF) === "yes";
    } catch {
      return false;
    }
  }

  /** @param {KeyboardEvent} event */
  #down(event) {
    if (event.defaultPrevented || event.isComposing || event.altKey || document.querySelector("dialog[open]")) return;
    if (typing(event.target) || pressing(event)) return;
    const name = pressed(event);
    if (this.off && !name.startsWith("Ctrl+") && name !== "?") return;
    const pair = `${this.#before} ${name}`;
    this.#before = name;
    const all = [...this.page, ...this.always];
    const key = all.find((one) => one.keys.includes(pair)) ?? all.find((one) => one.keys.includes(name));
    if (!key || (key.when && !key.when())) return;
    event.preventDefault();
    this.#before = "";
    if (!event.repeat || key.repeat) key.run();
  }

  /** Show what every key does. */
  help() {
    const lists = [...grouped([...this.page, ...this.always].filter((one) => one.label))].map(([name, keys]) => h("section", null, h("h3", null, name),
      h("dl", { class: "keys" }, keys.map((one) => h("div", null,
        h("dt", null, one.shown ? h("kbd", null, one.shown) : one.keys.map((key, i) => [i ? " or " : null, key.split(key.length > 1 ? " " : "\0").map((part) => h("kbd", null, printed(part)))])),
        h("dd", null, one.label))))));
    const single = h("input", { type: "checkbox", checked: !this.off, onchange: () => this.#switch(single.checked) });
    dialog("Keys", h("div", { class: "keyring" }, lists), h("label", { class: "check" }, single, " Single keys do what stands here (turn off where speech or another program presses them)"));
  }

  /** @param {boolean} on */
  #switch(on) {
    try {
      localStorage.setItem(OFF, on ? "no" : "yes");
    } catch { /* as before after a reload */ }
  }
}

/** @param {Key[]} keys @returns {Map<string, Key[]>} */
function grouped(keys) {
  /** @type {Map<string, Key[]>} */
  const groups = new Map();
  for (const key of keys) groups.set(key.group ?? "Here", [...(groups.get(key.group ?? "Here") ?? []), key]);
  return groups;
}

let dialogs = 0;

/**
 * Open a dialog with a title and a button that closes it; focus goes back to where it was.
 *
 * @param {string} title
 * @param {...import("./dom.js").Child} children
 * @returns {HTMLDialogElement}
 */
export function dialog(title, ...children) {
  dialogs += 1;
  const id = `dialog-${dialogs}`;
  const close = h("button", { type: "button", class: "round", "aria-label": "Close", onclick: () => box.close() }, "×");
  const box = h("dialog", { "aria-labelledby": id }, h("header", { class: "dialog-head" }, h("h2", { id }, title), close), h("div", { class: "dialog-body" }, children));
  box.addEventListener("click", (event) => {
    if (event.target === box) box.close();
  });
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
  return box;
}


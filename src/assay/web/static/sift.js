/** Which items the queue holds, and in which order. */
import { count, h } from "./dom.js";
import { KEYS } from "./where.js";

/** @typedef {import("./types.js").Where} Where */
/** @typedef {import("./types.js").Info} Info */

const STATES = { open: "open", decided: "decided", double: "for a second opinion", disagreed: "reviewers disagree" };
const LONG = 60;
let fields = 0;

/** @param {string} name @param {string} title @param {string[]} values @param {string | undefined} value @param {(value: string) => string} [words] @param {string} [any] */
function field(name, title, values, value, words = (one) => one, any = "any") {
  fields += 1;
  if (values.length <= LONG) {
    return h("label", null, title, h("select", { name, value: value ?? "" }, h("option", { value: "" }, any), values.map((one) => h("option", { value: one }, words(one)))));
  }
  const id = `values-${fields}`;
  return h("label", null, title, h("input", { name, list: id, value: value ?? "", placeholder: "any", autocomplete: "off", dir: "auto" }), h("datalist", { id }, values.map((one) => h("option", { value: one }))));
}

/** @param {Info} info @param {Where} where @param {(where: Where) => void} apply @param {boolean} [whole] all items are shown until a state is asked for, not only those that are open @returns {HTMLFormElement} */
export function form(info, where, apply, whole = false) {
  const every = whole || where.state === "decided";
  const states = Object.keys(STATES).filter((one) => whole || one !== "open");
  const codes = new Map(info.findings.map((one) => [one.code, one]));
  const classes = info.truth !== "number" && info.classes.length > 0;
  const made = h("form", { class: "filters", onsubmit: (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    const asked = new FormData(made);
    /** @type {Where} */
    const next = {};
    for (const key of KEYS) {
      const value = String(asked.get(key) ?? "").trim();
      if (value) next[key] = value;
    }
    if (where.keys) next.keys = where.keys;
    apply(next);
  } },
  h("label", { class: "text" }, "Text", h("input", { type: "search", name: "text", value: where.text ?? "", placeholder: "words in the item", dir: "auto" })),
  classes && field("class", "Given label", info.classes, where.class),
  classes && field("suggested", "Suggested", info.classes, where.suggested),
  info.splits.length > 1 && field("split", "Split", info.splits, where.split),
  info.findings.length > 0 && field("finding", "Finding", [...codes.keys()], where.finding, (code) => `${code} (${count(codes.get(code)?.n_items)})`),
  info.clusters > 0 && h("label", null, "Cluster", h("input", { type: "number", name: "cluster", min: 0, max: info.clusters - 1, value: where.cluster ?? "", placeholder: "any" })),
  (info.sources?.length ?? 0) > 1 && field("source", "Votes of", info.sources ?? [], where.source),
  field("state", "State", states, where.state, (one) => STATES[/** @type {keyof typeof STATES} */ (one)], whole ? "any" : "open"),
  every && field("verdict", "Verdict", info.verdicts.filter((one) => one !== "undo"), where.verdict),
  every && info.reviewers.length > 0 && field("reviewer", "Reviewer", info.reviewers, where.reviewer),
  h("p", { class: "row" }, h("button", { class: "primary" }, "Show these"), h("button", { type: "button", onclick: () => apply({}) }, "Show all")));
  return made;
}

/** @param {Where} where @param {(where: Where) => void} apply what is filtered, each with a button that drops it */
export function chips(where, apply) {
  const parts = KEYS.filter((key) => where[key]).map((key) => ({ key, text: key === "text" ? `“${where.text}”` : String(where[key]), title: key === "class" ? "given" : key }));
  if (where.keys) parts.push(/** @type {any} */ ({ key: "keys", text: `${count(where.keys.length)} chosen`, title: "items" }));
  return parts.map(({ key, text, title }) => h("button", { type: "button", class: "chip", "aria-label": `Drop the filter ${title} ${text}`, onclick: () => { const next = { ...where }; delete next[key]; apply(next); } },
    h("small", null, title), " ", h("bdi", null, text), " ×"));
}

/** Many at once: a filter, a finding or a cluster, looked at before it is decided. */
import { content, tag } from "./content.js";
import { amount, count, fill, h, named } from "./dom.js";
import { dialog } from "./keys.js";
import { event } from "./outbox.js";
import { pick } from "./picker.js";

/** @typedef {import("./types.js").Where} Where */
/** @typedef {import("./types.js").Card} Card */
/** @typedef {{title: string, where: Where}} Lot */

const ACTS = [
  { value: "accept", title: "Accept each item's suggestion", verdict: "relabel", to: "suggested" },
  { value: "relabel", title: "Relabel all to one class…", verdict: "relabel", to: "" },
  { value: "confirm", title: "Keep the given labels", verdict: "confirm" },
  { value: "ambiguous", title: "Mark as ambiguous", verdict: "ambiguous" },
  { value: "out-of-scope", title: "Mark as out of scope", verdict: "out-of-scope" },
  { value: "drop", title: "Drop from the data", verdict: "drop" },
];

/** @param {Where} where @returns {string} */
const words = (where) => Object.entries(where).map(([key, value]) => (key === "keys" ? `${value.length} chosen items` : `${key === "class" ? "given" : key} ${value}`)).join(", ");

/** @param {import("./types.js").App} app @param {Card | undefined} card @returns {Lot[]} what could be meant, the nearest first */
export function lots(app, card) {
  /** @type {Lot[]} */
  const all = [];
  const { info, where } = app;
  if (Object.keys(where).length) all.push({ title: `What is filtered now: ${words(where)}`, where });
  if (card && info.truth !== "number" && !Array.isArray(card.given) && card.given !== null && card.suggested && card.suggested !== card.given) {
    all.push({ title: `Given ${named(card.given)}, suggested ${named(card.suggested)}`, where: { class: String(card.given), suggested: String(card.suggested) } });
  }
  for (const code of card?.findings ?? []) {
    const one = info.findings.find((other) => other.code === code);
    all.push({ title: `Finding ${code}${one ? `: ${one.message}` : ""}`, where: { finding: code } });
  }
  if (card && card.cluster !== null && card.cluster !== undefined && card.cluster !== -1) all.push({ title: `Cluster ${card.cluster}`, where: { cluster: String(card.cluster) } });
  for (const one of info.findings) if (!all.some((other) => other.where.finding === one.code)) all.push({ title: `Finding ${one.code}: ${one.message}`, where: { finding: one.code } });
  return all;
}

/**
 * Ask for a verdict, show what it would do to these items, and do it.
 *
 * @param {import("./types.js").App} app
 * @param {Where} where
 * @param {{lots?: Lot[], likely?: {label: any, p: number}[], undone?: () => void}} [more] lots to choose from, classes to offer first
 * @returns {Promise<number>} how many were decided
 */
export function bulk(app, where, more = {}) {
  return new Promise((answered) => ask(app, more.lots ?? [{ title: words(where) || "All items", where }], more, answered));
}

/**
 * @param {import("./types.js").App} app
 * @param {Lot[]} all
 * @param {{likely?: {label: any, p: number}[], undone?: () => void}} more
 * @param {(n: number) => void} answered
 */
function ask(app, all, { likely, undone }, answered) {
  const acts = app.info.truth === "number" || app.info.truth === "any_of" ? ACTS.filter((one) => one.value !== "relabel") : ACTS;
  const which = h("select", { name: "lot" }, all.map((lot, i) => h("option", { value: String(i) }, lot.title)));
  const what = h("select", { name: "act" }, acts.map((act) => h("option", { value: act.value }, act.title)));
  const shown = h("div", { class: "preview", "aria-live": "polite" });
  const look = h("button", { class: "primary" }, "Look at it first");
  const form = h("form", { class: "stack", onsubmit: (/** @type {SubmitEvent} */ submitted) => { submitted.preventDefault(); preview(); } },
    h("label", null, "Which items", which), h("label", null, "What of them", what), look);
  const box = dialog("Many at once", all.length ? form : h("p", null, "Filter the queue first: what it then holds can be decided at once."), shown);
  box.classList.add("wide");
  box.addEventListener("close", () => answered(0));
  for (const one of [which, what]) one.addEventListener("change", () => fill(shown));

  async function preview() {
    const act = /** @type {(typeof ACTS)[number]} */ (acts.find((one) => one.value === what.value));
    let to = act.to;
    if (act.value === "relabel") {
      const names = await pick({ title: "Relabel all of them to", classes: app.info.classes, likely });
      if (!names) return;
      [to] = names;
    }
    look.disabled = true;
    fill(shown, h("p", { class: "soft" }, "Counting…"));
    try {
      const asked = await app.api.preview({ where: all[Number(which.value)].where, verdict: act.verdict, ...(to ? { new: to } : {}) });
      fill(shown, result(asked, act, to));
    } catch (error) {
      fill(shown, h("p", { class: "alert", role: "alert" }, String(/** @type {Error} */ (error).message)));
    }
    look.disabled = false;
  }

  /** @param {Awaited<ReturnType<typeof app.api.preview>>} asked @param {(typeof ACTS)[number]} act @param {string | undefined} to */
  function result(asked, act, to) {
    const understood = h("input", { type: "checkbox", onchange: () => { go.disabled = !understood.checked; } });
    const go = h("button", { type: "button", class: "primary", disabled: asked.protected > 0 || asked.n === 0, onclick: () => carryOut(asked.token, act.verdict, go) }, asked.n === 1 ? "Decide 1 item" : `Decide ${count(asked.n)} items`);
    return [
      h("dl", { class: "figures" }, ...[["items", asked.n], ["decided already", asked.decided], ["in a test split", asked.protected]].map(([title, n]) => h("div", null, h("dt", null, title), h("dd", null, count(Number(n)))))),
      h("p", { class: "soft small" }, act.value === "relabel" ? `All of them become ${to}. ` : "", "What is decided already stays as it is. All of it is one step: undo takes it back."),
      asked.sample.length > 0 && h("ul", { class: "sample", "aria-label": "A sample of them" }, asked.sample.slice(0, 12).map((one) => h("li", null, content(one.content, { side: 160, alt: `item ${one.key}` }),
        h("p", null, tag(one.given, "given"), act.to === "suggested" ? tag(one.suggested, "suggested") : to ? tag(to, "suggested") : null)))),
      asked.protected > 0 && h("label", { class: "check" }, understood, ` ${amount(asked.protected, "item")} of a test split would change: what the scores on it mean changes, too.`),
      h("p", { class: "row-end" }, go),
    ];
  }

  /** @param {string} token @param {string} verdict @param {HTMLButtonElement} button */
  async function carryOut(token, verdict, button) {
    button.disabled = true;
    const name = event();
    try {
      const { saved, batch } = await again(() => app.api.bulk({ event: name, token }));
      app.outbox.batch(batch, verdict);
      answered(saved);
      box.close();
      app.announce(`${amount(saved, "item")} decided at once. Undo takes them back.`);
      app.toast(`${amount(saved, "item")} decided at once.`, { label: "Undo", run: () => { app.outbox.undo(batch); app.outbox.settled().then(() => undone?.()); } });
    } catch (error) {
      fill(shown, h("p", { class: "alert", role: "alert" }, String(/** @type {Error} */ (error).message)));
    }
  }
}

/** Once more where the server did not answer: the event makes that harmless. @template T @param {() => Promise<T>} run @returns {Promise<T>} */
async function again(run) {
  try {
    return await run();
  } catch (error) {
    if (/** @type {any} */ (error).status) throw error;
    await new Promise((done) => setTimeout(done, 1000));
    return run();
  }
}

/** The queue: one item at a time, decided by keys, thumbs or clicks. */
import { acts, keys, nothing } from "./acts.js";
import { bulk, lots } from "./bulk.js";
import { build, choices, contributions, proposes, sides, spoken, told } from "./card.js";
import { content } from "./content.js";
import { Deck } from "./deck.js";
import { count, fill, h, same } from "./dom.js";
import { numberEditor, tagEditor } from "./editors.js";
import { chips, form } from "./sift.js";
import { dialog, printed } from "./keys.js";
import { event } from "./outbox.js";
import { pick } from "./picker.js";

/** @typedef {import("./types.js").App} App */
/** @typedef {import("./types.js").Card} Card */
/** @typedef {import("./types.js").Decision} Decision */

const ORDER = "assay-order";
/** Cards whose whole page is built before it is needed. */
const BUILT = 4;
/** Longer than this nobody looks at one item. */
const LONGEST = 600;

const kept = () => { try { return localStorage.getItem(ORDER) ?? ""; } catch { return ""; } };
const idle = globalThis.requestIdleCallback ?? ((/** @type {() => void} */ run) => setTimeout(run, 30));

/** @param {HTMLElement} root @param {App} app */
export async function show(root, app) {
  await new Queue(root, app).start();
}

class Queue {
  #app;
  #deck;
  #settling;
  /** @type {Map<string, {page: HTMLElement, editor?: import("./editors.js").Editor}>} */
  #built = new Map();
  /** @type {Map<string, string>} */
  #notes = new Map();
  /** @type {Map<string, HTMLElement>} */
  #explained = new Map();
  #since = performance.now();
  #hidden = 0;
  #shown = "";
  #count = 0;
  #order;
  #stage = h("div", { class: "stage", id: "stage", tabindex: "-1", role: "region", "aria-label": "The item in question" });
  #left = h("p", { class: "left" });
  #bar = h("div", { class: "acts", role: "group", "aria-label": "Decide" });
  #more = false;

  /** @param {HTMLElement} root @param {App} app */
  constructor(root, app) {
    this.#app = app;
    this.#settling = app.path[0] === "disagreements" || app.where.state === "disagreed";
    const where = app.path[0] === "disagreements" ? { ...app.where, state: "disagreed" } : app.where;
    const orders = app.info.orders.map((one) => one.name);
    this.#order = [app.query.get("order") ?? "", kept(), orders[0]].find((name) => orders.includes(name));
    this.#deck = new Deck(app, { order: this.#order, where });
    fill(root, this.#tools(), this.#stage, this.#bar);
  }

  async start() {
    const { leaving, outbox } = this.#app;
    this.#app.keys(keys(this.#app.info, this.#settling, { act: (name) => this.#act(name), digit: (n) => this.#digit(n), here: () => Boolean(this.#deck.current) }));
    this.#deck.addEventListener("change", () => this.#arrived(), { signal: leaving });
    outbox.addEventListener("refused", (refused) => this.#refused(/** @type {CustomEvent} */ (refused).detail.entry), { signal: leaving });
    document.addEventListener("visibilitychange", () => this.#away(), { signal: leaving });
    this.#paint();
    await this.#deck.fill();
  }

  // What is shown

  #tools() {
    const { info, where } = this.#app;
    const apply = (/** @type {import("./types.js").Where} */ next) => this.#app.go(`#/${this.#app.path[0]}`, next);
    const order = h("select", { "aria-label": "Order of the queue", value: this.#order, onchange: () => this.#reorder(order.value) }, info.orders.map((one) => h("option", { value: one.name }, one.title)));
    const explain = info.orders.find((one) => one.name === this.#order)?.explain;
    if (explain) order.title = explain;
    const details = h("details", { class: "sift" }, h("summary", null, "Filter ", h("kbd", null, "f")), form(info, where, apply));
    return h("div", { class: "toolbar" }, h("h1", { class: "quiet" }, this.#settling ? "Disagreements" : "Queue"),
      info.orders.length > 1 && order, details,
      h("button", { type: "button", onclick: () => this.#bulk() }, "Many… ", h("kbd", null, "m")),
      h("p", { class: "chips" }, chips(where, apply)), this.#left,
      h("p", { class: "arrows" }, [[-1, "Previous item", "←"], [1, "Next item", "→"]].map(([step, name, sign]) => h("button", { type: "button", class: "round", "aria-label": name, onclick: () => this.#move(Number(step)) }, sign))));
  }

  /** Cards came: show the first, or make the next ready. */
  #arrived() {
    if ((this.#deck.current?.key ?? "") !== this.#shown || !this.#deck.current) this.#paint();
    else this.#ready();
    this.#counted();
  }

  #counted() {
    const { left, asked } = this.#deck;
    this.#left.textContent = asked ? `${count(left)} left${this.#count ? ` · ${count(this.#count)} done` : ""}` : "";
  }

  #paint() {
    const card = this.#deck.current;
    const before = this.#shown;
    const scrolled = scrollY > 0; // asked now, while the layout stands: later it would be made twice
    this.#shown = card?.key ?? "";
    if (!card) fill(this.#stage, nothing(this.#deck, { unsaved: this.#app.outbox.unsaved, settling: this.#settling, filtered: Object.keys(this.#app.where).length > 0, again: () => this.#again() }));
    else {
      const kept = this.#built.get(card.key) ?? this.#build(card);
      this.#built.set(card.key, kept);
      fill(this.#stage, kept.page);
      this.#explain(card);
    }
    this.#since = performance.now();
    this.#hidden = document.hidden ? this.#since : 0;
    this.#acts();
    this.#counted();
    if (before && before !== this.#shown && scrolled) scrollTo(0, 0);
    idle(() => this.#ready());
  }

  /** @param {Card} card */
  #build(card) {
    const { info } = this.#app;
    const changed = () => this.#acts();
    const editor = info.truth === "any_of" ? tagEditor(card, info.classes, changed) : info.truth === "number" ? numberEditor(card, () => this.#accept(), changed) : undefined;
    const explained = info.kind === "table" ? h("div") : undefined;
    if (explained) this.#explained.set(card.key, explained);
    const page = build(card, info, { choose: (label) => this.#choose(label), settle: (one) => this.#side(one), enlarge: () => this.#enlarge(), settling: this.#settling, note: this.#notes.get(card.key), picture: this.#deck.picture(card), editor: editor?.element, explained });
    return { page, editor };
  }

  /** Build the next cards while nobody waits, and let go of those behind. */
  #ready() {
    if (this.#app.leaving.aborted) return;
    const coming = this.#deck.coming(BUILT);
    const near = new Set([this.#shown, ...coming.map((card) => card.key)]);
    for (const key of this.#built.keys()) if (!near.has(key)) { this.#built.delete(key); this.#explained.delete(key); }
    for (const card of coming) if (!this.#built.has(card.key)) this.#built.set(card.key, this.#build(card));
    for (const card of coming.slice(0, 2)) this.#explain(card);
  }

  /** @param {Card} card what its columns say, where a model of the table tells */
  async #explain(card) {
    const place = this.#explained.get(card.key);
    if (!place || place.dataset.asked) return;
    place.dataset.asked = "yes";
    try {
      const answer = await this.#app.api.explain(card.key, { signal: this.#app.leaving });
      if (answer?.terms?.length) fill(place, contributions(answer));
    } catch { /* a card without it is a card */ }
  }

  // What can be done

  /** @param {import("./acts.js").Name} name */
  #act(name) {
    if (name === "accept") this.#accept();
    else if (name === "keep") this.#decide("confirm");
    else if (name === "skip" || name === "ambiguous" || name === "out-of-scope" || name === "drop") this.#decide(name);
    else if (name === "pick") this.#pick();
    else if (name === "several") this.#several();
    else if (name === "undo") this.#undo();
    else if (name === "note") this.#note();
    else if (name === "back" || name === "on") this.#move(name === "on" ? 1 : -1);
    else if (name === "enlarge") this.#enlarge();
    else if (name === "larger") this.#stage.classList.toggle("large");
    else if (name === "filter") this.#filter();
    else if (name === "many") this.#bulk();
  }

  #acts() {
    const focused = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset?.act;
        const card = this.#deck.current;
    const buttons = acts(card, this.#app.info, card && this.#built.get(card.key)?.editor).map((act) => h("button", { type: "button", class: ["act", act.kind, act.more && "more"], data: { act: act.name }, "aria-keyshortcuts": act.keys.map((key) => (key === " " ? "Space" : key.replace("Ctrl", "Control"))).join(" "), disabled: !card && !["undo", "back"].includes(act.name), onclick: (/** @type {MouseEvent} */ clicked) => { if (clicked.detail) this.#stage.focus({ preventScroll: true }); this.#act(act.name); } },
      h("kbd", { "aria-hidden": "true" }, printed(act.keys[0])), h("span", { dir: "auto", class: act.kind === "arrow" ? "quiet" : null }, act.label)));
    const more = h("button", { type: "button", class: "act toggle", data: { act: "more" }, "aria-expanded": String(this.#more), onclick: () => { this.#more = !this.#more; this.#acts(); } }, h("span", null, this.#more ? "Less" : "More"));
    this.#bar.classList.toggle("open", this.#more);
    fill(this.#bar, buttons.slice(0, 5), more, buttons.slice(5));
    if (focused) /** @type {HTMLElement | null} */ (this.#bar.querySelector(`[data-act="${focused}"]`))?.focus({ preventScroll: true });
  }

  /** @param {number} digit */
  #digit(digit) {
    const card = this.#deck.current;
    if (!card) return;
    const { info } = this.#app;
    const editor = this.#built.get(card.key)?.editor;
    if (this.#settling && card.others?.length) {
      const side = sides(card)[digit - 1];
      if (side) this.#side(side);
    } else if (editor) editor.toggle(digit - 1);
    else {
      const one = choices(card, info).find((other) => other.key === String(digit));
      if (one) this.#choose(one.label);
      else if (info.classes.includes(String(digit))) this.#choose(String(digit));
    }
  }

  #accept() {
    const card = this.#deck.current;
    if (!card) return;
    const editor = this.#built.get(card.key)?.editor;
    if (editor?.touched()) this.#choose(editor.value());
    else if (proposes(card)) this.#choose(card.suggested);
    else this.#decide("confirm");
  }

  /** @param {any} label what is right; a number that is none is not */
  #choose(label) {
    const card = this.#deck.current;
    if (!card || label === null) return;
    if (same(label, card.given)) this.#decide("confirm");
    else this.#decide(this.#app.info.truth === "any_of" ? "several" : "relabel", label);
  }

  /** @param {Decision} one the reviewer who is right */
  #side(one) {
    this.#decide(one.verdict, one.new ?? undefined);
  }

  /**
   * The one way to a decision: kept, then the next card is painted, then it is sent.
   *
   * @param {string} verdict
   * @param {any} [to]
   */
  #decide(verdict, to) {
    const card = this.#deck.current;
    if (!card) return;
    const why = this.#notes.get(card.key) ?? card.decision?.why;
    const now = performance.now();
    const seconds = Math.min(LONGEST, Math.max(0, (now - this.#since) / 1000));
    const finding = this.#app.where.finding ?? card.findings?.[0];
    card.decision = { verdict, new: to, why };
    this.#app.outbox.add({ event: event(), key: card.key, verdict, ...(to === undefined ? {} : { new: to }), ...(why ? { why } : {}), ...(finding ? { finding } : {}), ...(this.#settling ? { settles: true } : {}), seconds: Math.round(seconds * 100) / 100 });
    this.#count += 1;
    this.#notes.delete(card.key);
    this.#built.delete(card.key);
    this.#deck.decide(card.key);
    this.#paint();
    this.#say(`${told({ verdict, new: to }, card.given)}.`);
  }

  /** @param {string} result */
  #say(result) {
    const next = this.#deck.current;
    const words = result.charAt(0).toUpperCase() + result.slice(1);
    this.#app.announce(next ? `${words} ${spoken(next)}` : `${words} Nothing left here.`);
  }

  async #undo() {
    const { outbox, api, toast } = this.#app;
    const one = outbox.undo();
    if (one?.batch) {
      toast("The whole batch is taken back.");
      await outbox.settled();
      return this.#again();
    }
    let key = one?.key;
    try {
      if (!key) key = (await api.undo({ event: event() })).undone[0]?.key;
      if (!key) return toast("There is nothing to undo.");
      const card = this.#deck.has(key) ? undefined : await api.card(key);
      const at = this.#deck.reopen(key, card);
      if (at < 0) return toast(`Taken back: item ${key}.`);
      this.#deck.at = at;
    } catch {
      return toast(key ? `Taken back: item ${key}. It comes again later.` : "The server does not answer; nothing was undone.");
    }
    this.#count = Math.max(0, this.#count - 1);
    this.#built.delete(key);
    this.#paint();
    this.#say("Taken back.");
    return undefined;
  }

  /** @param {import("./types.js").Entry | undefined} entry the server would not have it: its card comes back */
  #refused(entry) {
    if (!entry) return;
    this.#deck.reopen(entry.key);
    this.#built.delete(entry.key);
    if (!this.#deck.current) this.#move(-1);
    this.#counted();
  }

  /** @param {number} step */
  #move(step) {
    const from = this.#deck.current;
    if (!this.#deck.move(step)) return;
    if (from?.decision) this.#built.delete(from.key);
    const card = this.#deck.current;
    if (card?.decision) this.#built.delete(card.key);
    this.#paint();
    this.#app.announce(card ? spoken(card) : "The end of the queue");
  }

  async #pick() {
    const card = this.#deck.current;
    if (!card) return;
    const editor = this.#built.get(card.key)?.editor;
    if (editor) return editor.open();
    const names = await pick({ title: "Which class is it?", classes: this.#app.info.classes, likely: card.alternatives });
    if (names && this.#deck.current === card) this.#choose(names[0]);
    return undefined;
  }

  async #several() {
    const card = this.#deck.current;
    if (!card) return;
    const names = await pick({ title: "Which classes fit?", classes: this.#app.info.classes, likely: card.alternatives, many: true, chosen: card.given === null ? [] : [String(card.given)] });
    if (names && this.#deck.current === card) names.length > 1 ? this.#decide("several", names) : this.#choose(names[0]);
  }

  #note() {
    const card = this.#deck.current;
    if (!card) return;
    const field = h("textarea", { rows: 4, maxlength: 2000, dir: "auto", value: this.#notes.get(card.key) ?? card.decision?.why ?? "", onkeydown: (/** @type {KeyboardEvent} */ pressed) => { if (pressed.key === "Enter" && (pressed.ctrlKey || pressed.metaKey)) save(); } });
    const save = () => {
      const text = field.value.trim();
      if (text) this.#notes.set(card.key, text);
      else this.#notes.delete(card.key);
      this.#built.delete(card.key);
      box.close();
      this.#paint();
      this.#app.announce(text ? "Noted; it is saved with the decision." : "No note.");
    };
    const box = dialog(`Note on item ${card.key}`, h("div", { class: "stack" }, h("label", null, "Saved with your decision", field), h("button", { type: "button", class: "primary", onclick: save }, "Note it (Ctrl+Enter)")));
    field.focus();
  }

  #enlarge() {
    const card = this.#deck.current;
    if (card?.content?.kind !== "image") return;
    dialog(`Item ${card.key}`, content(card.content, { side: 2048, alt: `item ${card.key}, enlarged` })).classList.add("full");
  }

  #filter() {
    const details = /** @type {HTMLDetailsElement | null} */ (document.querySelector("details.sift"));
    if (!details) return;
    details.open = true;
    /** @type {HTMLElement | null} */ (details.querySelector("input, select"))?.focus();
  }

  async #bulk() {
    const card = this.#deck.current;
    const saved = await bulk(this.#app, this.#app.where, { lots: lots(this.#app, card), likely: card?.alternatives, undone: () => this.#app.go(location.hash || "#/queue") });
    if (saved) this.#again();
  }

  /** @param {string} order */
  #reorder(order) {
    try { localStorage.setItem(ORDER, order); } catch { /* this time only */ }
    const { query, where, path } = this.#app;
    if (query.has("order")) this.#app.go(`#/${path[0]}`, where);
    this.#again();
  }

  /** Ask for the queue anew. */
  #again() {
    if (!this.#app.leaving.aborted) this.#app.go(location.hash || "#/queue");
  }

  /** Time away from the page is no time on the item. */
  #away() {
    const now = performance.now();
    if (document.hidden) this.#hidden = now;
    else if (this.#hidden) {
      this.#since += now - this.#hidden;
      this.#hidden = 0;
    }
  }
}

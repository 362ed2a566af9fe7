/**
 * Decisions on their way to the server.
 *
 * A decision is kept in this browser before anything else happens, sent in the background, and forgotten here only
 * when the server says that it is on disk. Its event makes sending it twice harmless: a reload, a second tab or a
 * server that died in the middle neither loses nor doubles one.
 */
import { Away, Refused } from "./api.js";

/** @typedef {import("./types.js").Entry} Entry */
/** @typedef {{order: string, entry?: Entry, undo?: {event: string, of: string}}} Parcel an undo names an id, or an event not yet answered */
/** @typedef {{event: string, key: string, verdict: string, new?: any, id?: string, batch?: boolean}} Done */

const MOST = 50;
const KEPT = 200;
/** Seconds between tries while the server is away: doubled each time, up to the last. */
const FIRST = 0.5;
const LAST = 8;

/** A name that nobody has used: the same decision sent twice has the same. */
export const event = () => crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");

export class Outbox extends EventTarget {
  /** @type {Map<string, Parcel>} */
  #parcels = new Map();
  /** @type {Done[]} */
  #done = [];
  /** @type {Set<string>} */
  #flying = new Set();
  #api;
  #shelf;
  #count = 0;
  #wait = FIRST;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #alone = false;
  /** Nothing can be sent for now: the server is away, or wants the address with its token again. */
  away = "";
  /** This browser keeps nothing: a reload would lose what is not saved. */
  forgetful = false;

  /** @param {import("./api.js").Api} api @param {string} digest of the data: decisions are about them alone */
  constructor(api, digest) {
    super();
    this.#api = api;
    this.#shelf = `assay-review:${digest}:`;
    this.#load();
    addEventListener("online", () => this.#soon(0));
    addEventListener("pagehide", () => this.#last());
    addEventListener("beforeunload", (leaving) => {
      if (this.unsaved) leaving.preventDefault();
    });
    if (this.unsaved) this.#soon(0);
  }

  get unsaved() {
    return this.#parcels.size;
  }

  /** Keys of items whose decision has not been saved yet. */
  get keys() {
    return new Set([...this.#parcels.values()].flatMap((one) => (one.entry ? [one.entry.key] : [])));
  }

  /** What can be taken back, the latest last. */
  get done() {
    return this.#done;
  }

  /** Keep a decision and send it. @param {Entry} entry */
  add(entry) {
    this.#put(entry.event, { order: this.#order(), entry });
    this.#done.push({ event: entry.event, key: entry.key, verdict: entry.verdict, new: entry.new });
    this.#keepDone();
    this.#soon(0);
  }

  /** Remember a bulk decision, which is saved already, so that it can be taken back. @param {string} batch @param {string} verdict */
  batch(batch, verdict) {
    this.#done.push({ event: batch, id: batch, key: "", verdict, batch: true });
    this.#keepDone();
  }

  /** Take back the latest, or the one of this event. @param {string} [which] @returns {Done | undefined} */
  undo(which) {
    const at = which === undefined ? this.#done.length - 1 : this.#done.findIndex((one) => one.event === which);
    const [one] = at < 0 ? [] : this.#done.splice(at, 1);
    if (!one) return undefined;
    this.#keepDone();
    if (this.#parcels.has(one.event) && !this.#flying.has(one.event)) this.#drop(one.event);
    else {
      const name = event();
      this.#put(name, { order: this.#order(), undo: { event: one.event, of: one.id ?? "" } });
      this.#soon(0);
    }
    this.#changed();
    return one;
  }

  /** Try now: somebody asked for it. */
  retry() {
    this.#wait = FIRST;
    this.#soon(0);
  }

  /** When nothing is on its way any more, or after some seconds. @param {number} [seconds] @returns {Promise<void>} */
  settled(seconds = 5) {
    return new Promise((done) => {
      const look = () => { if (!this.unsaved) stop(); };
      const stop = () => { clearTimeout(timer); this.removeEventListener("change", look); done(); };
      const timer = setTimeout(stop, seconds * 1000);
      this.addEventListener("change", look);
      look();
    });
  }

  #order() {
    this.#count += 1;
    return `${String(Date.now()).padStart(15, "0")}-${String(this.#count).padStart(6, "0")}`;
  }

  #load() {
    try {
      const names = Object.keys(localStorage).filter((name) => name.startsWith(`${this.#shelf}out:`));
      const found = names.map((name) => [name.slice(this.#shelf.length + 4), JSON.parse(localStorage.getItem(name) ?? "{}")]);
      found.sort((a, b) => (a[1].order < b[1].order ? -1 : 1));
      this.#parcels = new Map(/** @type {[string, Parcel][]} */ (found));
      this.#done = JSON.parse(localStorage.getItem(`${this.#shelf}done`) ?? "[]");
    } catch {
      this.forgetful = true;
    }
  }

  /** @param {string} name @param {Parcel} parcel */
  #put(name, parcel) {
    this.#parcels.set(name, parcel);
    this.#write(`out:${name}`, parcel);
    this.#changed();
  }

  /** @param {string} name */
  #drop(name) {
    this.#parcels.delete(name);
    try {
      localStorage.removeItem(`${this.#shelf}out:${name}`);
    } catch { /* nothing was kept */ }
  }

  #keepDone() {
    this.#done.splice(0, this.#done.length - KEPT);
    this.#write("done", this.#done);
  }

  /** @param {string} name @param {any} value */
  #write(name, value) {
    try {
      localStorage.setItem(this.#shelf + name, JSON.stringify(value));
    } catch {
      this.forgetful = true;
    }
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }

  /** @param {number} seconds */
  #soon(seconds) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#send(), seconds * 1000);
  }

  /** What goes next: decisions up to an undo, or one undo. @returns {[string, Parcel][]} */
  #next() {
    const all = [...this.#parcels];
    if (!all.length || all[0][1].undo) return all.slice(0, 1);
    const stop = all.findIndex(([, one]) => one.undo);
    return all.slice(0, Math.min(stop < 0 ? all.length : stop, this.#alone ? 1 : MOST));
  }

  async #send() {
    if (this.#flying.size || !this.#parcels.size) return;
    const parcels = this.#next();
    for (const [name] of parcels) this.#flying.add(name);
    let wait = 0;
    try {
      await this.#deliver(parcels);
      this.#wait = FIRST;
      this.#hold("");
    } catch (error) {
      wait = this.#failed(/** @type {Error} */ (error), parcels);
    }
    this.#flying.clear();
    this.#changed();
    if (this.#parcels.size) this.#soon(wait);
  }

  /** @param {[string, Parcel][]} parcels */
  async #deliver(parcels) {
    const signal = AbortSignal.timeout(20000);
    const undo = parcels[0][1].undo;
    if (undo) {
      const of = undo.of || this.#ids.get(undo.event);
      if (of) await this.#api.undo({ of, event: parcels[0][0] }, { signal });
      this.#drop(parcels[0][0]);
      return;
    }
    const { saved, refused } = await this.#api.decide(parcels.map(([, one]) => /** @type {Entry} */ (one.entry)), { signal });
    for (const one of saved) this.#answered(one);
    for (const one of refused) this.#refuse(one.event, one.error);
    if (!saved.length && !refused.length) throw new Away("The server answered nothing");
    this.#alone = false;
  }

  /** Ids of what was saved, for those who take it back. @type {Map<string, string>} */
  #ids = new Map();

  /** @param {{event: string, id: string}} saved */
  #answered({ event: name, id }) {
    this.#drop(name);
    this.#ids.set(name, id);
    const one = this.#done.find((other) => other.event === name);
    if (one) {
      one.id = id;
      this.#keepDone();
    }
    for (const [other, parcel] of this.#parcels) {
      if (parcel.undo?.event === name) this.#put(other, { ...parcel, undo: { event: name, of: id } });
    }
  }

  /** @param {string} name @param {any} error */
  #refuse(name, error) {
    const entry = this.#parcels.get(name)?.entry;
    this.#drop(name);
    this.#done = this.#done.filter((one) => one.event !== name);
    this.#keepDone();
    const why = typeof error === "string" ? error : error?.rule ?? error?.message ?? "refused";
    this.dispatchEvent(new CustomEvent("refused", { detail: { entry, why } }));
  }

  /** @param {Error} error @param {[string, Parcel][]} parcels @returns {number} seconds to wait */
  #failed(error, parcels) {
    const status = error instanceof Refused ? error.status : 0;
    if (status === 401 || status === 403) {
      this.#hold("This browser is not let in any more. Open the address that assay review printed; nothing is lost.");
      return LAST;
    }
    if (status && status !== 408 && status !== 429) {
      if (parcels.length > 1) this.#alone = true;
      else if (parcels[0][1].undo) this.#drop(parcels[0][0]);
      else this.#refuse(parcels[0][0], error.message);
      return 0;
    }
    this.#hold("The server does not answer. Go on: decisions are kept in this browser until it does.");
    const wait = this.#wait;
    this.#wait = Math.min(LAST, wait * 2);
    return wait;
  }

  /** @param {string} why */
  #hold(why) {
    if (this.away === why) return;
    this.away = why;
    this.dispatchEvent(new Event("away"));
  }

  /** The page goes: one more try that outlives it. */
  #last() {
    const entries = [...this.#parcels.values()].flatMap((one) => (one.entry ? [one.entry] : [])).slice(0, MOST);
    if (entries.length) this.#api.decide(entries, { keepalive: true }).catch(() => {});
  }
}

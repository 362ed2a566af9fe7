/**
 * The cards of a review: those seen, the one in question, those ahead.
 *
 * Cards and their pictures are fetched long before they are needed, so that the next one is there when a key is
 * pressed, whatever the network does.
 */
import { Away } from "./api.js";

/** @typedef {import("./types.js").Card} Card */

/** Cards that lie ready; when fewer do, a page more is asked for. */
const READY = 24;
const PAGE = 24;
/** Pictures loaded and decoded ahead. */
const PICTURES = 14;
/** Cards kept to go back to. */
const BEHIND = 300;
const SIDE = 960;

export class Deck extends EventTarget {
  /** @type {Card[]} */
  cards = [];
  at = 0;
  left = 0;
  /** Asked at least once; whether there is nothing more to ask for; whether the server does not answer. */
  asked = false;
  ended = false;
  away = false;
  /** Why the server will not give cards: a filter it does not understand. */
  refused = "";
  /** @type {Map<string, HTMLImageElement>} */
  #pictures = new Map();
  /** @type {Set<string>} */
  #known = new Set();
  /** @type {Set<string>} */
  #decided;
  /** @type {string | null} */
  #after = null;
  #app;
  #query;
  #busy = false;
  /** Grows with each decision and each that is taken back. */
  #moves = 0;
  #wait = 0.5;

  /**
   * @param {import("./types.js").App} app
   * @param {{order?: string, where: import("./types.js").Where}} query
   */
  constructor(app, query) {
    super();
    this.#app = app;
    this.#query = query;
    const { state } = query.where;
    this.#decided = state && state !== "open" ? new Set() : app.outbox.keys;
  }

  /** @returns {Card | undefined} */
  get current() {
    return this.cards[this.at];
  }

  /** How many cards lie ready after the one in question. */
  get ahead() {
    return this.cards.slice(this.at + 1).filter((card) => !this.#decided.has(card.key)).length;
  }

  /** @param {number} n @returns {Card[]} the next ones that are not decided */
  coming(n) {
    return this.cards.slice(this.at + 1).filter((card) => !this.#decided.has(card.key)).slice(0, n);
  }

  /** @param {string} key */
  decided(key) {
    return this.#decided.has(key);
  }

  /** The card in question is decided: go on to the next that is not. @param {string} key */
  decide(key) {
    this.#moves += 1;
    if (!this.#decided.has(key)) this.left = Math.max(0, this.left - 1);
    this.#decided.add(key);
    let next = this.#open(this.at + 1);
    if (next < 0 && this.ended) next = this.#open(0);
    this.at = next < 0 ? this.cards.length : next;
    this.#forget();
    this.fill();
  }

  /** @param {number} step to the card before or after, decided or not @returns {boolean} */
  move(step) {
    const to = this.at + step;
    if (to < 0 || to > this.cards.length || (to === this.cards.length && this.at === to)) return false;
    if (to === this.cards.length && this.#open(0) >= 0 && step > 0) return false;
    this.at = to;
    this.fill();
    return true;
  }

  /** A decision was taken back: its card is in question again. @param {string} key @param {Card} [card] */
  reopen(key, card) {
    this.#moves += 1;
    if (this.#decided.delete(key)) this.left += 1;
    let to = this.cards.findIndex((one) => one.key === key);
    if (to < 0 && card) {
      to = Math.min(this.at, this.cards.length);
      this.cards.splice(to, 0, card);
      this.#known.add(key);
    }
    if (to >= 0) this.cards[to].decision = null;
    return to;
  }

  /** @param {string} key whether it was shown in this deck */
  has(key) {
    return this.#known.has(key);
  }

  /** @param {Card} card @returns {HTMLImageElement | undefined} its picture, loaded ahead */
  picture(card) {
    if (card.content?.kind !== "image" || !card.content.image) return undefined;
    const kept = this.#pictures.get(card.key);
    if (kept) return kept;
    const picture = new Image();
    picture.decoding = "sync";
    picture.src = this.#app.api.picture(card.content.image, SIDE);
    picture.decode().catch(() => {});
    this.#pictures.set(card.key, picture);
    return picture;
  }

  /** Ask for cards until enough lie ready. */
  async fill() {
    this.#load();
    if (this.#busy || this.ended || this.refused) return;
    this.#busy = true;
    while (this.ahead + (this.current ? 1 : 0) < READY && !this.ended && !this.#app.leaving.aborted) {
      try {
        const before = this.#moves;
        const sure = !this.#app.outbox.unsaved;
        const page = await this.#app.api.queue({ ...this.#query, after: this.#after, limit: PAGE }, { signal: this.#app.leaving });
        this.#take(page, sure && before === this.#moves);
      } catch (error) {
        if (this.#app.leaving.aborted) break;
        if (!(error instanceof Away)) {
          this.refused = String(/** @type {Error} */ (error).message);
          break;
        }
        this.#later();
        break;
      }
    }
    this.#busy = false;
    this.dispatchEvent(new Event("change"));
  }

  #later() {
    this.away = true;
    setTimeout(() => this.fill(), this.#wait * 1000);
    this.#wait = Math.min(8, this.#wait * 2);
  }

  /**
   * @param {{items: Card[], next: string | null, left: number}} page
   * @param {boolean} sure the server knew of all that is decided when it counted
   */
  #take({ items, next, left }, sure) {
    const fresh = items.filter((card) => !this.#known.has(card.key) && !this.#decided.has(card.key));
    for (const card of fresh) this.#known.add(card.key);
    this.cards.push(...fresh);
    this.#after = next;
    this.ended = !next || !items.length;
    if (sure) this.left = left;
    else if (!this.asked) this.left = Math.max(0, left - this.#app.outbox.unsaved);
    this.asked = true;
    this.away = false;
    this.#wait = 0.5;
    this.#load();
    this.dispatchEvent(new Event("change"));
  }

  #load() {
    for (const card of [this.current, ...this.coming(PICTURES)]) if (card) this.picture(card);
  }

  /** @param {number} from @returns {number} */
  #open(from) {
    return this.cards.findIndex((card, i) => i >= from && !this.#decided.has(card.key));
  }

  #forget() {
    const many = this.at - BEHIND;
    if (many > 0) {
      this.cards.splice(0, many);
      this.at -= many;
    }
    const near = new Set(this.cards.slice(Math.max(0, this.at - 5)).map((card) => card.key));
    for (const key of this.#pictures.keys()) if (!near.has(key)) this.#pictures.delete(key);
  }
}

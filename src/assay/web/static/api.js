/** What the server can be asked for. */

/** @typedef {import("./types.js").Where} Where */
/** @typedef {import("./types.js").Card} Card */
/** @typedef {import("./types.js").Entry} Entry */

/** What the server refused, and why, in its words. */
export class Refused extends Error {
  /**
   * @param {number} status
   * @param {{who?: string, rule?: string, got?: string, where?: string, fix?: string}} error
   */
  constructor(status, error) {
    super([error.rule ?? `The server answered ${status}`, error.got && `got ${error.got}`, error.fix].filter(Boolean).join(". "));
    this.name = "Refused";
    this.status = status;
    this.error = error;
  }
}

/** The server could not be reached; it may be back in a moment. */
export class Away extends Error {}

/**
 * @param {string} path
 * @param {RequestInit} [options]
 * @returns {Promise<Response>}
 */
async function ask(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, { credentials: "same-origin", ...options });
  } catch (error) {
    if (/** @type {Error} */ (error).name === "AbortError") throw error;
    throw new Away("The server does not answer");
  }
  if (answer.ok) return answer;
  if (answer.status >= 500) throw new Away(`The server answered ${answer.status}`);
  let told = {};
  try {
    told = (await answer.json()).error ?? {};
  } catch { /* an answer without words */ }
  throw new Refused(answer.status, told);
}

/**
 * @param {Record<string, any>} values lists are repeated, nothing is left out
 * @returns {string}
 */
function asked(values) {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined || value === null || value === "") continue;
    for (const one of Array.isArray(value) ? value : [value]) query.append(name, String(one));
  }
  const text = query.toString();
  return text && `?${text}`;
}

/** @param {string} path @param {Record<string, any>} [values] @param {RequestInit} [options] */
const get = async (path, values = {}, options = {}) => (await ask(path + asked(values), options)).json();

/** @param {string} path @param {object} body @param {RequestInit} [options] */
const post = async (path, body, options = {}) => (await ask(path, {
  method: "POST", headers: { "Content-Type": "application/json", "X-Assay": "review" }, body: JSON.stringify(body), ...options,
})).json();

/** Few enough items to stand in an address; more are sent. @param {Where} where */
const few = (where) => !where.keys || where.keys.length <= 20;

/**
 * Ask about some items: in the address, or in the body where it would be too long.
 *
 * @param {string} path
 * @param {Where} where
 * @param {object} [more]
 * @param {RequestInit} [options]
 */
const about = (path, where, more = {}, options = {}) => (few(where) ? get(path, { ...where, ...more }, options) : post(path, { where, ...more }, options));

export const api = {
  get,
  post,
  /** @param {RequestInit} [options] @returns {Promise<import("./types.js").Info>} */
  info: (options) => get("/api/info", {}, options),
  /**
   * @param {{order?: string, where?: Where, after?: string | null, limit?: number}} query
   * @param {RequestInit} [options]
   * @returns {Promise<{items: Card[], next: string | null, left: number}>}
   */
  queue: ({ where = {}, ...more }, options) => about("/api/queue", where, more, options),
  /** @param {string} key @param {RequestInit} [options] @returns {Promise<Card>} */
  card: (key, options) => get(`/api/card/${encodeURIComponent(key)}`, {}, options),
  /** @param {RequestInit} [options] */
  board: (options) => get("/api/board", {}, options),
  /** @param {{where?: Where, sort?: string, after?: string | null, limit?: number}} query @param {RequestInit} [options] */
  table: ({ where = {}, ...more }, options) => about("/api/table", where, more, options),
  /** @param {Where} [where] @param {RequestInit} [options] */
  confusion: (where = {}, options) => about("/api/confusion", where, {}, options),
  /** @param {{where?: Where, limit?: number}} query @param {RequestInit} [options] */
  points: ({ where = {}, ...more }, options) => about("/api/points", where, more, options),
  /** @param {RequestInit} [options] */
  classes: (options) => get("/api/classes", {}, options),
  /** @param {string} name @param {RequestInit} [options] */
  class_page: (name, options) => get(`/api/class/${encodeURIComponent(name)}`, {}, options),
  /** @param {string} key @param {RequestInit} [options] */
  explain: (key, options) => get(`/api/explain/${encodeURIComponent(key)}`, {}, options),
  /** @param {string} key @param {RequestInit} [options] */
  history: (key, options) => get("/api/history", { key }, options),
  /** @param {RequestInit} [options] */
  disagreements: (options) => get("/api/disagreements", {}, options),
  /**
   * @param {Entry[]} decisions
   * @param {RequestInit} [options]
   * @returns {Promise<{saved: {event: string, id: string, seq: number, key: string}[], refused: {event: string, key: string, error: any}[]}>}
   */
  decide: (decisions, options) => post("/api/decide", { decisions }, options),
  /** @param {{of?: string, event?: string}} what a decision or a batch, the latest where nothing is named @param {RequestInit} [options] @returns {Promise<{undone: {id: string, key: string}[]}>} */
  undo: (what, options) => post("/api/undo", what, options),
  /**
   * @param {{where: Where, verdict: string, new?: any}} what
   * @param {RequestInit} [options]
   * @returns {Promise<{n: number, decided: number, protected: number, sample: Card[], token: string}>}
   */
  preview: (what, options) => post("/api/bulk/preview", what, options),
  /** @param {{event: string, token: string}} what @param {RequestInit} [options] @returns {Promise<{saved: number, batch: string}>} */
  bulk: (what, options) => post("/api/bulk", what, options),
  /** @param {string} name */
  name: (name) => post("/api/name", { name }),
  /** Address of a picture, no longer on a side than asked for. @param {string} address @param {number} side */
  picture: (address, side) => `${address}${address.includes("?") ? "&" : "?"}side=${side}`,
};

/** @typedef {typeof api} Api */

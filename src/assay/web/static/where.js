/** Which items are meant, as it stands in an address. */

/** @typedef {import("./types.js").Where} Where */

export const KEYS = /** @type {const} */ (["class", "suggested", "split", "finding", "cluster", "source", "text", "state", "verdict", "reviewer"]);

/** Lassoed items are too many for an address: they wait here, under the number that stands in it. */
const held = "assay-lasso-";

/**
 * @param {URLSearchParams} query
 * @returns {Where}
 */
export function read(query) {
  /** @type {Where} */
  const where = {};
  for (const key of KEYS) {
    const value = query.get(key);
    if (value) where[key] = value;
  }
  const keys = query.getAll("keys");
  const lasso = query.get("lasso");
  if (keys.length) where.keys = keys;
  else if (lasso) {
    const kept = sessionStorage.getItem(held + lasso);
    if (kept) where.keys = JSON.parse(kept);
  }
  return where;
}

/**
 * @param {Where} where
 * @param {Record<string, string>} [more] what else stands in the address
 * @returns {string} "" or "?class=cat&split=test"
 */
export function write(where, more = {}) {
  const query = new URLSearchParams();
  for (const key of KEYS) if (where[key]) query.set(key, String(where[key]));
  if (where.keys && where.keys.length > 20) {
    const name = String(Date.now());
    sessionStorage.setItem(held + name, JSON.stringify(where.keys));
    query.set("lasso", name);
  } else for (const key of where.keys ?? []) query.append("keys", key);
  for (const [key, value] of Object.entries(more)) if (value) query.set(key, value);
  const text = query.toString();
  return text && `?${text}`;
}

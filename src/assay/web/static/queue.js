/** One item at a time. */
import { h, fill } from "./dom.js";

/** @param {HTMLElement} root @param {import("./types.js").App} app */
export async function show(root, app) {
  fill(root, h("h1", null, "Queue"), h("p", null, app.info.name));
}

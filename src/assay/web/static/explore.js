/** Every item as a table: filter, sort, choose, decide. */
import { amount, count, fill, h } from "./dom.js";
import { Filters } from "./filters.js";
import { Grid } from "./grid.js";
import * as address from "./where.js";

/** @typedef {import("./types.js").App} App */
/** @typedef {import("./types.js").Where} Where */

/**
 * @param {HTMLElement} root
 * @param {App} app
 */
export async function show(root, app) {
  let { where } = app;
  let sort = app.query.get("sort") ?? "likely";
  const { orders } = app.info;
  if (!orders.some((one) => one.name === sort)) sort = orders[0]?.name ?? "likely";
  const status = h("p", { class: "status", role: "status" });
  const remember = () => {
    const hash = `#/explore${address.write(where, { sort: sort === "likely" ? "" : sort })}`;
    // Not a new page: the way back leads to the page before, and nothing is drawn anew.
    history.replaceState(history.state, "", hash);
  };
  const grid = new Grid(app, {
    load: (after, limit) => app.api.table({ where, sort, after, limit }, { signal: app.leaving, cache: "no-cache" }),
    where: () => where,
    changed: () => fill(status, told(grid)),
  });
  const sorting = h("select", { name: "sort", "aria-label": "Sort", onchange: () => { sort = sorting.value; remember(); grid.restart(); } }, orders.map((one) => h("option", { value: one.name, title: one.explain }, one.title)));
  sorting.value = sort;
  const filters = new Filters(app.info, where, (now) => {
    where = { ...now };
    remember();
    grid.restart();
  });
  fill(root, h("h1", { class: "quiet" }, "Explore"),
    h("div", { class: "toolbar" }, filters.element, h("label", { class: "sorting" }, h("span", null, "Sort"), sorting)),
    status, grid.element, grid.foot);
  app.keys([
    { keys: ["/"], label: "Search", group: "Explore", run: () => filters.search.focus() },
    { keys: ["t"], label: "To the table", group: "Explore", run: () => grid.focus() },
    { keys: ["b"], label: "Decide about what is chosen, or all that is listed", group: "Explore", run: () => grid.decide() },
  ]);
  await grid.restart();
}

/** @param {Grid} grid */
function told(grid) {
  const { rows } = grid;
  if (rows.failed) return [h("span", { class: "failed" }, rows.failed, " "), h("button", { type: "button", onclick: () => rows.retry() }, "Try again")];
  if (rows.ended && rows.reach === 0) return "No item is like this. Take a filter off.";
  if (rows.total === null) return rows.ended ? amount(rows.reach, "item") : `${count(rows.reach)} items and more`;
  return amount(rows.total, "item");
}

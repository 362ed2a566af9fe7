/** Moving through a matrix by arrow keys: one stop for the tabulator, however many cells there are. */

/** @param {HTMLTableElement} table its cells hold at most one link or button */
export function between(table) {
  const able = (/** @type {Element | null | undefined} */ cell) => /** @type {HTMLElement | null} */ (cell?.querySelector("a, button") ?? null);
  const first = able(table.tBodies[0]);
  if (first) first.tabIndex = 0;
  table.addEventListener("keydown", (event) => {
    const cell = /** @type {Element} */ (event.target).closest("td");
    const step = /** @type {Record<string, [number, number]>} */ ({ ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] })[event.key];
    if (!cell || !step || event.altKey || event.ctrlKey || event.metaKey) return;
    const rows = table.tBodies[0].rows;
    let row = /** @type {HTMLTableRowElement} */ (cell.parentElement).sectionRowIndex, column = cell.cellIndex;
    // Empty cells are passed over: the next number in that direction.
    for (;;) {
      row += step[0];
      column += step[1];
      const next = rows[row]?.cells[column];
      if (!next) break;
      const target = able(next);
      if (target) {
        to(table, target);
        break;
      }
    }
    event.preventDefault();
  });
  table.addEventListener("focusin", (event) => {
    const target = /** @type {HTMLElement} */ (event.target);
    if (target.closest("td")) only(table, target);
  });
}

/** @param {HTMLElement} table @param {HTMLElement} target */
function to(table, target) {
  only(table, target);
  target.focus();
}

/** @param {HTMLElement} table @param {HTMLElement} target */
function only(table, target) {
  for (const old of /** @type {NodeListOf<HTMLElement>} */ (table.querySelectorAll("td [tabindex='0']"))) old.tabIndex = -1;
  target.tabIndex = 0;
}

/** Decisions in test splits, listed apart: they change what a score on that split means. */
import { amount, fill, h, named } from "./dom.js";
import { tag } from "./content.js";

/** Rows that stand on the board; Explore has the others. */
const FIRST = 20;

/**
 * @param {HTMLElement | null} place
 * @param {import("./types.js").App} app
 * @param {any} board
 */
export async function protectedChanges(place, app, board) {
  if (!place || !board.protected) return;
  const splits = testSplits(app.info.splits);
  const found = await Promise.all(splits.map((split) => app.api.table({ where: { split, state: "decided" }, limit: FIRST }, { signal: app.leaving, cache: "no-cache" })));
  const rows = found.flatMap((one) => one.rows).filter((row) => row.verdict && !["confirm", "skip"].includes(row.verdict)).slice(0, FIRST);
  place.hidden = false;
  fill(place, h("h2", null, "Changes in test splits"),
    h("p", { class: "soft" }, `${amount(board.protected, "label")} of a test split would change. They are listed apart and not applied with the others unless asked for, since a score before and after is no longer measured with the same yardstick.`),
    rows.length > 0 && h("ul", { class: "changes" }, rows.map((row) => h("li", null,
      h("a", { href: `#/queue?${new URLSearchParams([["keys", row.key]])}` }, h("bdi", null, row.key)), h("small", null, row.split), tag(row.given, "given"),
      h("span", { class: "to" }, "→ "), row.verdict === "relabel" || row.verdict === "several" ? tag(row.new ?? row.suggested, "suggested") : h("b", null, named(row.verdict))))),
    splits.map((split) => h("p", null, h("a", { href: `#/explore?${new URLSearchParams({ split, state: "decided" })}` }, "All that are decided in ", h("bdi", null, split)))));
}

/** @param {string[]} splits those whose names say that models are measured on them */
export const testSplits = (splits) => (splits ?? []).filter((name) => /test|eval|hold.?out/i.test(name));

/** The shell: who reviews, which page is open, what is not saved yet. */
import { api, Away, Refused } from "./api.js";
import { count, fill, h } from "./dom.js";
import { dialog, Keys } from "./keys.js";
import { Outbox } from "./outbox.js";
import * as where from "./where.js";

/** @typedef {import("./types.js").App} App */
/** @typedef {import("./types.js").Info} Info */
/** @typedef {{name: string, title: string, file: string, key?: string, when?: (info: Info) => boolean, tab?: boolean}} Page */

/** @type {Page[]} */
const PAGES = [
  { name: "queue", title: "Queue", file: "./queue.js", key: "q", tab: true },
  { name: "disagreements", title: "Disagreements", file: "./queue.js", key: "d", tab: true, when: (info) => info.double > 0 || info.reviewers.length > 1 },
  { name: "board", title: "Board", file: "./board.js", key: "b", tab: true },
  { name: "explore", title: "Explore", file: "./explore.js", key: "e", tab: true },
  { name: "map", title: "Map", file: "./map.js", key: "m", tab: true, when: (info) => info.map },
  { name: "confusion", title: "Confusion", file: "./confusion.js", key: "c", tab: true, when: (info) => info.truth !== "number" },
  { name: "classes", title: "Classes", file: "./classes.js", key: "l", tab: true, when: (info) => info.truth !== "number" },
  { name: "class", title: "Class", file: "./classes.js" },
];

/** @param {string} id */
const part = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
const main = part("main");
const keys = new Keys();
let leaving = new AbortController();
/** @type {Info} */
let info;
/** @type {Outbox} */
let outbox;
let open = "";

/** @param {string} text */
function announce(text) {
  // The same words twice are said twice only when they change in between.
  part("announce").textContent = part("announce").textContent === text ? `${text}\u00a0` : text;
}

/**
 * @param {string} text
 * @param {{label: string, run: () => void}} [button]
 */
function toast(text, button) {
  const one = h("p", { class: "toast" }, h("span", { dir: "auto" }, text), button && h("button", { type: "button", class: "plain", onclick: () => { one.remove(); button.run(); } }, button.label));
  const all = part("toasts");
  while (all.children.length > 2) all.firstElementChild?.remove();
  all.append(one);
  setTimeout(() => one.remove(), button ? 10000 : 5000);
}

/** @param {string} hash @param {import("./types.js").Where} [asked] */
function go(hash, asked) {
  const target = asked ? hash.split("?")[0] + where.write(asked) : hash;
  if (location.hash === target) route();
  else location.hash = target;
}

/** @returns {{page: Page | undefined, path: string[], query: URLSearchParams}} */
function address() {
  const [before, after = ""] = location.hash.replace(/^#\/?/, "").split("?", 2);
  const path = before.split("/").filter(Boolean).map((one) => { try { return decodeURIComponent(one); } catch { return one; } });
  if (!path.length) path.push("queue");
  return { page: PAGES.find((one) => one.name === path[0]), path, query: new URLSearchParams(after) };
}

/** @param {string} title @param {string} text @param {() => void} [again] */
const stopped = (title, text, again) => h("section", { class: "empty" }, h("h1", null, title), h("p", null, text), again && h("p", null, h("button", { type: "button", class: "primary", onclick: again }, "Try again")));

async function route() {
  leaving.abort();
  leaving = new AbortController();
  const mine = leaving.signal;
  const { page, path, query } = address();
  const moved = open !== "" && open !== path[0];
  open = path[0];
  keys.page = [];
  tabs();
  document.title = `${page?.title ?? "Not found"} · ${info.name} · assay review`;
  const root = h("div", { class: `page ${path[0]}` });
  fill(main, root);
  if (moved) main.focus({ preventScroll: true });
  if (moved) scrollTo(0, 0);
  if (!page) return fill(root, stopped("There is no such page", "The pages stand above."));
  try {
    const { show } = await import(page.file);
    if (!mine.aborted) await show(root, { api, info, where: where.read(query), query, path, leaving: mine, outbox, go, toast, announce, keys: (/** @type {import("./keys.js").Key[]} */ list) => { if (!mine.aborted) keys.page = list; } });
  } catch (error) {
    if (mine.aborted) return undefined;
    if (!(error instanceof Away || error instanceof Refused)) console.error(error);
    fill(root, stopped(error instanceof Away ? "The server is away" : "This page could not be shown", String(/** @type {Error} */ (error).message), route));
  }
  return undefined;
}

function tabs() {
  const shown = PAGES.filter((page) => page.tab && (!page.when || page.when(info)));
  const here = open === "class" ? "classes" : open;
  fill(part("tabs"), shown.map((page) => h("a", { href: `#/${page.name}`, "aria-current": page.name === here ? "page" : null }, page.title)));
}

function saving() {
  const n = outbox.unsaved;
  const line = part("saving");
  line.className = ["saving", n && "some", outbox.away && "away"].filter(Boolean).join(" ");
  line.textContent = n ? `unsaved ${count(n)}` : "all saved";
  line.title = outbox.away || (outbox.forgetful ? "This browser keeps nothing: do not close the page while something is unsaved." : "");
}

function naming() {
  if (outbox.unsaved) return toast("Decisions are still unsaved under the present name. Change it when they are saved.");
  const field = h("input", { name: "name", required: true, maxlength: 80, autocomplete: "nickname", value: info.by ?? "", dir: "auto" });
  const names = h("datalist", { id: "reviewers" }, info.reviewers.map((name) => h("option", { value: name })));
  field.setAttribute("list", "reviewers");
  const form = h("form", { class: "stack", onsubmit: async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault();
    try {
      await api.name(field.value.trim());
      location.reload();
    } catch (error) {
      toast(String(/** @type {Error} */ (error).message));
    }
  } }, h("label", null, "Your decisions are signed with", field), names, h("p", { class: "soft" }, "It is kept in this browser. Two reviewers of the same data need two names."), h("button", { class: "primary" }, "Use this name"));
  dialog("Who reviews", form);
  field.select();
  return undefined;
}

function themes() {
  const root = document.documentElement;
  const kept = () => { try { return localStorage.getItem("assay-theme"); } catch { return null; } };
  const theme = kept();
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  part("theme").addEventListener("click", () => {
    const now = root.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    root.dataset.theme = now === "dark" ? "light" : "dark";
    try { localStorage.setItem("assay-theme", root.dataset.theme); } catch { /* as the system says next time */ }
  });
}

function listen() {
  keys.always = [
    { keys: ["?"], label: "This page of keys", group: "Everywhere", run: () => keys.help() },
    ...PAGES.filter((page) => page.key && (!page.when || page.when(info))).map((page) => ({ keys: [`g ${page.key}`], label: `Go to ${page.title}`, group: "Everywhere", run: () => go(`#/${page.name}`) })),
  ];
  part("help").addEventListener("click", () => keys.help());
  part("by").addEventListener("click", naming);
  outbox.addEventListener("change", saving);
  outbox.addEventListener("away", () => {
    saving();
    if (outbox.away) toast(outbox.away, { label: "Try now", run: () => outbox.retry() });
    else announce("The server is back; everything is being saved.");
  });
  outbox.addEventListener("refused", (event) => {
    const { entry, why } = /** @type {CustomEvent} */ (event).detail;
    toast(`Not saved, item ${entry?.key ?? "?"}: ${why}`);
  });
  addEventListener("hashchange", route);
}

async function start() {
  themes();
  try {
    info = await api.info();
  } catch (error) {
    const out = error instanceof Refused && (error.status === 401 || error.status === 403);
    const text = out ? "Open the whole address that assay review printed, with its token." : "It may be starting, or assay review was stopped. This page tries again by itself.";
    fill(main, stopped(out ? "This browser is not let in" : "The server does not answer", text, start));
    if (!out) setTimeout(start, 3000);
    return;
  }
  outbox = new Outbox(api, info.digest);
  part("of").textContent = `${info.name} · ${count(info.n_items)} ${info.noun ?? "item"}s`;
  const by = part("by");
  by.hidden = false;
  fill(by, h("bdi", null, info.by ?? "?"));
  by.setAttribute("aria-label", `You review as ${info.by ?? "nobody"}. Change the name`);
  listen();
  saving();
  await route();
}

start();

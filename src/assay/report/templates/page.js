"use strict";
(() => {
  const root = document.documentElement;
  const button = document.getElementById("theme");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const keep = (theme) => { try { localStorage.setItem("assay-theme", theme); } catch { /* none to keep it in */ } };
  const kept = () => { try { return localStorage.getItem("assay-theme"); } catch { return null; } };
  if (["light", "dark"].includes(kept())) root.dataset.theme = kept();
  button.hidden = false;
  button.addEventListener("click", () => {
    const now = root.dataset.theme || (dark.matches ? "dark" : "light");
    root.dataset.theme = now === "dark" ? "light" : "dark";
    keep(root.dataset.theme);
  });

  const sift = document.querySelector(".sift");
  if (sift) {
    const list = document.querySelector(".cards");
    const more = document.querySelector("details.more");
    const first = list.children.length;
    const cards = [...document.querySelectorAll(".card")];
    const given = document.getElementById("sift");
    const sort = document.getElementById("sort");
    sift.hidden = false;
    const show = () => {
      const order = [...cards];
      const plain = given.value === "" && sort.value === "worst";
      if (sort.value === "row") order.sort((a, b) => a.dataset.row - b.dataset.row);
      list.append(...(plain ? order.slice(0, first) : order));
      if (more) {
        more.hidden = !plain;
        if (plain) more.querySelector("ol").append(...order.slice(first));
      }
      let left = 0;
      for (const card of cards) {
        card.hidden = given.value !== "" && card.dataset.given !== given.value;
        left += card.hidden ? 0 : 1;
      }
      document.getElementById("left").textContent = given.value ? `${left} of ${cards.length}` : "";
    };
    given.addEventListener("change", show);
    sort.addEventListener("change", show);
    sift.addEventListener("submit", (event) => event.preventDefault());
  }

  for (const copy of document.querySelectorAll(".copy")) {
    if (!navigator.clipboard) break;
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(copy.previousElementSibling.textContent);
        copy.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(copy.previousElementSibling);
      }
      setTimeout(() => { copy.textContent = "Copy"; }, 1500);
    });
  }

  const opened = [];
  addEventListener("beforeprint", () => {
    for (const part of document.querySelectorAll("#findings details:not([open])")) { part.open = true; opened.push(part); }
  });
  addEventListener("afterprint", () => { while (opened.length) opened.pop().open = false; });
})();

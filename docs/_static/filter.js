/* A field above the tables of methods and of papers: only rows with all of its words stay. */
addEventListener("DOMContentLoaded", () => {
  const top = document.querySelector("section#methods > h1, section#papers > h1");
  const rows = [...document.querySelectorAll("article table tbody tr")];
  if (!top || !rows.length) return;
  const field = Object.assign(document.createElement("input"), {
    type: "search", className: "filter", placeholder: "Filter: a name, a word, a paper",
  });
  field.setAttribute("aria-label", "Filter the tables");
  top.after(field);
  field.addEventListener("input", () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
    }
    for (const part of document.querySelectorAll("section#methods > section")) {
      part.hidden = [...part.querySelectorAll("tbody tr")].every((row) => row.hidden);
    }
  });
});

"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const field = document.getElementById("search");
  const found = document.getElementById("found");
  // Blanks, case, accents and quotes never matter.
  const plain = (text) => text.toLowerCase().normalize("NFKD").replace(/[\p{M}'’]/gu, "").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
  const links = new Map([...document.querySelectorAll("nav a")].map((link) => [link.getAttribute("href").slice(1), link]));
  const entries = [...document.querySelectorAll("article")].map((article) => ({
    article,
    link: links.get(article.id),
    words: " " + plain(article.textContent + " " + article.dataset.words + " " + article.id),
  }));
  const contents = [...document.querySelectorAll("nav details")];
  const wide = window.matchMedia("(min-width: 60rem)");
  contents.forEach((part) => { part.open = wide.matches; });

  // The share of the words that an entry has; a word counts from its beginning.
  const share = (entry, words) => words.filter((word) => entry.words.includes(" " + word)).length / words.length;

  const search = () => {
    const words = [...new Set(plain(field.value).split(" ").filter(Boolean))];
    const shares = entries.map((entry) => (words.length ? share(entry, words) : 1));
    const best = Math.max(0, ...shares);
    // A pasted message brings values of its own: the entries that have the most of its words are enough.
    const least = best === 1 ? 1 : Math.max(0.5, best - 0.1);
    let shown = 0;
    entries.forEach((entry, at) => {
      const hit = shares[at] >= least;
      entry.article.hidden = !hit;
      if (entry.link) entry.link.parentElement.hidden = !hit;
      shown += hit ? 1 : 0;
    });
    document.querySelectorAll("main section").forEach((section) => {
      section.hidden = words.length > 0 && !section.querySelector("article:not([hidden])");
    });
    contents.forEach((part) => {
      const left = part.querySelectorAll("li:not([hidden])").length;
      part.hidden = !left;
      part.querySelector(".count").textContent = left;
    });
    found.textContent = !words.length ? "" : shown ? `${shown} of ${entries.length}` : "Nothing found: try fewer words.";
  };

  // A link to an entry that the search hides shows it.
  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.closest("[hidden]")) {
      field.value = "";
      search();
      target.scrollIntoView();
    }
  };

  field.addEventListener("input", search);
  field.form.addEventListener("submit", (event) => event.preventDefault());
  window.addEventListener("hashchange", reveal);
  window.addEventListener("beforeprint", () => document.querySelectorAll(".sources").forEach((part) => { part.open = true; }));
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && document.activeElement !== field && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      field.focus();
    } else if (event.key === "Escape" && document.activeElement === field) {
      field.value = "";
      search();
    }
  });
  search();
})();

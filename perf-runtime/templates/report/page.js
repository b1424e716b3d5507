"use strict";
(() => {
  const list = document.getElementById("cases");
  const cases = [...list.children];
  const form = document.getElementById("filter");
  const text = document.getElementById("text");
  const category = document.getElementById("category");
  const marks = [...form.querySelectorAll("[name=mark]")];
  const of = (one, selector) => one.querySelector("summary " + selector).textContent;

  // What is looked for is read once, and not at every key.
  const known = new Map(cases.map((one) => [one, {
    text: one.querySelector("summary").textContent.toLowerCase(),
    name: of(one, ".name"),
    category: of(one, ".cat"),
    mark: one.classList[1],
  }]));

  const filter = () => {
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = new Set(marks.filter((mark) => mark.checked).map((mark) => mark.value));
    const of_category = category ? category.value : "";
    let shown = 0;
    for (const [one, its] of known) {
      one.hidden = !(wanted.has(its.mark)
        && (of_category === "" || its.category === of_category)
        && words.every((word) => its.text.includes(word)));
      shown += one.hidden ? 0 : 1;
    }
    const all = cases.length === 1 ? "1 case" : cases.length + " cases";
    document.getElementById("shown").textContent = shown === cases.length ? all : shown + " of " + all;
    document.getElementById("nothing").hidden = shown > 0;
  };

  // What is known of a case comes before what is not, whichever way they are sorted.
  const number = (key, way) => (one) => key in one.dataset ? way * Number(one.dataset[key]) : Infinity;
  const name = (one) => known.get(one).name;
  const place = new Map(cases.map((one, index) => [one, index]));
  const orders = {
    mark: [1, (way) => (one) => way * place.get(one)],
    name: [1, () => name],
    category: [1, () => (one) => known.get(one).category || "\uffff"],
    severity: [-1, (way) => number("w", way)],
    queries: [-1, (way) => number("q", way)],
    time: [-1, (way) => number("t", way)],
    memory: [-1, (way) => number("m", way)],
  };
  const buttons = [...document.querySelectorAll("[data-sort]")];
  const sort = (button) => {
    const [first, order] = orders[button.dataset.sort];
    const before = button.dataset.way;
    const way = before ? -(before === "ascending" ? 1 : -1) : first;
    for (const other of buttons) {
      delete other.dataset.way;
      other.ariaPressed = other === button;
    }
    button.dataset.way = way > 0 ? "ascending" : "descending";
    const key = order(way);
    const keys = new Map(cases.map((one) => [one, key(one)]));
    const by_text = typeof keys.get(cases[0]) === "string";
    const compare = (a, b) => a < b ? -1 : a > b ? 1 : 0;
    const sorted = [...cases].sort((a, b) =>
      (by_text ? way : 1) * compare(keys.get(a), keys.get(b)) || place.get(a) - place.get(b));
    list.append(...sorted);
  };

  const open = () => {
    let one = null;
    try {
      one = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch {
      // Not a link of this page.
    }
    if (one && known.has(one)) {
      one.hidden = false;
      one.open = true;
      one.scrollIntoView();
    }
  };

  const theme = document.getElementById("theme");
  const prefers = matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;
  const keep = (value) => {
    try {
      return value ? localStorage.setItem("perf-theme", value) : localStorage.getItem("perf-theme");
    } catch {
      // A page from a file may not be allowed to keep anything.
      return null;
    }
  };
  const is_dark = () => (root.dataset.theme || (prefers.matches ? "dark" : "light")) === "dark";
  const label = () => { theme.textContent = is_dark() ? "Light" : "Dark"; };
  const kept = keep();
  if (kept === "dark" || kept === "light") root.dataset.theme = kept;
  theme.addEventListener("click", () => {
    root.dataset.theme = is_dark() ? "light" : "dark";
    keep(root.dataset.theme);
    label();
  });
  prefers.addEventListener("change", label);

  // A case that somebody opens is what the address of the page speaks of, so that it can be passed on.
  list.addEventListener("click", (event) => {
    const summary = event.target.closest("summary");
    const one = summary && summary.parentElement;
    if (known.has(one) && !one.open) history.replaceState(null, "", "#" + one.id);
  });
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const button of buttons) button.addEventListener("click", () => sort(button));
  addEventListener("hashchange", open);
  form.hidden = false;
  theme.hidden = false;
  root.classList.add("scripted");
  label();
  filter();
  open();
})();

// Lists that selects narrow: says how many are left, sorts them, and keeps the address in step.
// Without this, style rules hide what is not chosen. With it they need not: weighing them all is slower than this.
// It stands between the selects and the list, so that a list is narrowed from the start and nothing jumps.

const form = document.querySelector(".ss-filters");
const selects = [...form.querySelectorAll("select[name]")];
const sort = form.querySelector(".ss-filters__sort select");
const told = form.querySelector("[role=status]");

let items = [];

const title = (item) => item.querySelector("a").textContent;
// Undated ones come last.
const when = (item, undated = "9999") => item.querySelector("time")?.dateTime || undated;
const local = (number) => number.toLocaleString(document.documentElement.lang);
const orders = {
  "": (a, b) => items.indexOf(a) - items.indexOf(b),
  newest: (a, b) => when(b, "").localeCompare(when(a, "")),
  oldest: (a, b) => when(a).localeCompare(when(b)),
  title: (a, b) => title(a).localeCompare(title(b), document.documentElement.lang),
};

function narrow() {
  const chosen = selects.filter((select) => select.value);
  let left = 0;
  for (const item of items) {
    const fits = chosen.every((select) => item.dataset[select.name].split(" ").includes(select.value));
    if (item.hidden === fits) item.hidden = !fits;
    left += fits;
  }
  const shown = form.dataset.shown.replace("{shown}", local(left)).replace("{all}", local(items.length));
  told.textContent = chosen.length ? (left ? shown : form.dataset.none) : "";
}

function put() {
  for (const item of [...items].sort(orders[sort.value])) item.parentElement.append(item);
}

function remember() {
  const asked = new URLSearchParams([...selects, sort].filter((select) => select.value).map((select) => [select.name || "order", select.value]));
  history.replaceState(null, "", `${location.pathname}${`${asked}` && `?${asked}`}`);
}

form.addEventListener("change", (event) => {
  if (event.target === sort) put();
  narrow();
  remember();
});
form.addEventListener("reset", () => setTimeout(() => {
  put();
  narrow();
  remember();
}));

const asked = new URLSearchParams(location.search);
for (const select of [...selects, sort]) {
  const value = asked.get(select.name || "order");
  if ([...select.options].some((option) => option.value === value)) select.value = value;
}
form.querySelector("details").open = [...selects, sort].some((select) => select.value);
sort.parentElement.hidden = false;
addEventListener("DOMContentLoaded", () => {
  items = [...document.querySelectorAll(".ss-narrowed :is([data-kind], [data-status])")];
  document.querySelector("link[href$='assets/filters.css']").disabled = true;
  if (sort.value) put();
  narrow();
});

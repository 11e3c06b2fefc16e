// Lists that selects narrow: says how many are left, sorts them, and keeps the address in step. The hiding is CSS alone.

const form = document.querySelector(".ss-filters");
const items = [...document.querySelectorAll(".ss-narrowed :is([data-kind], [data-status])")];
const selects = [...form.querySelectorAll("select[name]")];
const sort = form.querySelector(".ss-filters__sort select");
const status = form.querySelector("[role=status]");

const title = (item) => item.querySelector("a").textContent;
// Undated ones come last.
const when = (item) => item.querySelector("time")?.dateTime || "9999";
const orders = {
  "": (a, b) => items.indexOf(a) - items.indexOf(b),
  oldest: (a, b) => when(a).localeCompare(when(b)),
  title: (a, b) => title(a).localeCompare(title(b), document.documentElement.lang),
};

function tell() {
  const chosen = selects.filter((select) => select.value);
  const left = items.filter((item) => chosen.every((select) => item.dataset[select.name].split(" ").includes(select.value)));
  status.textContent = chosen.length
    ? left.length ? `${left.length} of ${items.length} shown` : "Nothing here is all of this. Choose less, or show all."
    : "";
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
  tell();
  remember();
});
form.addEventListener("reset", () => setTimeout(() => {
  put();
  tell();
  remember();
}));

const asked = new URLSearchParams(location.search);
for (const select of [...selects, sort]) {
  const value = asked.get(select.name || "order");
  if ([...select.options].some((option) => option.value === value)) select.value = value;
}
sort.parentElement.hidden = false;
if (sort.value) put();
tell();

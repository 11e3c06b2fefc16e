// The search page: asks Pagefind, shows an ordered list, says what it found, and keeps the address in step.
// It stands before what can be browsed, so that this waits for the first results and nothing jumps.

const AT_ONCE = 10;
const page = document.querySelector(".ss-search");
const form = page.querySelector("form");
const words = form.elements.q;
const selects = [...form.querySelectorAll("select")];
const facets = page.querySelector(".ss-search__facets");
const status = page.querySelector(".ss-search__status");
const list = page.querySelector(".ss-search__results");
const more = page.querySelector(".ss-search__more");

let pagefind;
let offered;
let totals;
let found = [];
let shown = 0;

async function load() {
  const engine = await import(new URL(page.dataset.bundle, document.baseURI));
  // Its worker would be a second copy of it to fetch.
  await engine.options({ excerptLength: 30, noWorker: true });
  return engine;
}

function engine() {
  pagefind ??= load();
  return pagefind;
}

function chosen() {
  return Object.fromEntries(selects.filter((select) => select.value).map((select) => [select.dataset.filter, select.value]));
}

function count(number, one, many) {
  return number === 1 ? `1 ${one}` : `${number.toLocaleString("en-GB")} ${many}`;
}

// Each select names what is there, with how many of the results have it.
function fill(filters) {
  for (const select of selects) {
    const values = filters[select.dataset.filter] || {};
    const before = select.value;
    const options = Object.keys(totals[select.dataset.filter] || {}).sort((a, b) => a.localeCompare(b));
    select.replaceChildren(new Option("Any", ""), ...options.map((value) => new Option(`${value} (${values[value] || 0})`, value)));
    select.value = before;
  }
}

// The values to narrow by are fetched only when somebody wants to.
async function offer() {
  facets.open = true;
  offered ??= engine().then((asked) => asked.filters());
  totals = await offered;
  const query = words.value.trim();
  fill(query ? (await (await engine()).search(query, { filters: chosen() })).filters : totals);
}

async function item(result) {
  const data = await result.data();
  const line = document.createElement("li");
  const heading = document.createElement("h2");
  const link = document.createElement("a");
  link.href = data.url;
  link.textContent = data.meta.title || data.url;
  heading.append(link);
  const kind = document.createElement("p");
  kind.className = "ss-kind";
  kind.textContent = data.meta.kind || "";
  const excerpt = document.createElement("p");
  // Pagefind escapes the text and adds <mark>: taken apart, so that nothing is ever read as HTML.
  for (const [number, part] of data.excerpt.split(/<\/?mark>/).entries()) {
    const text = new DOMParser().parseFromString(`<p>${part}</p>`, "text/html").body.textContent;
    if (number % 2) {
      const mark = document.createElement("mark");
      mark.textContent = text;
      excerpt.append(mark);
    } else {
      excerpt.append(text);
    }
  }
  line.append(...(data.meta.kind ? [kind] : []), heading, excerpt);
  return line;
}

async function show() {
  const next = found.slice(shown, shown + AT_ONCE);
  const lines = await Promise.all(next.map(item));
  list.append(...lines);
  shown += next.length;
  more.hidden = shown >= found.length;
  return lines[0];
}

async function search() {
  const query = words.value.trim();
  list.replaceChildren();
  shown = 0;
  more.hidden = true;
  if (!query) {
    found = [];
    status.textContent = Object.keys(chosen()).length ? "Write a word to search for, or browse below." : "";
    return;
  }
  status.textContent = "Searching …";
  let answer;
  try {
    const asked = await engine();
    answer = await asked.search(query, { filters: chosen() });
  } catch {
    status.textContent = "Search does not work here now. Everything can be found by browsing below.";
    return;
  }
  found = answer.results;
  facets.hidden = false;
  if (totals) fill(answer.filters);
  await show();
  status.textContent = found.length
    ? `${count(found.length, "result", "results")} for “${query}”.`
    : `Nothing was found for “${query}”. Try another word, or browse below.`;
}

function remember() {
  const asked = new URLSearchParams({ ...(words.value.trim() && { q: words.value.trim() }), ...chosen() });
  history.replaceState(null, "", `?${asked}`);
}

async function start() {
  const asked = new URLSearchParams(location.search);
  words.value = asked.get("q") || "";
  if (!words.value) return;
  facets.hidden = false;
  page.classList.add("ss-search--first");
  if (selects.some((select) => asked.get(select.dataset.filter))) await offer().catch(() => {}); // search() says why not
  for (const select of selects) select.value = asked.get(select.dataset.filter) || "";
  await search();
  page.classList.remove("ss-search--first");
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  remember();
  search();
});
for (const select of selects) {
  select.addEventListener("change", () => {
    remember();
    search();
  });
}
facets.addEventListener("toggle", () => {
  if (facets.open) offer().catch(() => {});
});
more.addEventListener("click", async () => {
  const first = await show();
  first?.querySelector("a").focus();
  status.textContent = `${shown} of ${found.length} results shown.`;
});
start();

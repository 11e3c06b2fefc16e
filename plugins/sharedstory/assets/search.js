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
let found = [];
let shown = 0;

async function engine() {
  if (!pagefind) {
    pagefind = await import(new URL(page.dataset.bundle, document.baseURI));
    await pagefind.options({ excerptLength: 30 });
  }
  return pagefind;
}

function chosen() {
  return Object.fromEntries(selects.filter((select) => select.value).map((select) => [select.dataset.filter, select.value]));
}

function count(number, one, many) {
  return number === 1 ? `1 ${one}` : `${number.toLocaleString("en-GB")} ${many}`;
}

// Each select names what is there, with how many of the results have it.
function fill(filters, totals) {
  for (const select of selects) {
    const values = filters[select.dataset.filter] || {};
    const before = select.value;
    const options = Object.keys(totals[select.dataset.filter] || {}).sort((a, b) => a.localeCompare(b));
    select.replaceChildren(new Option("Any", ""), ...options.map((value) => new Option(`${value} (${values[value] || 0})`, value)));
    select.value = before;
  }
  facets.hidden = false;
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
  let totals;
  try {
    const asked = await engine();
    totals = await asked.filters();
    answer = await asked.search(query, { filters: chosen() });
  } catch {
    status.textContent = "Search does not work here now. Everything can be found by browsing below.";
    return;
  }
  found = answer.results;
  fill(answer.filters, totals);
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
  try {
    const totals = await (await engine()).filters();
    fill(totals, totals);
  } catch {
    // search() says so
  }
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
more.addEventListener("click", async () => {
  const first = await show();
  first?.querySelector("a").focus();
  status.textContent = `${shown} of ${found.length} results shown.`;
});
start();

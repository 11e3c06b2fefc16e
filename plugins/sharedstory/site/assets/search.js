// The search page: asks Pagefind, shows an ordered list, says what it found, and keeps the address in step.
// It stands before what can be browsed, so that this waits for the first results and nothing jumps.

const AT_ONCE = 10;
const READ = 50;
const page = document.querySelector(".ss-search");
const say = JSON.parse(page.dataset.words);
const language = document.documentElement.lang;
const plurals = new Intl.PluralRules(language);
const form = page.querySelector("form");
const words = form.elements.q;
const selects = [...form.querySelectorAll("select")];
const facets = page.querySelector(".ss-search__facets");
const status = page.querySelector(".ss-search__status");
const list = page.querySelector(".ss-search__results");
const more = page.querySelector(".ss-search__more");

// A letter of a script without spaces between words, such as Chinese or Thai, with its marks. In the index each is a
// word by itself, so words are asked for in the same way, and results are put together again.
const letter = `[${page.dataset.unspaced}]`;
const letters = new RegExp(`${letter}\\p{M}*`, "gu");
const gaps = new RegExp(`(${letter}[\\u3000-\\u303f\\uff00-\\uffef]?(?:</?mark>)*) ((?:</?mark>)*)(?=${letter})`, "gu");

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

const local = (number) => number.toLocaleString(language);

function filled(message, values) {
  return message.replace(/\{(\w+)\}/g, (whole, name) => values[name]);
}

// Each select names what is there, with how many of the results have it.
function fill(filters) {
  for (const select of selects) {
    const values = filters[select.dataset.filter] || {};
    const before = select.value;
    const options = Object.keys(totals[select.dataset.filter] || {}).sort((a, b) => a.localeCompare(b));
    select.replaceChildren(new Option(say.any, ""), ...options.map((value) => new Option(`${value} (${local(values[value] || 0)})`, value)));
    select.value = before;
  }
}

// The values to narrow by are fetched only when somebody wants to.
async function offer() {
  facets.open = true;
  offered ??= engine().then((asked) => asked.filters());
  totals = await offered;
  const query = words.value.trim();
  fill(query ? (await ask(query)).filters : totals);
}

function together(text) {
  return text.replace(gaps, "$1$2").replaceAll("\u2060", "");
}

// Stretches of such letters are asked for one by one, and all other words together.
async function ask(query) {
  const parts = query.split(/\s+/);
  const stretches = parts.filter((part) => part.search(letters) >= 0);
  const others = parts.filter((part) => part.search(letters) < 0).join(" ");
  const [first, ...rest] = await Promise.all([...stretches.map(stretch), ...(others ? [look(others)] : [])]);
  const ids = rest.map((answer) => new Set(answer.results.map((result) => result.id)));
  return { ...first, results: first.results.filter((result) => ids.every((some) => some.has(result.id))) };
}

async function look(words) {
  return (await engine()).search(words, { filters: chosen() });
}

// Chinese characters that stand together are a phrase. Pagefind takes marks away from other letters, and then finds no
// phrases, so there the pages that have all of the letters are read.
async function stretch(words) {
  const apart = words.replace(letters, " $& ").trim();
  if (!/[^\p{Script=Han}\p{Script=Latin}\p{N}\p{P}]/u.test(words)) return look(`"${apart}"`);
  const answer = await look(apart);
  const read = await Promise.all(answer.results.slice(0, READ).map((result) => reading(result, words)));
  return { ...answer, results: read.filter(Boolean) };
}

async function reading(result, words) {
  const data = await result.data();
  const text = together(data.content);
  const at = text.indexOf(words);
  const cut = (...ends) => text.slice(...ends).replace(/&/g, "&amp;").replace(/</g, "&lt;");
  const end = at + words.length;
  const excerpt = `${cut(Math.max(0, at - 40), at)}<mark>${cut(at, end)}</mark>${cut(end, end + 80)}`;
  return at < 0 ? null : { ...result, data: async () => ({ ...data, excerpt, read: true }) };
}

async function item(result) {
  const data = await result.data();
  const line = document.createElement("li");
  const heading = document.createElement("h2");
  const link = document.createElement("a");
  link.href = data.url;
  link.textContent = together(data.meta.title || data.url);
  heading.append(link);
  const kind = document.createElement("p");
  kind.className = "ss-kind";
  kind.textContent = data.meta.kind || "";
  const excerpt = document.createElement("p");
  if (data.meta.language) {
    heading.lang = excerpt.lang = data.meta.language;
    heading.dir = "auto";
    excerpt.dir = data.meta.direction;
  }
  // Pagefind escapes the text and adds <mark>: taken apart, so that nothing is ever read as HTML.
  for (const [number, part] of (data.read ? data.excerpt : together(data.excerpt)).split(/<\/?mark>/).entries()) {
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
    status.textContent = Object.keys(chosen()).length ? say.empty : "";
    return;
  }
  status.textContent = say.searching;
  let answer;
  try {
    answer = await ask(query);
  } catch {
    status.textContent = say.failed;
    return;
  }
  found = answer.results;
  facets.hidden = false;
  if (totals) fill(answer.filters);
  await show();
  const message = found.length ? say.results[plurals.select(found.length)] || say.results.other : say.none;
  status.textContent = filled(message, { count: local(found.length), query });
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
  status.textContent = filled(say.shown, { shown: local(shown), all: local(found.length) });
});
start();

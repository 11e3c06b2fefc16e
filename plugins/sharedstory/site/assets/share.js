// The form page: gathers answers, says what is to be mended, shows the file and hands it over. It sends nothing.
// Written for browsers from 2018 on.

import { cleaned, count, date, file, filled, length, line, mistake, mistakes, name } from "./answers.js";
import { find } from "./privacy.js";

const MOST_IN_MAIL = 2000;
const MOST_AT_GITHUB = 8000;

const page = document.querySelector(".ss-share");
const form = JSON.parse(document.getElementById("share-data").textContent);
const language = document.documentElement.lang;
const plurals = new Intl.PluralRules(language);
const title = document.title;
const part = (id) => document.getElementById(`share-${id}`);
const errors = part("errors");
const result = part("result");
const keep = part("keep");
const fields = Array.from(page.querySelectorAll("input, select, textarea")).filter((field) => field !== keep);
const steps = Array.from(page.querySelectorAll(".ss-step"));
const more = Array.from(page.querySelectorAll(".ss-more"));

const idOf = (question) => `q-${question.name.replace(/\./g, "-")}`;
const asked = (question) => document.getElementById(`${idOf(question)}-asked`);
const places = Array.from(page.querySelectorAll(".ss-asked"));
// Those that are asked, in the order of the page, which is not that of the file.
const shown = form.questions
  .filter((question) => question.default === undefined)
  .sort((one, other) => places.indexOf(asked(one)) - places.indexOf(asked(other)));
const inputs = (question) => Array.from(asked(question).querySelectorAll("input, select, textarea"));

let given = { name: "", text: "" };
let unsaved = false;
let now = 0; // the step that is shown, where not all are

function made(tag, words) {
  const element = document.createElement(tag);
  element.textContent = words;
  return element;
}

function answer(question) {
  if (question.default !== undefined) return question.default;
  const all = inputs(question);
  if (question.sort === "date") return date(...all.map((field) => field.value));
  if (question.sort === "lines") return all[0].value.split("\n");
  const chosen = all.filter((field) => (/radio|checkbox/.test(field.type) ? field.checked : field.value));
  const values = chosen.map((field) => field.value).filter(Boolean);
  if (question.sort !== "choices") return values[0] || "";
  return values.filter((value, place) => values.indexOf(value) === place);
}

function answers() {
  const all = {};
  form.questions.forEach((question) => {
    all[question.name] = cleaned(question, answer(question));
  });
  return all;
}

function today() {
  const now = new Date();
  const two = (number) => `0${number}`.slice(-2);
  return [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join("-");
}

function tell(where, words) {
  part(where).textContent = words;
}

// A few questions at a time

const titles = steps.map((step) => step.querySelector("h2").textContent);

function stepOf(question) {
  return steps.indexOf(asked(question).closest(".ss-step"));
}

function isWhole() {
  return !page.classList.contains("ss-share--steps");
}

function turnTo(number) {
  now = number;
  steps.forEach((step, place) => step.classList.toggle("ss-step--now", place === now));
  page.classList.toggle("ss-share--later", now > 0);
}

function meet(heading) {
  heading.scrollIntoView();
  heading.focus({ preventScroll: true });
}

function goTo(number) {
  hide();
  turnTo(number);
  meet(steps[now].querySelector("h2"));
}

function next() {
  const found = mistakes(form, answers(), today());
  const own = {};
  shown.filter((question) => stepOf(question) === now).forEach(({ name: key }) => {
    own[key] = found[key];
  });
  if (!complain(own)) goTo(now + 1);
}

function setWhole(whole) {
  page.classList.toggle("ss-share--steps", !whole);
  page.querySelector("[data-do=whole]").setAttribute("aria-pressed", String(whole));
  steps.forEach((step, place) => {
    const values = { number: place + 1, count: steps.length + 1, title: titles[place] };
    step.querySelector("h2").textContent = whole ? titles[place] : filled(form.told.step, values);
  });
  more.forEach((details) => {
    details.open = whole || Array.from(details.querySelectorAll("input, select, textarea")).some(isAnswered);
  });
}

function isAnswered(field) {
  return /radio|checkbox/.test(field.type) ? field.checked && field.value : field.value;
}

// What is to be mended

function sentence(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function linkTo(question, words) {
  const link = made("a", words);
  link.href = `#${idOf(question)}`;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    lead(question);
  });
  const item = document.createElement("li");
  item.append(link);
  return item;
}

function lead(question) {
  if (!isWhole()) hide();
  turnTo(stepOf(question));
  const details = asked(question).closest("details");
  if (details) details.open = true;
  asked(question).scrollIntoView();
  inputs(question)[0].focus({ preventScroll: true });
}

function mark(question, words) {
  const error = document.getElementById(`${idOf(question)}-error`);
  error.textContent = "";
  error.hidden = !words;
  asked(question).classList.toggle("ss-asked--wrong", Boolean(words));
  inputs(question).forEach((field) => {
    if (!words || /radio|checkbox/.test(field.type)) field.removeAttribute("aria-invalid");
    else field.setAttribute("aria-invalid", "true");
  });
  if (!words) return;
  const before = made("span", `${form.told.error}: `);
  before.className = "ss-hidden";
  error.append(before, sentence(words));
}

function complain(found) {
  const wrong = shown.filter((question) => found[question.name]);
  const list = errors.querySelector("ul");
  list.textContent = "";
  shown.forEach((question) => mark(question, found[question.name]));
  wrong.forEach((question) => {
    list.append(linkTo(question, `${question.ask.replace(/[^?]$/, "$&:")} ${sentence(found[question.name])}`));
  });
  errors.hidden = !wrong.length;
  document.title = wrong.length ? `${form.told.error}: ${title}` : title;
  if (wrong.length) {
    turnTo(stepOf(wrong[0]));
    errors.scrollIntoView();
    errors.focus({ preventScroll: true });
  }
  return wrong.length > 0;
}

// What may be too private

const PUBLIC = /^(?!authors|consent)/;

function advise(all) {
  const anonymous = form.nameless.indexOf(all["consent.named_as"]) >= 0;
  const list = part("found").querySelector("ul");
  list.textContent = "";
  shown.filter(({ name: key, sort }) => PUBLIC.test(key) && /^(line|lines|paragraph|text)$/.test(sort)).forEach((question) => {
    const words = [].concat(all[question.name]).join("\n");
    const found = find(words, form.privacy, { anonymous, known: anonymous ? form.known : [] });
    const beside = document.getElementById(`${idOf(question)}-found`);
    beside.textContent = "";
    beside.hidden = !found.length;
    found.forEach((finding) => {
      const said = `“${words.slice(finding.start, finding.end)}”: ${finding.words}`;
      beside.append(made("p", said));
      list.append(linkTo(question, said));
    });
  });
  part("found").hidden = !list.children.length;
}

// All answers to look at, and the story as it will look

function labelOf(field) {
  if (field.tagName === "SELECT") return field.value ? field.selectedOptions[0].textContent : "";
  return field.checked && field.value ? page.querySelector(`label[for="${field.id}"]`).textContent : "";
}

function wordsOf(question, said) {
  if (question.sort === "date") {
    const [year, month, day] = said.split("-").map(Number);
    return [day, form.months[month - 1], year].filter(Boolean).join(" ");
  }
  if (/^choice/.test(question.sort)) return inputs(question).map(labelOf).filter(Boolean).join(", ");
  return [].concat(said).join("\n");
}

function change(question) {
  const button = made("button", form.told.change);
  button.type = "button";
  button.className = "ss-change";
  const about = made("span", ` ${question.ask}`);
  about.className = "ss-hidden";
  button.append(about);
  button.addEventListener("click", () => lead(question));
  return button;
}

function list(all) {
  const rows = part("answers");
  rows.textContent = "";
  shown.filter(({ name: key }) => key !== "body" && all[key].length).forEach((question) => {
    const row = document.createElement("div");
    const words = made("dd", wordsOf(question, all[question.name]));
    words.dir = "auto";
    const action = document.createElement("dd");
    action.append(change(question));
    row.append(made("dt", question.ask), words, action);
    rows.append(row);
  });
}

function look(all) {
  const shownAs = part("look");
  const named = all["consent.named_as"] !== form.anonymous;
  const person = named ? [all["authors.0.name"] || all["authors.0.role"], all["authors.0.organisation"]] : [];
  shownAs.textContent = "";
  shownAs.append(made("h4", all.title));
  if (person.some(Boolean)) shownAs.append(made("p", person.filter(Boolean).join(", ")));
  const summary = made("p", all.summary);
  summary.className = "ss-summary";
  shownAs.append(summary);
  all.body.split(/\n\s*\n/).forEach((words) => shownAs.append(made("p", words)));
  const action = document.createElement("p");
  action.className = "ss-scripted";
  action.append(change(shown.filter(({ name: key }) => key === "body")[0]));
  shownAs.append(action);
}

// The file, and ways to hand it over

function show() {
  document.activeElement.blur(); // a field that is left later would say that it has changed
  const all = answers();
  hide();
  advise(all);
  if (complain(mistakes(form, all, today()))) return;
  given = { name: `${name(form, all)}.md`, text: file(form.questions, all) };
  tell("name", given.name);
  tell("file", given.text);
  list(all);
  look(all);
  offerMail();
  offerGitHub();
  result.hidden = false;
  page.classList.add("ss-share--checking", "ss-share--checked");
  meet(part("result-title"));
}

function hide() {
  result.hidden = true;
  page.classList.remove("ss-share--checking");
  tell("told", "");
  tell("done", "");
}

export function mailAddress(contact, site, { name: called, text }) {
  const subject = encodeURIComponent(filled(form.told.subject, { site }));
  const address = (words) => `mailto:${contact}?subject=${subject}&body=${encodeURIComponent(words).replace(/%0A/g, "%0D%0A")}`;
  const whole = address(`${called}\n\n${text}`);
  const fits = whole.length < MOST_IN_MAIL;
  return { fits, address: fits ? whole : address(`${filled(form.told.attached, { name: called })}\n`) };
}

export function gitHubAddress(newFile, { name: called, text }) {
  const empty = `${newFile}?filename=${encodeURIComponent(called)}`;
  const whole = `${empty}&value=${encodeURIComponent(text)}`;
  const fits = whole.length < MOST_AT_GITHUB;
  return { fits, address: fits ? whole : empty };
}

function offerMail() {
  if (!part("mail")) return;
  const { fits, address } = mailAddress(page.dataset.contact, page.dataset.site, given);
  part("mail").href = address;
  part("mail-long").hidden = fits;
}

function offerGitHub() {
  if (!part("github")) return;
  const { fits, address } = gitHubAddress(page.dataset.newFile, given);
  part("github").href = address;
  part("github-long").hidden = fits;
}

function select() {
  const range = document.createRange();
  range.selectNodeContents(part("file"));
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}

// Done at once, so that it is done before another tab takes over. Returns whether it worked.
function copyNow() {
  const from = document.activeElement;
  const carrier = document.createElement("textarea");
  carrier.value = given.text;
  carrier.className = "ss-hidden";
  document.body.append(carrier);
  carrier.select();
  let copied = false;
  try {
    copied = document.execCommand("copy");
  } catch (error) {
    copied = false;
  }
  carrier.remove();
  if (from) from.focus({ preventScroll: true });
  return copied;
}

function copied(worked) {
  if (worked) {
    unsaved = false;
    tell("done", form.told.copied);
  } else {
    part("inside").open = true;
    part("file").focus();
    select();
    tell("done", form.told.notCopied);
  }
}

function copy() {
  if (navigator.clipboard && navigator.clipboard.writeText) {
    navigator.clipboard.writeText(given.text).then(() => copied(true), () => copied(copyNow()));
  } else copied(copyNow());
}

function download() {
  const link = document.createElement("a");
  const address = URL.createObjectURL(new Blob([given.text], { type: "text/markdown;charset=utf-8" }));
  link.href = address;
  link.download = given.name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
  unsaved = false;
  tell("done", filled(form.told.downloaded, { name: given.name }));
}

function printOnly(what) {
  const root = document.documentElement;
  root.classList.add(`ss-print-${what}`);
  print();
  root.classList.remove(`ss-print-${what}`);
}

// Nobody has agreed on the day on which an empty form is printed.
function paper() {
  const agreed = inputs({ name: "consent.given" });
  const values = agreed.map((field) => field.value);
  if (!written()) agreed.forEach((field) => { field.value = ""; });
  printOnly("form");
  agreed.forEach((field, place) => { field.value = values[place]; });
}

function toMail() {
  tell("done", form.told.mail);
}

function toGitHub(event) {
  if (part("github-long").hidden) {
    tell("done", form.told.gitHub);
  } else if (copyNow()) {
    tell("done", form.told.gitHubEmpty);
  } else {
    event.preventDefault();
    copied(false);
  }
}

// What stays on this device

const SHELF = `sharedstory ${location.pathname}`;
let waiting;

function put() {
  clearTimeout(waiting);
  if (!keep.checked) return;
  const values = {};
  fields.forEach((field) => {
    if (/radio|checkbox/.test(field.type)) {
      if (field.checked) values[field.id] = true;
    } else if (field.value) values[field.id] = field.value;
  });
  try {
    localStorage.setItem(SHELF, JSON.stringify(values));
    unsaved = false;
  } catch (error) {
    keep.checked = false;
    tell("told", form.told.cannotKeep);
  }
}

function forget() {
  clearTimeout(waiting);
  try {
    localStorage.removeItem(SHELF);
  } catch (error) {
    // Nothing was kept.
  }
}

function untick() {
  fields.concat(keep).forEach((field) => {
    if (/radio|checkbox/.test(field.type)) field.checked = false;
  });
}

function restore() {
  let values;
  untick(); // some browsers remember ticks when a page is loaded again
  try {
    values = JSON.parse(localStorage.getItem(SHELF));
  } catch (error) {
    return;
  }
  if (!values) return;
  fields.forEach((field) => {
    if (/radio|checkbox/.test(field.type)) field.checked = values[field.id] === true;
    else field.value = values[field.id] || "";
  });
  keep.checked = true;
  tell("told", form.told.restored);
}

function keepOrForget() {
  if (keep.checked) {
    put();
    if (keep.checked) tell("told", form.told.keeping);
  } else {
    forget();
    unsaved = written();
    tell("told", form.told.notKeeping);
  }
}

// Clearing

function ask(open) {
  part("clear").hidden = !open;
  page.querySelector("[data-do=clear]").setAttribute("aria-expanded", String(open));
  page.querySelector(open ? "[data-do=clear-no]" : "[data-do=clear]").focus();
}

function clear() {
  forget();
  untick();
  fields.forEach((field) => {
    if (!/radio|checkbox/.test(field.type)) field.value = "";
  });
  given = { name: "", text: "" };
  tell("file", "");
  hide();
  complain({});
  advise(answers());
  begin();
  setWhole(isWhole());
  turnTo(0);
  ask(false);
  unsaved = false;
  tell("told", form.told.cleared);
  fields[0].focus();
}

// How much room is left

function left(question) {
  const words = line(answer(question));
  return question.words ? question.words - count(words) : question.longest - length(words);
}

function room(question) {
  const more = left(question);
  const forms = form.room[`${question.words ? "words" : "characters"}${more < 0 ? "Over" : ""}`];
  const number = Math.abs(more);
  return filled(forms[plurals.select(number)] || forms.other, { count: number.toLocaleString(language) });
}

const counted = shown.filter((question) => page.querySelector(`[data-left="${question.name}"]`));
let telling;

function countAll() {
  counted.forEach((question) => {
    const shownLeft = page.querySelector(`[data-left="${question.name}"]`);
    shownLeft.textContent = room(question);
    shownLeft.classList.toggle("ss-left--over", left(question) < 0);
  });
}

function countFor(question) {
  countAll();
  clearTimeout(telling);
  telling = setTimeout(() => {
    page.querySelector(`[data-left-told="${question.name}"]`).textContent = room(question);
  }, 1000);
}

// Work

function written() {
  return fields.some((field) => !/radio|checkbox/.test(field.type) && field.inputMode !== "numeric" && field.value.trim());
}

function changed(event) {
  if (event.target === keep) return;
  unsaved = !keep.checked && written();
  const question = counted.filter((one) => idOf(one) === event.target.id)[0];
  if (question) countFor(question);
  if (!result.hidden) {
    hide();
    tell("told", form.told.changed);
  }
  clearTimeout(waiting);
  waiting = setTimeout(put, 400);
}

function begin() {
  const now = today().split("-");
  if (inputs({ name: "consent.given" }).every((field) => !field.value)) {
    document.getElementById("q-consent-given-month").value = String(Number(now[1]));
    document.getElementById("q-consent-given-year").value = now[0];
  }
  countAll();
}

const work = {
  next,
  back: () => goTo(now - 1),
  whole: () => setWhole(!isWhole()),
  show,
  copy,
  download,
  print: () => printOnly("file"),
  paper,
  clear: () => ask(part("clear").hidden),
  "clear-yes": clear,
  "clear-no": () => ask(false),
};

page.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button) work[button.dataset.do]();
});
page.addEventListener("input", changed);
page.addEventListener("change", changed);
page.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !part("clear").hidden) ask(false);
});
keep.addEventListener("change", keepOrForget);
if (part("mail")) part("mail").addEventListener("click", toMail);
if (part("github")) part("github").addEventListener("click", toGitHub);
addEventListener("pagehide", put);
addEventListener("beforeprint", () => {
  more.forEach((details) => { details.open = true; });
  Array.from(page.querySelectorAll("textarea")).forEach((field) => {
    if (field.value) field.style.minHeight = `${field.scrollHeight}px`;
  });
});
addEventListener("beforeunload", (event) => {
  if (!unsaved) return;
  event.preventDefault();
  event.returnValue = "";
});

page.classList.add("ss-share--on");
restore();
begin();
setWhole(false);
turnTo(0);

export { answers, form, mistake };

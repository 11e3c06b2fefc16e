// Answers -> what is wrong with them, and the file of an entry: as questions.py, check.py and compose.py do, byte for byte.
// It knows no page: the form's data comes from share.py. Written for browsers from 2018 on.

import { isGiven } from "./privacy.js";

const BREAKS = /\r\n|[\r\x0b\x0c\x85\u2028\u2029]/g;
// Pairs of surrogates are one character, and stay.
const REFUSED = /[\ud800-\udbff][\udc00-\udfff]|[\x00-\x08\x0e-\x1f\x7f-\x9f\u202d\u202e\ud800-\udfff\ue000\ufffe\uffff]/g;
const HIDDEN = /[\xad\u200b\u202a-\u202e\u2060-\u2069\ufeff]/g;
const JOINERS = /(^|[\x00-\u024f\u1680\u2000-\u200a\u202f\u205f\u3000])[\u200c\u200d]+/g;
const SPACES = /[ \t\n\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+/g;
const PLAIN = /^(?!(?:null|Null|NULL)$)[0-9A-Za-z][0-9A-Za-z/-]*$/;
// Signs that Markdown takes away, so that a quote with them is not word for word what readers see.
const SIGNS = /(\*+|~~|`+)[^\s*`~].*?\1|(^|[\s(])_+\S.*?_|\]\(|\\[!-/:-@[-`{-~]|&#?\w+;|^([#>*+-]|\d+[.)]) /;

function stripped(words, signs) {
  let start = 0;
  let end = words.length;
  while (start < end && signs.indexOf(words[start]) >= 0) start += 1;
  while (end > start && signs.indexOf(words[end - 1]) >= 0) end -= 1;
  return words.slice(start, end);
}

/** A text of many lines without the invisible characters that no file may hold. */
export function text(answer) {
  const plain = answer.replace(BREAKS, "\n").replace(REFUSED, (found) => (found.length === 2 ? found : ""));
  return stripped(plain, " \t\n");
}

/** A text on one line, without the invisible characters that no field may hold. */
export function line(answer) {
  const plain = text(answer).replace(HIDDEN, "").replace(JOINERS, "$1");
  return stripped(plain.replace(SPACES, " "), " ");
}

/** How many characters a text has, as people and Python count them. */
export function length(words) {
  return words.replace(/[\ud800-\udbff][\udc00-\udfff]/g, "x").length;
}

export function count(words) {
  return words ? words.split(" ").length : 0;
}

/** A date from what stands in three fields: "2026-03-01", "2026-03", "2026" or "". */
export function date(day, month, year) {
  const parts = [line(year), line(month), line(day)];
  while (parts.length && !parts[parts.length - 1]) parts.pop();
  return parts.map((part, place) => (place && /^[0-9]$/.test(part) ? `0${part}` : part)).join("-");
}

/** An answer as it is written down. */
export function cleaned(question, answer) {
  if (question.sort === "text") {
    const words = text(answer || "");
    return line(words) ? words : "";
  }
  const items = [].concat(answer || []).map(line).filter(Boolean);
  return question.sort === "lines" || question.sort === "choices" ? items : items[0] || "";
}

function quoted(words) {
  return `"${words.replace(/[\\"]/g, "\\$&")}"`;
}

function plain(words) {
  return PLAIN.test(words) ? words : quoted(words);
}

function written(question, given) {
  const answer = cleaned(question, given);
  if (!answer.length) return [];
  switch (question.sort) {
    case "choices":
      return [` [${answer.map(plain).join(", ")}]`];
    case "lines":
      return [""].concat(answer.map(quoted));
    case "choice":
    case "date":
      return [` ${plain(answer)}`];
    default:
      return [` ${quoted(answer)}`];
  }
}

/** The text of the file: a line for each answer, in the order of the questions, and the body. */
export function file(questions, answers) {
  const lines = ["---"];
  let group = "";
  questions.forEach((question) => {
    const value = question.name === "body" ? [] : written(question, answers[question.name]);
    if (!value.length) return;
    const [head, ...rest] = question.name.split(".");
    const listed = rest[0] === "0";
    const name = rest[rest.length - 1] || "";
    const before = group === head ? "    " : "  - ";
    const indent = name ? (listed ? before : "  ") : "";
    if (name && group !== head) lines.push(`${head}:`);
    group = name ? head : "";
    lines.push(`${indent}${name || head}:${value[0]}`);
    value.slice(1).forEach((item) => lines.push(`${indent}  - ${item}`));
  });
  return lines.concat(["---", "", text(answers.body || ""), ""]).join("\n");
}

/** The name of the file, without .md. */
export function name(form, answers) {
  const when = answers["consent.given"] || answers.date || "";
  const unnamed = `${answers.kind || ""}-${when}`.replace(/-+$/, "");
  if (form.nameless.indexOf(answers["consent.named_as"]) >= 0) return unnamed;
  const letters = line(answers.title || "").normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
  const slug = stripped(letters.replace(/[^a-z0-9]+/g, "-").slice(0, form.longestName), "-");
  return form.reserved.indexOf(slug) >= 0 || slug.length < 3 ? unnamed : slug;
}

/** Words with each `{name}` in them as the value of that name. */
export function filled(words, values) {
  return Object.keys(values).reduce((said, key) => said.split(`{${key}}`).join(values[key]), words);
}

function shortened(words) {
  const signs = Array.from(words);
  return signs.length <= 60 ? words : `${signs.slice(0, 59).join("")}…`;
}

function parts(when) {
  return when.split("-").map(Number);
}

function start(when) {
  return (when + "-01-01").slice(0, 10);
}

function realDay(when) {
  const [year, month = 1, day = 1] = parts(when);
  const days = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
  return year > 0 && month >= 1 && month <= 12 && day >= 1 && day <= days;
}

/** A date in words: "March 2026". */
function spoken(when, months) {
  const [year, month, day] = parts(when);
  return [day, month && months[month - 1], year].filter(Boolean).join(" ");
}

function later(when, more) {
  const [year, month, day] = parts(start(when));
  const all = year * 12 + month - 1 + more;
  const two = (number) => `0${number}`.slice(-2);
  return `${`000${Math.floor(all / 12)}`.slice(-4)}-${two((all % 12) + 1)}-${two(day)}`;
}

/** What is wrong with an answer by itself, in the checker's words; nothing when it is all right. */
export function mistake(question, given) {
  const answer = cleaned(question, given);
  const { said } = question;
  if (!answer.length) return question.needed ? said.needed : "";
  if (question.sort === "text" || question.sort === "choice") return "";
  if (question.most && answer.length > question.most && question.sort === "choices") {
    return filled(said.most, { n: answer.length });
  }
  if (question.sort === "choices") return "";
  if (question.sort === "date") {
    if (!/^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$/.test(answer)) return filled(said.date, { text: answer });
    if (/-00/.test(answer)) return filled(said.nought, { text: answer });
    return realDay(answer) ? "" : filled(said.calendar, { text: answer });
  }
  const wrong = [].concat(answer).map((item) => {
    const signs = length(item);
    if (signs > question.longest) return filled(said.longest, { n: signs });
    if (question.words && count(item) > question.words) return filled(said.words, { n: count(item) });
    const sentences = question.sentences && (item.match(/[.!?…](?:\s+(?=\S)|$)/g) || []).length;
    if (sentences > question.sentences) return filled(said.sentences, { n: sentences });
    const fits = !question.pattern || new RegExp(question.pattern).test(item);
    return fits ? "" : filled(said.pattern, { text: shortened(item) });
  });
  return wrong.filter(Boolean)[0] || "";
}

function even(words) {
  return line(words.replace(/[“”„«»]/g, '"').replace(/[‘’]/g, "'"));
}

/** A body nearly as readers see it. */
function withoutMarkdown(body) {
  return body
    .replace(/^[ \t]*(?:(?:>|[-+*]|[0-9]{1,9}[.)]|#{1,6})[ \t]+)+/gm, "")
    .replace(/!?\[([^\]\n]*)\]\([^)\n]*\)/g, "$1")
    .replace(/(\S)[*`]+|[*`]+(?=\S)/g, "$1")
    .replace(/(^|[\s(])_+(?=\S)|(\S)_+(?=$|[\s.,;:!?)])/g, "$1$2")
    .replace(/\\([!-/:-@[-`{-~])/g, "$1");
}

function standsIn(quote, body) {
  const words = even(quote);
  if (even(withoutMarkdown(body)).indexOf(words) >= 0) return true;
  return even(body).indexOf(words) >= 0 && !SIGNS.test(words);
}

/** Whether words stand in quotation marks in a text: within double ones, or right between single ones. */
function isQuoted(quote, body) {
  const words = even(quote).replace(/^["']+|["']+$/g, "");
  const text = even(withoutMarkdown(body));
  if ((text.match(/"[^"]*"/g) || []).some((said) => said.indexOf(words) >= 0)) return true;
  const bare = words.replace(/[.,!?]+$/, "");
  return text.split(`'${bare}`).slice(1).some((after) => /^[.,!?]*'(?![\p{L}\p{N}_])/u.test(after));
}

function bytes(words) {
  return new Blob([words]).size;
}

// As naming.py has them: what stands before a name, and is no part of it.
const TITLES = /^(?:mr|mrs|ms|miss|mx|dr|prof|professor|rev|reverend|cllr|councillor|nurse|sir|dame)$/i;

/** What stands behind a first name, unless all of it is given to many as a first name. */
function surname(name, patterns) {
  const parts = name.match(/[A-Za-z\u00aa-\u02af\u0370-\uffff]+(?:['\u2019][A-Za-z\u00aa-\u02af\u0370-\uffff]+)*/g) || [];
  const words = parts.filter((word) => !TITLES.test(word));
  return words.slice(1).filter((word) => !isGiven(word, patterns)).join(" ");
}

/**
 * Everything that is wrong with the answers on a day such as "2026-03-01": the words for each question's name.
 * What a question's own answer lacks comes before what does not go with the others.
 */
export function mistakes(form, answers, today) {
  const { questions, words } = form;
  const found = {};
  const add = (key, said) => {
    if (said && !found[key]) found[key] = said;
  };
  const get = (key) => {
    const question = questions.filter((one) => one.name === key)[0];
    return question ? cleaned(question, answers[key]) : "";
  };
  questions.forEach((question) => add(question.name, mistake(question, answers[question.name])));

  const namedAs = get("consent.named_as");
  const author = ["name", "role", "organisation"].filter((key) => get(`authors.0.${key}`));
  if (form.nameless.indexOf(namedAs) >= 0) {
    if (get("authors.0.name")) add("authors.0.name", words.name);
  } else if (namedAs === form.firstName && surname(get("authors.0.name"), form.privacy)) {
    add("authors.0.name", words.surname);
  } else if (!author.length && (!get("kind") || form.writing.indexOf(get("kind")) >= 0)) {
    add("authors.0.name", words.author);
  }
  if (namedAs === form.anonymous) {
    if (get("authors.0.organisation")) add("authors.0.organisation", words.organisation);
    const small = [].concat(get("places")).filter((id) => form.small[id])[0];
    if (small) add("places", filled(words.place, { text: form.small[small] }));
  }

  if (get("quote") && !standsIn(get("quote"), get("body"))) add("quote", words.quote);
  else if (get("quote") && get("account") === form.summary && !isQuoted(get("quote"), get("body"))) {
    add("quote", words.retold);
  }

  ["date", "consent.given"].forEach((key) => {
    if (!found[key] && start(get(key)) > today && get(key)) {
      add(key, filled(words.future, { text: spoken(get(key), form.months) }));
    }
  });
  const review = get("consent.review_by");
  const given = get("consent.given");
  if (review && start(review) <= today) add("consent.review_by", words.asked);
  if (!review && given && later(given, form.reviewAfter) <= today) add("consent.given", words.old);

  const whole = file(questions, answers);
  const front = whole.slice(4, whole.indexOf("\n---\n", 3) + 1);
  if (bytes(front) > form.maxFrontMatter) {
    const size = (question) => (question.name === "body" ? 0 : bytes([].concat(answers[question.name] || "").join()));
    add(questions.reduce((most, one) => (size(one) > size(most) ? one : most)).name, words.fields);
  }
  if (bytes(whole) > form.maxBytes) add("body", words.file);
  return found;
}

// Looks for what could harm somebody if it became public, as privacy.py does and with its patterns.

const BEFORE = 40;
const NOBODYS = /(?:^|[@.])(?:example\.(?:org|com|net)|[a-z0-9-]+\.(?:example|test|invalid)|localhost)\.?$/i;

// What ends so is a file or the version of a program: picture@2x.png, name@1.2.0.
const NO_DOMAIN = /\.(?:[0-9]+|png|jpe?g|gif|svg|webp|pdf|md|js|ts|py|css|html|git)$/i;
// After these stands a number of something else.
const OTHER_NUMBER = new RegExp(
  "(?:#|\\b(?:isbn|issn|doi|refs?|reference|uprn|orcid|pmid|barcode" +
    "|(?:case|order|invoice|account|ticket|grant|award|contract|licen[cs]e|serial|charity|company|registration|policy" +
    "|claim|reference|ref)s? (?:numbers?|no|code|id|ref))\\.?:? ?(?:[A-Za-z]{0,4}[/-])?)$",
  "i",
);
const TELEPHONE =
  /(?:\+1|\b(?:1|tel|telephone|phone|call|ring|text|fax|mobile|cell|dial|hotline|helpline|us)\b[^0-9]{0,12})[ .(-]*$/i;
// Seconds of a time, books, and parts of web addresses.
const NO_TELEPHONE = /[0-9]:$|isbn|asin=$|https?:\/\/[^\s()]*[/=_-]$/i;
// Pairs, columns of a table, and a list of figures.
const NO_DIALLING = /^[0-9]{2}(?:[ .-][0-9]{2})+$| {3}|^0-|^0(?: [0-9]){2,} [0-9]{2,} [0-9] /;

const domain = (found) => !NOBODYS.test(found) && !NO_DOMAIN.test(found) && found.slice(0, 4) !== "git@";

const proofs = {
  domain,
  spelled(found, before, data) {
    const plain = found
      .replace(/ ?[[(]? ?\bat\b ?[\])]? ?/g, "@")
      .replace(/ ?[[(]? ?\bdot\b ?[\])]? ?/g, ".");
    return data.endings.indexOf(plain.slice(plain.lastIndexOf(".") + 1).toLowerCase()) >= 0 && domain(plain);
  },
  nhs(found, before) {
    const digits = found.replace(/[^0-9]/g, "").split("").map(Number);
    let sum = 0;
    for (let place = 0; place < 9; place += 1) sum += digits[place] * (10 - place);
    const check = 11 - (sum % 11);
    if (check % 11 !== digits[9] || check === 10) return false;
    if (before.toLowerCase().indexOf("nhs") >= 0) return true;
    const american =
      Math.min(digits[0], digits[3]) > 1 && (found.indexOf("-") >= 0 || TELEPHONE.test(before));
    return /^[0-9]{3}[ -][0-9]{3}[ -]/.test(found) && !american && !OTHER_NUMBER.test(before);
  },
  insurance: (found) =>
    ["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"].indexOf(found.slice(0, 2).toUpperCase()) < 0,
  given: (found, before) => !/(?:^|\s)(?:St|Saint)\.? $/.test(before),
  phone(found, before, data) {
    if (OTHER_NUMBER.test(before) || NO_TELEPHONE.test(before) || NO_DIALLING.test(found)) return false;
    let digits = found.replace("(0)", "").replace(/[^0-9]/g, "");
    if (found.slice(0, 3) === "+44" || digits.slice(0, 4) === "0044") {
      digits = "0" + digits.replace(/^(?:0044|44)0?/, "");
    }
    return (
      /^0(?:[1235789][0-9]{9}|1[0-9]{8}|800[0-9]{6})$/.test(digits) &&
      !new RegExp("^(?:" + data.nobodys + ")").test(digits)
    );
  },
};

const folded = (words) => words.replace(/[\s.,;:()-]+/g, "").toLowerCase();

/**
 * What is found in a text, from its beginning to its end: a list of {code, start, end, words}.
 * `data` is what privacy.as_json() gives; start and end count as strings of JavaScript do.
 */
export function find(text, data, options) {
  const { anonymous = false, known = [] } = options || {};
  const allowed = new Set(known.map(folded));
  const taken = new Uint8Array(text.length);
  const findings = [];
  data.patterns.forEach((pattern) => {
    if (pattern.anonymous && !anonymous) return;
    const regex = new RegExp(pattern.regex, pattern.flags);
    for (let match = regex.exec(text); match; match = regex.exec(text)) {
      const end = match.index + match[0].length;
      const start = end - match[2].length;
      const found = match[2];
      const before = text.slice(Math.max(0, start - BEFORE), start);
      const sure = !pattern.proof || proofs[pattern.proof](found, before, data);
      if (sure && taken.slice(start, end).indexOf(1) < 0) {
        taken.fill(1, start, end);
        const parts = [found].concat(pattern.anonymous ? found.split(/\s+/) : []);
        if (!parts.some((part) => allowed.has(folded(part)))) {
          findings.push({ code: pattern.code, start, end, words: data.words[pattern.code] });
        }
      }
    }
  });
  return findings.sort((one, other) => one.start - other.start);
}

/** Whether a word is a first name that many have. */
export function isGiven(word, data) {
  return find(word, data, { anonymous: true }).some((one) => one.start === 0 && one.end === word.length);
}

// Looks for what could harm somebody if it became public, as privacy.py does and with its patterns.

const BEFORE = 40;
const NOBODYS = /(?:^|[@.])(?:example\.(?:org|com|net)|[a-z0-9-]+\.(?:example|test|invalid)|localhost)\.?$/i;

const domain = (found) => !NOBODYS.test(found);

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
    const called = before.toLowerCase().indexOf("nhs") >= 0;
    return check % 11 === digits[9] && check !== 10 && (called || /^[0-9]{3}[ -][0-9]{3}[ -]/.test(found));
  },
  insurance: (found) =>
    ["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"].indexOf(found.slice(0, 2).toUpperCase()) < 0,
  given: (found, before) => !/(?:^|\s)(?:St|Saint)\.? $/.test(before),
  phone(found, before, data) {
    if (before.toLowerCase().indexOf("isbn") >= 0) return false;
    let digits = found.replace("(0)", "").replace(/[^0-9]/g, "");
    if (found.slice(0, 3) === "+44" || digits.slice(0, 4) === "0044") {
      digits = "0" + digits.replace(/^(?:0044|44)0?/, "");
    }
    return (
      /^0(?:[1235789][0-9]{9}|1[0-9]{8}|800[0-9]{6})$/.test(digits) &&
      !new RegExp("^(?:" + data.drama + ")").test(digits)
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

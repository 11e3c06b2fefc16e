// The text of a file <-> the fields that the editor shows. What is unchanged keeps its comments, order and quotation marks.

import {
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  stringify,
} from "./node_modules/yaml/browser/index.js";

// Where the text of the file waits until its fields are written again.
const KEPT = "_file";
// All scalars are text: so does `sharedstory check` read them, and so does 1.10 stay 1.10.
const READ = { schema: "failsafe", strict: true, uniqueKeys: true };
const WRITTEN = {
  lineWidth: 0,
  defaultStringType: "QUOTE_DOUBLE",
  defaultKeyType: "PLAIN",
  flowCollectionPadding: false,
};

// What the editor needs to read and write files as its configuration describes them.
export const format = ({ collections }) => ({
  fromFile(text) {
    const { fields, body } = read(text, collections);
    return { ...fields, body, [KEPT]: text };
  },
  toFile({ [KEPT]: kept = "", body = "", ...fields }) {
    const before = read(kept, collections);
    const front = changed(before, { ...fields, ...unsaid(fields, collections) });
    const gap = kept && before.rest === before.body ? "" : "\n";
    return `${front}${gap}${body.trim() === before.body.trim() ? before.body : body}\n`;
  },
});

const read = (text, collections) => {
  const [head, front] = /^---[ \t]*\n([^]*?\n)??---[ \t]*(?:\n|$)/.exec(text) ?? ["", ""];
  const document = parseDocument(front ?? "", READ);
  if (document.errors.length) {
    throw document.errors[0];
  }
  const rest = text.slice(head.length);
  const values = document.toJS() ?? {};
  const shapes = shapesOf(values, collections);
  return {
    document,
    front: front ?? "",
    shapes,
    fields: shaped(values, { fields: shapes }),
    body: rest.replace(/^\n/, ""),
    rest,
  };
};

// The fields that the configuration has for an entry of this kind.
const shapesOf = ({ kind }, collections) => {
  const known = (field) => field.default === kind || field.options?.some(({ value }) => value === kind);
  const has = ({ fields }) => fields.some((field) => field.name === "kind" && known(field));
  return collections.find(has)?.fields ?? [];
};

// Values in the one form in which the editor takes them, where a file may use a shorter one: a name for a person.
const shaped = (value, field) => {
  if (!field) {
    return value;
  }
  if (field.widget === "list") {
    const item = field.field ?? { fields: field.fields };
    return (Array.isArray(value) ? value : [value]).map((one) => shaped(one, item));
  }
  if (field.fields) {
    if (typeof value !== "object" || Array.isArray(value)) {
      return { [field.fields[0].name]: shaped(value, field.fields[0]) };
    }
    const named = (name) => field.fields.find((one) => one.name === name);
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, shaped(one, named(name))]));
  }
  if (field.widget === "boolean") {
    return value === "true";
  }
  return field.multiple && !Array.isArray(value) ? [value] : value;
};

// What has to be in a file even when it is empty.
const unsaid = (fields, collections) =>
  Object.fromEntries(
    shapesOf(fields, collections)
      .filter((field) => "default" in field && !(field.name in fields))
      .map((field) => [field.name, field.default]),
  );

const changed = ({ document, front, shapes, fields }, values) => {
  const pairs = document.contents?.items ?? [];
  const starts = pairs.map((pair) => pair.key.range[0]);
  const lines = pairs.map((pair, at) => {
    const name = pair.key.value;
    const source = front.slice(starts[at], starts[at + 1]);
    if (!(name in values)) {
      return "";
    }
    return same(values[name], fields[name]) ? source : again(source, name, values[name], shapes);
  });
  // A box that nobody ticked is not worth a line.
  const added = Object.entries(values).filter(([name, value]) => !(name in fields) && value !== false);
  const more = added.length ? stringify(Object.fromEntries(added), WRITTEN) : "";
  return `---\n${front.slice(0, starts[0])}${lines.join("")}${more}---\n`;
};

// The lines of one field with another value, and as much as possible of what stood in them.
const again = (source, name, value, shapes) => {
  const document = parseDocument(source, READ);
  const pair = document.contents.items[0];
  pair.value = merged(document, pair.value, value, shapes.find((field) => field.name === name));
  return document.toString(WRITTEN);
};

const merged = (document, node, value, field) => {
  if (node && same(shaped(node.toJSON(), field), value)) {
    return node;
  }
  if (isMap(node) && value && typeof value === "object" && !Array.isArray(value)) {
    node.items = node.items.filter((pair) => pair.key.value in value);
    for (const [name, one] of Object.entries(value)) {
      const inner = field?.fields?.find((each) => each.name === name);
      node.set(name, merged(document, node.get(name, true), one, inner));
    }
    return node;
  }
  if (isSeq(node) && Array.isArray(value)) {
    const item = field?.field ?? (field?.fields && { fields: field.fields });
    node.items = value.map((one, at) => merged(document, node.items[at], one, item));
    return node;
  }
  if (isScalar(node) && typeof value === "string") {
    node.value = value;
    node.type = "QUOTE_DOUBLE";
    return node;
  }
  return document.createNode(value);
};

const same = (one, other) => {
  if (typeof one !== "object" || typeof other !== "object" || !one || !other) {
    return one === other;
  }
  const names = Object.keys(one);
  return (
    Array.isArray(one) === Array.isArray(other) &&
    names.length === Object.keys(other).length &&
    names.every((name) => name in other && same(one[name], other[name]))
  );
};

// Draws what the bot has on disk: its tables as they are, ciphertext as ciphertext.

import { h, say } from "./dom.js";
import { icon } from "./icons.js";
import { size } from "./size.js";
import { part } from "./state.js";
import { word } from "./words.js";

const KINDS = ["person", "anonymous", "bot"];
const records = new Map(); // the rows of each table as they are drawn: their nodes by what they hold
const drawn = new Map(); // what was drawn last, by its place: {mark, node}, or all nodes of a table's rows

export function renderStored() {
  const stored = part("stored");
  const verdict = document.getElementById("verdict");
  const [picture, text] = judgement(stored);
  if (verdict.dataset.state !== stored.state) {
    verdict.dataset.state = stored.state;
    verdict.replaceChildren(icon(picture), h("span", {}));
  }
  say(verdict.lastChild, text);
  const groups = KINDS.map((kind) => group(kind, stored.tables.filter((table) => table.kind === kind)));
  fill(document.getElementById("tables"), [...groups.filter(Boolean), kept("files", stored.files, files)]);
}

/** Draws again only what has changed, and leaves the rest where it is: most tables stay as they are. */
function kept(place, state, draw) {
  const mark = JSON.stringify(state);
  if (drawn.get(place)?.mark !== mark) drawn.set(place, { mark, node: draw(state) });
  return drawn.get(place).node;
}

function fill(node, children) {
  for (const child of [...node.children]) if (!children.includes(child)) child.remove();
  children.forEach((child, number) => {
    if (node.children[number] !== child) node.insertBefore(child, node.children[number] ?? null);
  });
}

function judgement({ state, rows, persons }) {
  if (state !== "some") return ["check", word(state)];
  if (!persons) return ["lock", word("leaving", { count: rows })];
  return ["lock", word("some", { rows: word("rows", { count: rows }), persons: word("persons", { count: persons }) })];
}

function group(kind, tables) {
  if (!tables.length) return null;
  const node = kept(kind, kind, emptyGroup);
  const full = tables.filter((table) => table.count).map(tableNode);
  const empty = tables.filter((table) => !table.count).map(({ name, file }) => ({ name, file }));
  const none = empty.length ? [kept(`${kind}/empty`, empty, emptyTables)] : [];
  fill(node, [node.firstElementChild, ...full, ...none]);
  return node;
}

function emptyGroup(kind) {
  const heading = h("h3", {}, word(`about_${kind}`), h("small", {}, word(`about_${kind}_more`)));
  return h("div", { class: "kind", "data-kind": kind }, heading);
}

function emptyTables(tables) {
  const names = tables.map(({ name, file }) => h("code", { "data-table": name, "data-rows": "0", title: file }, name));
  return h("p", { class: "empties" }, word("empty"), " ", names);
}

const keyOf = ({ kind, file, name }) => `${kind}/${file}/${name}`;

/** Its node stays, as somebody opened or closed it, and so do the rows that it had before. */
function tableNode(table) {
  const key = keyOf(table);
  const node = kept(key, table.name, () => emptyTable(table));
  const rows = kept(`${key}/rows`, table.rows, () => rowNodes(key, table));
  const hidden = table.count - table.rows.length;
  const more = hidden ? [kept(`${key}/more`, hidden, (count) => h("p", { class: "more" }, word("older", { count })))] : [];
  node.dataset.rows = table.count;
  say(node.querySelector(".number"), String(table.count));
  fill(node, [node.firstElementChild, ...rows, ...more]);
  return node;
}

function emptyTable({ name, file, kind }) {
  const summary = h("summary", {}, h("code", {}, name), h("span", { class: "number" }), h("span", { class: "of-file" }, file));
  return h("details", { open: kind === "person", "data-table": name }, summary);
}

/** The newest first. */
function rowNodes(key, table) {
  const known = records.get(key) ?? new Map();
  const shown = new Map();
  for (const row of table.rows.toReversed()) {
    let mark = JSON.stringify(row);
    while (shown.has(mark)) mark += "+"; // one of several that hold the same
    shown.set(mark, known.get(mark) ?? record(table, row, known.size > 0));
  }
  records.set(key, shown);
  return [...shown.values()];
}

function record(table, row, fresh) {
  const pair = (column, index) => h("div", {}, h("dt", {}, column), h("dd", {}, cell(column, row[index])));
  const pairs = table.columns.map(pair);
  const names = { class: fresh ? "record fresh" : "record" };
  return h("dl", { ...names, onanimationend: ({ currentTarget: shown }) => shown.classList.remove("fresh") }, pairs);
}

function cell(column, value) {
  if (value === null) return h("span", { class: "null" }, "null");
  if (typeof value === "object") return h("span", { class: "cipher" }, value.hex, h("small", {}, ` ${value.size} B`));
  if (typeof value === "number" && column.endsWith("_at")) return h("span", { title: moment(value) }, String(value));
  return h("span", {}, String(value));
}

function moment(ms) {
  const date = new Date(ms);
  return Number.isNaN(date.valueOf()) ? "" : date.toISOString();
}

function files(found) {
  const total = found.reduce((sum, file) => sum + file.size, 0);
  const names = found.map((file) => h("li", {}, h("code", {}, file.name), ` ${size(file.size)}`));
  const about = h("small", {}, word("files_more"));
  return h("div", { class: "kind files" }, h("h3", {}, word("files", { size: size(total) }), about), h("ul", {}, names));
}

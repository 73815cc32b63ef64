// Turns a text with entities into nodes. Offsets are in UTF-16 units, as in JavaScript.

import { button, h } from "./dom.js";
import { icon } from "./icons.js";
import { copy } from "./notes.js";
import { word } from "./words.js";

const SIMPLE = { bold: "b", italic: "i", underline: "u", strikethrough: "s", pre: "pre", blockquote: "blockquote" };
const BLOCKS = new Set(["blockquote", "expandable_blockquote", "pre"]);

/** `context`: {command(text), opened: Set of keys, key} */
export function textNodes(text, entities, context) {
  const fragment = document.createDocumentFragment();
  fragment.append(...range(text, 0, text.length, entities, context));
  return fragment;
}

/** Entities come sorted, the wider first: each draws the entities inside it. */
function range(text, begin, end, entities, context) {
  const nodes = [];
  let at = begin;
  for (let index = 0; index < entities.length; ) {
    const entity = entities[index];
    const last = Math.min(entity.offset + entity.length, end);
    const inside = [];
    for (index += 1; entities[index]?.offset < last; index += 1) inside.push(entities[index]);
    if (entity.offset < at) continue;
    nodes.push(text.slice(at, entity.offset));
    const children = range(text, entity.offset, last, inside, context);
    nodes.push(draw(entity, text.slice(entity.offset, last), children, context));
    at = last;
    if (BLOCKS.has(entity.type) && text[at] === "\n") at += 1; // a block ends its line by itself
  }
  nodes.push(text.slice(at, end));
  return nodes.filter((node) => node !== "");
}

function draw(entity, text, children, context) {
  const { type } = entity;
  if (type in SIMPLE) return h(SIMPLE[type], {}, children);
  if (type === "expandable_blockquote") return expandable(entity, children, context);
  if (type === "text_link" || type === "url") return link(entity.url ?? text, children);
  if (type === "email") return withCopy(h("a", { href: `mailto:${text}` }, children), text);
  if (type === "phone_number") return withCopy(h("a", { href: telephone(text) }, children), text);
  if (type === "bot_command") return command(text, context);
  if (type === "code") return button("code", () => copy(text), children);
  if (type === "spoiler") return spoiler(children);
  return h("span", { class: `entity-${type}` }, children);
}

/** Only web addresses become links; anything else stays text. */
export function webAddress(address) {
  try {
    const url = new URL(address.includes("://") ? address : `https://${address}`);
    return ["http:", "https:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

function link(address, children) {
  const href = webAddress(address);
  return href ? h("a", { href, target: "_blank", rel: "noopener noreferrer" }, children) : h("span", {}, children);
}

export const telephone = (number) => `tel:${number.replace(/[^+\d]/g, "")}`;

function withCopy(anchor, text) {
  const copier = button("copy", () => copy(text), icon("copy"));
  copier.setAttribute("aria-label", word("copy", { text }));
  return h("span", { class: "copyable" }, anchor, copier);
}

function command(text, context) {
  if (!context.command) return h("span", { class: "entity-bot_command" }, text);
  return button("inline-command", () => context.command(text), text);
}

function spoiler(children) {
  const node = button("spoiler", () => node.classList.add("seen"), children);
  return node;
}

function expandable(entity, children, context) {
  const key = `${context.key}:${entity.offset}`;
  const label = h("span", {});
  const toggle = button("unfold", () => unfold(!context.opened.has(key)), icon("down"), label);
  const node = h("blockquote", { class: "folding" }, h("div", { class: "folded" }, children), toggle);
  const unfold = (open) => {
    context.opened[open ? "add" : "delete"](key);
    node.classList.toggle("open", open);
    toggle.setAttribute("aria-expanded", String(open));
    label.textContent = word(open ? "less" : "more");
  };
  unfold(context.opened.has(key));
  return node;
}

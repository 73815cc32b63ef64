// Draws what a message holds besides text.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { telephone } from "./text.js";
import { size as weight } from "./size.js";
import { word } from "./words.js";

const BARS = 14;
const KINDS = { contact, document: file, sticker, photo, voice };

export function attachmentNode(shown) {
  return KINDS[shown.kind]?.(shown) ?? h("p", { class: "forwarded" }, shown.kind);
}

const disc = (picture) => h("span", { class: "disc" }, icon(picture));
const image = (name, label, ...content) => h("div", { class: name, role: "img", "aria-label": label }, ...content);

function contact({ name, phone }) {
  const number = h("a", { href: telephone(phone) }, phone);
  return h("div", { class: "contact" }, disc("person"), h("div", {}, h("b", {}, name), number));
}

function file({ name, size, file: id }) {
  const link = h("a", { href: `/demo/file/${encodeURIComponent(id)}`, download: name }, name);
  return h("div", { class: "contact" }, disc("file"), h("div", {}, link, h("small", {}, weight(size))));
}

function sticker() {
  return image("sticker", word("sticker"), "👍");
}

function photo({ file: id }) {
  if (!id) return image("photo", word("photo"), icon("photo"));
  const address = `/demo/file/${encodeURIComponent(id)}`;
  const shown = h("img", { class: "picture", src: address, alt: word("photo") });
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, shown);
}

function voice() {
  const bars = Array.from({ length: BARS }, () => h("i", { class: "bar" }));
  return image("voice", word("voice"), disc("play"), ...bars, h("small", {}, "0:03"));
}

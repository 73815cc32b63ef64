// Draws what a message holds besides text.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { telephone } from "./text.js";

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
  const weight = size < 1024 ? `${size} B` : `${(size / 1024).toFixed(1)} KB`;
  return h("div", { class: "contact" }, disc("file"), h("div", {}, link, h("small", {}, weight)));
}

function sticker() {
  return image("sticker", "Sticker", "👍");
}

function photo({ file: id }) {
  if (!id) return image("photo", "Photo", icon("photo"));
  const address = `/demo/file/${encodeURIComponent(id)}`;
  const shown = h("img", { class: "picture", src: address, alt: "Photo" });
  return h("a", { href: address, target: "_blank", rel: "noopener noreferrer" }, shown);
}

function voice() {
  const bars = Array.from({ length: BARS }, () => h("i", { class: "bar" }));
  return image("voice", "Voice message", disc("play"), ...bars, h("small", {}, "0:03"));
}

// Draws one message as its viewer sees it.

import { attachmentNode } from "./attachment.js";
import { button, h } from "./dom.js";
import { menu } from "./menu.js";
import { copy } from "./notes.js";
import { textNodes, webAddress } from "./text.js";
import { clockTime } from "./time.js";
import { word } from "./words.js";

/** `context`: {viewer, group, language of the texts, opened, tap(message, button, done), acts(message),
 * command(text)} */
export function messageNode(message, context) {
  if (message.service) return h("li", { class: "service" }, h("span", {}, service(message.service)));
  const mine = message.sender.id === context.viewer;
  const names = { class: mine ? "message mine" : "message", "data-id": message.id };
  return h("li", names, bubble(message, context, mine), keyboard(message, context));
}

function actsMenu(message, context) {
  const can = () => context.acts(message);
  return can().length ? menu(word("message_menu"), "dots", can, "dots") : null;
}

const service = ({ kind, name }) => word(kind, { name });

function bubble(message, context, mine) {
  const bare = message.attachment?.kind === "sticker";
  const shown = h("span", { class: "unseen" }, `${mine ? word("you") : message.sender.name}: `);
  return h(
    "div",
    { class: bare ? "bubble bare" : "bubble" },
    context.group && !mine ? h("p", { class: "sender" }, message.sender.name) : shown,
    message.to ? h("p", { class: "forwarded" }, word("alone")) : null,
    message.forwarded ? h("p", { class: "forwarded" }, word("forwarded")) : null,
    message.attachment ? attachmentNode(message.attachment) : null,
    words(message, context),
    reactions(message),
    stamp(message),
    actsMenu(message, context),
  );
}

function words(message, context) {
  if (!message.text) return null;
  const inside = { ...context, key: message.id };
  return h("div", { class: "words", dir: "auto", lang: context.language }, textNodes(message.text, message.entities, inside));
}

function reactions(message) {
  const shown = message.reactions.map((emoji) => h("span", { class: "reaction" }, emoji));
  return shown.length ? h("div", { class: "reactions", role: "group", "aria-label": word("reactions") }, shown) : null;
}

function stamp(message) {
  const edited = message.edited ? h("span", { class: "edited" }, word("edited"), " ") : null;
  return h("span", { class: "stamp" }, edited, h("time", {}, clockTime(message.date * 1000)));
}

function keyboard(message, context) {
  if (!message.buttons.length) return null;
  const draw = (one) => inlineButton(message, one, context);
  const rows = message.buttons.map((row) => h("div", { class: "row", lang: context.language }, row.map(draw)));
  return h("div", { class: "inline-keyboard", role: "group", "aria-label": word("buttons") }, rows);
}

function inlineButton(message, shown, context) {
  const style = `inline-button ${shown.style ?? ""}`.trim();
  if (shown.action === "url") return away(shown, style);
  if (shown.action === "copy_text") return button(style, () => copy(shown.value.text), shown.text);
  const node = button(style, () => press(node, message, shown, context), shown.text);
  const waits = message.waiting.some(([user, data]) => user === context.viewer && data === shown.value);
  if (waits) node.setAttribute("aria-busy", "true");
  node.disabled = shown.action === "disabled";
  return node;
}

function press(node, message, shown, context) {
  node.setAttribute("aria-busy", "true");
  context.tap(message, shown, () => node.removeAttribute("aria-busy"));
}

function away(shown, style) {
  const text = shown.text.replace(/\s*↗\s*$/, "");
  const mark = h("span", { class: "away", "aria-hidden": "true" }, "↗");
  const href = webAddress(shown.value);
  return h("a", { class: style, href, target: "_blank", rel: "noopener noreferrer" }, text, mark);
}

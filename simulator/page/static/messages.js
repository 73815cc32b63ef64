// Draws a list of messages: new ones rise, edited ones are highlighted, deleted ones fade.

import { h } from "./dom.js";
import { messageNode } from "./message.js";
import { dayName } from "./time.js";

const FADING = 900; // milliseconds, as in chat.css
const SHINING = 1700;
const NEAR = 160; // pixels from the end that still count as being there

export class Messages {
  /** `node` is the region `name`, which scrolls; the list is inside it. */
  constructor(name, hint) {
    this.list = h("ol", { class: "list" });
    this.node = h("div", { class: "messages", role: "log", "aria-label": name, tabindex: "0" }, this.list);
    this.hint = hint;
    this.shown = new Map();
    this.subject = null;
    this.opened = new Set();
    this.atEnd = true;
    this.node.addEventListener("scroll", () => this.look());
    this.list.addEventListener("load", () => this.atEnd && this.toEnd(), true); // a picture grows when it has arrived
    new ResizeObserver(() => this.atEnd && this.toEnd()).observe(this.node);
  }

  look() {
    this.atEnd = this.node.scrollHeight - this.node.scrollTop - this.node.clientHeight < NEAR;
  }

  /** `subject` names the viewer and the chat; when it changes, the list appears without animation. */
  render(subject, messages, context) {
    const calm = subject !== this.subject;
    if (calm) this.clear(subject);
    const wanted = withDays(messages);
    const keys = new Set(wanted.map((item) => item.key));
    for (const [key, entry] of this.shown) if (!keys.has(key)) this.fade(key, entry);
    let grown = false;
    for (const item of wanted) grown = this.place(item, { ...context, opened: this.opened }, calm) || grown;
    this.hint.hidden = messages.length > 0;
    if (grown && (calm || this.atEnd || messages.at(-1)?.sender.id === context.viewer)) this.toEnd();
  }

  toEnd() {
    this.node.scrollTop = this.node.scrollHeight;
    this.atEnd = true;
  }

  clear(subject) {
    this.subject = subject;
    this.shown.clear();
    this.list.replaceChildren();
  }

  place(item, context, calm) {
    const state = JSON.stringify(item);
    const entry = this.shown.get(item.key);
    if (entry?.state === state) return false;
    const node = item.day ? dayNode(item.day) : messageNode(item.message, context);
    const versions = item.message?.versions ?? 1;
    if (entry) this.replace(entry.node, node, versions > entry.versions);
    else {
      if (!calm) mark(node, "arriving");
      this.list.append(node);
    }
    this.shown.set(item.key, { state, node, versions });
    return true;
  }

  /** Keeps the keyboard focus on the button in the same place. */
  replace(old, node, edited) {
    const buttons = [...old.querySelectorAll("button, a")];
    const focused = buttons.indexOf(document.activeElement);
    old.replaceWith(node);
    if (edited) mark(node, "flash");
    if (focused >= 0) [...node.querySelectorAll("button, a")][focused]?.focus({ preventScroll: true });
  }

  fade(key, entry) {
    this.shown.delete(key);
    entry.node.classList.add("leaving");
    entry.node.setAttribute("aria-hidden", "true");
    for (const node of entry.node.querySelectorAll("button, a")) node.setAttribute("tabindex", "-1");
    setTimeout(() => entry.node.remove(), FADING);
  }
}

/** Animates once: a class that stays would animate again whenever its panel is opened. */
function mark(node, name) {
  node.classList.add(name);
  setTimeout(() => node.classList.remove(name), SHINING);
}

function dayNode(day) {
  return h("li", { class: "service day" }, h("span", {}, day));
}

function withDays(messages) {
  const items = [];
  let before = null;
  for (const message of messages) {
    const day = dayName(message.date * 1000);
    if (day !== before) items.push({ key: day, day });
    items.push({ key: message.id, message });
    before = day;
  }
  return items;
}

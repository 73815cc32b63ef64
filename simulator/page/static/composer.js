// The text field: Enter sends, Shift+Enter begins a new line. It also holds a message that is being edited.

import { button, h } from "./dom.js";
import { icon } from "./icons.js";
import { recall, remember } from "./state.js";
import { word } from "./words.js";

const TALLEST = 132; // pixels
const FIELD = {
  class: "field",
  rows: "1",
  "aria-label": word("message"),
  placeholder: word("message"),
  enterkeyhint: "send",
  autocomplete: "off",
  spellcheck: "false",
};

export class Composer {
  /** Calls `send(text)`, or `change(message, text)`; `tools` stand before the field. Each person keeps an unfinished
   * text. `bar` says what is being edited, and `node` is the field. */
  constructor(send, change, ...tools) {
    this.send = send;
    this.change = change;
    this.owner = null;
    this.edited = null;
    this.field = h("textarea", FIELD);
    const submit = h("button", { type: "submit", class: "tool send", "aria-label": word("send") }, icon("send"));
    this.node = h("form", { class: "composer" }, tools, this.field, submit);
    this.words = h("span", {});
    this.bar = h("p", { class: "editing", hidden: true }, this.words, button("quiet", () => this.stopEditing(), word("cancel")));
    this.node.addEventListener("submit", (event) => this.submit(event));
    this.field.addEventListener("keydown", (event) => this.pressed(event));
    this.field.addEventListener("input", () => this.typed());
  }

  pressed(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) this.submit(event);
    if (event.key === "Escape" && this.edited) this.stopEditing();
  }

  /** Switches to another person's field. */
  belongTo(owner) {
    if (owner === this.owner) return;
    if (this.edited) this.stopEditing();
    this.owner = owner;
    this.write(recall(`unsent:${owner}`, ""));
  }

  hint(placeholder) {
    this.field.placeholder = placeholder ?? word("message");
  }

  write(text) {
    this.field.value = text;
    this.typed();
  }

  offer(text) {
    this.write(text);
    this.field.focus();
  }

  edit(message) {
    this.edited = message;
    this.words.textContent = word("editing", { text: message.text });
    this.bar.hidden = false;
    this.offer(message.text);
  }

  stopEditing() {
    this.edited = null;
    this.bar.hidden = true;
    this.write("");
  }

  typed() {
    remember(`unsent:${this.owner}`, this.edited ? "" : this.field.value);
    this.node.classList.toggle("empty", !this.field.value.trim());
    this.field.style.height = "auto";
    const needed = this.field.scrollHeight; // 0 while its panel is hidden
    if (needed) this.field.style.height = `${Math.min(needed, TALLEST)}px`;
  }

  submit(event) {
    event.preventDefault();
    const text = this.field.value.trim();
    if (!text) return;
    const { edited } = this;
    if (edited) this.stopEditing();
    else this.write("");
    if (edited) this.change(edited, text);
    else this.send(text);
  }
}

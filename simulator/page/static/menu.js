// A button that opens a short list of things to do.

import { h } from "./dom.js";
import { icon } from "./icons.js";

/** `entries()` gives [{icon, label, detail, run}] each time it opens. */
export function menu(name, picture, entries) {
  const list = h("div", { class: "menu", role: "menu", "aria-label": name, hidden: true });
  const button = h("button", { type: "button", class: "tool", "aria-label": name, title: name }, icon(picture));
  button.setAttribute("aria-haspopup", "menu");
  button.setAttribute("aria-expanded", "false");
  const root = h("div", { class: "menu-root" }, button, list);

  const close = (focus) => {
    list.hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (focus) button.focus();
  };
  const open = () => {
    list.replaceChildren(...entries().map((entry) => item(entry, close)));
    list.hidden = false;
    button.setAttribute("aria-expanded", "true");
    list.firstElementChild?.focus();
  };
  button.addEventListener("click", () => (list.hidden ? open() : close(false)));
  list.addEventListener("keydown", (event) => move(event, list, close));
  const leave = (target) => target && !list.hidden && !root.contains(target) && close(false);
  document.addEventListener("pointerdown", (event) => leave(event.target));
  root.addEventListener("focusout", (event) => leave(event.relatedTarget));
  return root;
}

function item(entry, close) {
  const run = () => {
    close(true);
    entry.run();
  };
  const detail = entry.detail ? h("small", {}, entry.detail) : null;
  const text = h("span", { class: "menu-text" }, h("span", {}, entry.label), detail);
  const picture = entry.icon ? icon(entry.icon) : null;
  return h("button", { type: "button", role: "menuitem", tabindex: "-1", onclick: run }, picture, text);
}

function move(event, list, close) {
  const items = [...list.children];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (event.key === "Escape") close(true);
  else if (to === undefined) return;
  else items.at(to % items.length)?.focus();
  event.preventDefault();
}

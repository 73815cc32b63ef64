// A button that opens a short list of things to do.

import { h } from "./dom.js";
import { icon } from "./icons.js";

const GAP = 6; // pixels between the button and its list, and around the list
let shown = null; // {list, button} of the menu that is open

/** `entries()` gives [{icon, label, detail, run}] each time it opens. */
export function menu(name, picture, entries, look = "tool") {
  const list = h("div", { class: "menu", role: "menu", "aria-label": name, popover: "manual" });
  const button = h("button", { type: "button", class: look, "aria-label": name, title: name }, icon(picture));
  button.setAttribute("aria-haspopup", "menu");
  button.setAttribute("aria-expanded", "false");
  button.addEventListener("click", () => (shown?.list === list ? close(true) : open(list, button, entries())));
  list.addEventListener("keydown", (event) => move(event, list));
  list.addEventListener("focusout", ({ relatedTarget: to }) => to && to !== button && !list.contains(to) && close(false));
  return h("div", { class: "menu-root" }, button, list);
}

document.addEventListener("pointerdown", ({ target }) => shown && !holds(target) && close(false));
document.addEventListener("scroll", ({ target }) => shown && !holds(target) && close(false), { capture: true, passive: true });

const holds = (node) => shown.list.contains(node) || shown.button.contains(node);

function open(list, button, entries) {
  if (shown) close(false);
  list.replaceChildren(...entries.map(item));
  list.showPopover();
  shown = { list, button };
  button.setAttribute("aria-expanded", "true");
  place(list, button.getBoundingClientRect());
  list.firstElementChild?.focus({ preventScroll: true });
}

function close(focus) {
  const { list, button } = shown;
  shown = null;
  button.setAttribute("aria-expanded", "false");
  if (focus) button.focus({ preventScroll: true });
  if (list.isConnected) list.hidePopover();
}

/** Below the button if there is room, else above it; never outside of the window. */
function place(list, { left, top, bottom }) {
  const { offsetWidth: width, offsetHeight: height } = list;
  const fits = bottom + GAP + height + GAP <= innerHeight;
  list.style.left = `${Math.max(GAP, Math.min(left, innerWidth - width - GAP))}px`;
  list.style.top = `${fits ? bottom + GAP : Math.max(GAP, top - GAP - height)}px`;
}

function item(entry) {
  const run = () => {
    close(true);
    entry.run();
  };
  const detail = entry.detail ? h("small", {}, entry.detail) : null;
  const text = h("span", { class: "menu-text" }, h("span", {}, entry.label), detail);
  const picture = entry.icon ? icon(entry.icon) : null;
  return h("button", { type: "button", role: "menuitem", tabindex: "-1", onclick: run }, picture, text);
}

function move(event, list) {
  const items = [...list.children];
  const at = items.indexOf(document.activeElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (event.key === "Escape") close(true);
  else if (to === undefined) return;
  else items.at(to % items.length)?.focus();
  event.preventDefault();
}

// Tabs for small screens: they show one part at a time and mark changes in the others.

import { h } from "./dom.js";
import { icon } from "./icons.js";
import { part, recall, remember } from "./state.js";
import { word } from "./words.js";

const TABS = {
  phone: "phone",
  staff: "people",
  stored: "store",
  controls: "clock",
};
const buttons = {};
let group = null; // the newest message of the staff group that was looked at

export function mountTabs() {
  for (const [name, picture] of Object.entries(TABS)) {
    const text = h("span", {}, word(`tab_${name}`));
    buttons[name] = h("button", { type: "button", onclick: () => open(name) }, icon(picture), text);
  }
  document.getElementById("tabs").append(...Object.values(buttons));
  open(recall("panel", "phone"));
}

function open(name) {
  remember("panel", name);
  document.documentElement.dataset.panel = name;
  for (const [each, button] of Object.entries(buttons)) button.setAttribute("aria-pressed", String(each === name));
  for (const list of document.querySelectorAll(".messages")) list.scrollTop = list.scrollHeight;
  renderTabs();
}

export function renderTabs() {
  if (!part("group")) return;
  const last = part(`chat:${part("group").id}`).messages.at(-1);
  const mark = last ? `${last.id}.${last.versions}` : "";
  if (group === null || document.documentElement.dataset.panel === "staff") group = mark;
  buttons.staff.classList.toggle("unread", mark !== group);
  buttons.stored.classList.toggle("full", part("stored").state === "some");
}

// Answers to presses: a notice that disappears by itself, or an alert that has to be closed.

import { act } from "./act.js";
import { alertBox } from "./dialogs.js";
import { h } from "./dom.js";
import { me } from "./phone.js";
import { viewer } from "./staff.js";
import { now, part } from "./state.js";

const LASTS = 5000; // milliseconds
const shown = new Set();
const alerts = new Map(); // dialogs that are open

export function renderPopups() {
  const popups = part("popups");
  popups.filter((popup) => !shown.has(popup.id)).forEach(show);
  const open = new Set(popups.map((popup) => popup.id));
  for (const [id, dialog] of alerts) if (!open.has(id)) dialog.close(); // closed in another tab
}

function show(popup) {
  shown.add(popup.id);
  const colleague = part("staff").some((one) => one.id === popup.user);
  const here = popup.user === (colleague ? viewer().id : me());
  if (popup.alert && here) alerts.set(popup.id, alertBox(part("bot").name, popup.text, () => closed(popup)));
  else if (now() - popup.at_ms < LASTS) toast(here ? popup.text : `${popup.name}: ${popup.text}`, colleague);
}

function closed(popup) {
  alerts.delete(popup.id);
  act("dismiss", { popup: popup.id });
}

function toast(text, colleague) {
  const node = h("p", { class: "popup" }, text);
  document.getElementById(colleague ? "popups-group" : "popups-private").append(node);
  setTimeout(() => node.classList.add("leaving"), LASTS);
  setTimeout(() => node.remove(), LASTS + 400);
}

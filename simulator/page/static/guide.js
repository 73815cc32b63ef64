// What a newcomer can do here. On a small screen it gives way to the first message, and a button brings it back.

import { part, recall, refresh, remember } from "./state.js";

const guide = document.getElementById("guide");
const opener = document.getElementById("guide-button");

export function mountGuide() {
  opener.addEventListener("click", () => {
    remember("guide", !isOpen());
    refresh();
  });
}

const isOpen = () => recall("guide", isFresh());
const isFresh = () => part("people").every((one) => !part(`chat:${one.id}`).messages.length);

export function renderGuide() {
  guide.classList.toggle("open", isOpen());
  opener.setAttribute("aria-expanded", String(isOpen()));
}

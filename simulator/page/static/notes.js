// Short notes by the page itself.

import { h } from "./dom.js";
import { word } from "./words.js";

const LASTS = 4000;

export function note(text, kind = "plain") {
  const shown = h("p", { class: `note ${kind}` }, text);
  document.getElementById("notes").append(shown);
  setTimeout(() => shown.classList.add("leaving"), LASTS);
  setTimeout(() => shown.remove(), LASTS + 400);
}

export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    note(word("copied", { text }));
  } catch {
    note(word("cannot_copy"), "bad");
  }
}

// The page's own words, in the language that the visitor chose here, or has set in the browser.

import { h } from "./dom.js";
import { recall, remember } from "./state.js";
import { en } from "./words-en.js";
import { kk } from "./words-kk.js";
import { ru } from "./words-ru.js";

const WORDS = { kk, ru, en };
const NAMES = { kk: ["Қаз", "Қазақша"], ru: ["Рус", "Русский"], en: ["Eng", "English"] };

export const language = chosen();
const plurals = new Intl.PluralRules(language);

function chosen() {
  const wanted = [recall("language", null), ...navigator.languages.map((one) => one.slice(0, 2))];
  return wanted.find((one) => one in WORDS) ?? "kk";
}

/** word("rows", {count: 3}): a text with forms takes the one of `count`. */
export function word(key, values = {}) {
  const found = WORDS[language][key];
  const text = typeof found === "string" ? found : (found[plurals.select(values.count)] ?? found.other);
  return text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** Fills what stands in the page from the beginning: data-word is a text, data-label the name of a part. */
export function mountWords() {
  document.documentElement.lang = language;
  for (const node of document.querySelectorAll("[data-word]")) node.replaceChildren(...emphasised(word(node.dataset.word)));
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", word(node.dataset.label));
  document.getElementById("languages").append(...Object.keys(WORDS).map(languageButton));
}

function languageButton(code) {
  const [short, name] = NAMES[code];
  const names = { type: "button", lang: code, "aria-label": name, "aria-pressed": String(code === language) };
  return h("button", { ...names, onclick: () => choose(code) }, short);
}

/** The server holds the state, so the page can simply begin anew. */
function choose(code) {
  remember("language", code);
  location.reload();
}

/** "Press *Start*": what stands between stars is bold. */
const emphasised = (text) => text.split("*").map((part, index) => (index % 2 ? h("b", {}, part) : part));

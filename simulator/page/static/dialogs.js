// Dialogs: questions of the page, and alerts that have to be closed.

import { button, h } from "./dom.js";
import { word } from "./words.js";

/** True if the person confirmed; Escape and Cancel mean no. */
export function confirm({ title, text, yes }) {
  return ask({ title, body: [h("p", {}, text)], yes, answer: () => true });
}

/** The answer, or null if the person cancelled. */
export function askForPerson(languages) {
  const name = h("input", { id: "new-name", maxlength: "32", placeholder: word("ready_made"), autocomplete: "off" });
  const options = Object.entries(languages).map(([code, label]) => h("option", { value: code }, label));
  const language = h("select", { id: "new-language" }, options);
  const body = [
    h("label", { for: "new-language" }, word("client_language")),
    language,
    h("label", { for: "new-name" }, word("first_name")),
    name,
  ];
  const answer = () => ({ name: name.value, language: language.value });
  return ask({ title: word("new_person"), body, yes: word("open_phone"), answer });
}

function ask({ title, body, yes, answer }) {
  return new Promise((resolve) => {
    const cancel = button("quiet", () => dialog.close(), word("cancel"));
    const choices = h("div", { class: "choices" }, cancel, h("button", { type: "submit", class: "main" }, yes));
    const form = h("form", { method: "dialog" }, h("h3", { id: "dialog-title" }, title), body, choices);
    const dialog = h("dialog", { "aria-labelledby": "dialog-title" }, form);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      dialog.returnValue = "yes";
      dialog.close("yes");
    });
    show(dialog, () => resolve(dialog.returnValue === "yes" ? answer() : null));
  });
}

/** An alert by the bot, which `who` has to close. */
export function alertBox(who, text, closed) {
  const choices = h("div", { class: "choices" }, h("button", { type: "submit", class: "main" }, word("ok")));
  const words = [h("h3", { id: "alert-title" }, who), h("p", { id: "alert-text" }, text)];
  const names = { role: "alertdialog", "aria-labelledby": "alert-title", "aria-describedby": "alert-text" };
  return show(h("dialog", names, h("form", { method: "dialog" }, words, choices)), closed);
}

function show(dialog, closed) {
  dialog.addEventListener("close", () => {
    dialog.remove();
    closed();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

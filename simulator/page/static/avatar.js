// Avatars: a coloured disc with an initial, and a row of people to choose from.

import { h } from "./dom.js";

const COLOURS = 6;

export function avatar(name, number) {
  return h("span", { class: `avatar colour-${number % COLOURS}`, "aria-hidden": "true" }, [...name][0]);
}

/** A row of people, one of whom is chosen. */
export function choices(people, chosen, choose, detail, colour = 0) {
  return people.map((person, number) =>
    h(
      "button",
      {
        type: "button",
        class: "who",
        "aria-pressed": String(person.id === chosen),
        "data-user": person.id,
        onclick: () => choose(person.id),
      },
      avatar(person.name, number + colour),
      h("span", { class: "name" }, person.name),
      detail(person),
    ),
  );
}

/** Replaces the content only if `mark` has changed, and keeps the focus where it was. */
export function redraw(root, mark, nodes) {
  if (root.dataset.mark === mark) return;
  const focused = [...root.children].indexOf(document.activeElement);
  root.dataset.mark = mark;
  root.replaceChildren(...nodes());
  if (focused >= 0) root.children[focused]?.focus();
}

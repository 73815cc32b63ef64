// The staff group as one of its members sees it, or an outsider.

import { act } from "./act.js";
import { choices, redraw } from "./avatar.js";
import { Composer } from "./composer.js";
import { h } from "./dom.js";
import { Messages } from "./messages.js";
import { tap } from "./phone.js";
import { part, recall, refresh, remember } from "./state.js";
import { word } from "./words.js";

const hint = h("div", { class: "hint" }, h("p", {}, word("group_welcome")));
const messages = new Messages(word("staff"), hint);
const composer = new Composer((text) => {
  const answers = question()?.id;
  act("write", { user: viewer().id, chat: part("group").id, text, ...(answers && { answers }) });
});
const answering = h("p", { class: "answering" });
const outside = h("p", { class: "outside" }, word("outside"));
const title = h("div", { class: "who-is-there" });

export const viewer = () => part("staff").find((one) => one.id === recall("colleague", null)) ?? part("staff")[0];

/** The bot's question that the viewer has not answered: clients open a reply to it by themselves. */
function question() {
  const who = viewer().id;
  const last = part(`chat:${part("group").id}`).messages.findLast(({ asks, sender }) => asks?.user === who || sender.id === who);
  return last?.asks ? last : null;
}

export function mountStaff() {
  const popups = h("div", { class: "popups", id: "popups-group", role: "status" });
  const middle = h("div", { class: "middle" }, messages.node, hint, popups);
  document.getElementById("group").append(title, middle, h("div", { class: "bottom" }, outside, answering, composer.node));
}

export function renderStaff() {
  const group = part("group");
  const who = viewer();
  const people = part("staff");
  redraw(title, JSON.stringify(group), () => [
    h("span", { class: "avatar group", "aria-hidden": "true" }, [...group.title][0]),
    h("div", {}, h("b", { lang: group.language }, group.title), h("small", {}, word("members", { count: group.members }))),
  ]);
  const detail = (one) => h("span", { class: "tag" }, word(one.role));
  const row = () => choices(people, who.id, choose, detail, 3);
  redraw(document.getElementById("staff"), JSON.stringify([people, who.id]), row);
  messages.render(`${group.id}:${who.id}`, part(`chat:${group.id}`).messages, {
    viewer: who.id,
    group: true,
    language: group.language,
    tap: (message, button, done) => tap(who.id, group.id, message, button, done),
  });
  const asked = question();
  composer.belongTo(who.id);
  composer.hint(asked?.asks.placeholder);
  answering.textContent = asked ? word("answering", { text: asked.text }) : "";
  answering.hidden = !asked;
  composer.node.hidden = !who.inside;
  outside.hidden = who.inside;
}

function choose(id) {
  remember("colleague", id);
  refresh();
}

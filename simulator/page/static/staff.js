// The staff group as one of its members sees it, or an outsider.

import { act } from "./act.js";
import { choices, redraw } from "./avatar.js";
import { Composer } from "./composer.js";
import { button, h } from "./dom.js";
import { menu } from "./menu.js";
import { actsWith } from "./message-acts.js";
import { Messages } from "./messages.js";
import { tap } from "./phone.js";
import { part, recall, refresh, remember } from "./state.js";
import { word } from "./words.js";

const hint = h("div", { class: "hint" }, h("p", {}, word("group_welcome")));
const messages = new Messages(word("staff"), hint);
const composer = new Composer(send, ({ id }, text) => act("edit", { ...here(), message: id, text }));
const answering = h("p", { class: "answering" }, h("span", {}));
const outside = h("p", { class: "outside" }, word("outside"));
const back = button("invite", () => invite(true), word("invite_bot"));
const away = h("div", { class: "outside" }, h("p", {}, word("bot_away")), back);
const code = button("chip", () => composer.offer(part("group").connect), "");
const connect = h("div", { class: "connect" }, h("p", {}, word("connect_how")), code);
const names = h("div", { class: "names" });
const doings = menu(word("group_menu"), "dots", () => [
  { icon: "block", label: word(part("group").has_bot ? "remove_bot" : "invite_bot"), run: () => invite(!part("group").has_bot) },
]);
const title = h("div", { class: "who-is-there" }, names, doings);

export const viewer = () => part("staff").find((one) => one.id === recall("colleague", null)) ?? part("staff")[0];

const here = () => ({ user: viewer().id, chat: part("group").id });
const invite = (on) => act("invite", { user: viewer().id, on });

function send(text) {
  const answers = question()?.id;
  act("write", { ...here(), text, ...(answers && { answers }) });
}

/** The bot's question that the viewer has not answered: clients open a reply to it by themselves. */
function question() {
  const who = viewer().id;
  const last = part(`chat:${part("group").id}`).messages.findLast(({ asks, sender }) => asks?.user === who || sender.id === who);
  return last?.asks ? last : null;
}

export function mountStaff() {
  const popups = h("div", { class: "popups", id: "popups-group", role: "status" });
  const middle = h("div", { class: "middle" }, messages.node, hint, popups);
  const bottom = h("div", { class: "bottom" }, outside, away, connect, answering, composer.bar, composer.node);
  document.getElementById("group").append(title, middle, bottom);
}

export function renderStaff() {
  const group = part("group");
  const who = viewer();
  const people = part("staff");
  const may = { write: who.inside, deleteAny: who.role === "admin" };
  redraw(names, JSON.stringify(group), () => [
    h("span", { class: "avatar group", "aria-hidden": "true" }, [...group.title][0]),
    h("div", {}, h("b", { lang: group.language }, group.title), h("small", {}, word("members", { count: group.members }))),
  ]);
  const detail = (one) => h("span", { class: "tag" }, word(one.role));
  const row = () => choices(people, who.id, choose, detail, 3);
  redraw(document.getElementById("staff"), JSON.stringify([people, who.id]), row);
  messages.render(`${group.id}:${who.id}`, seenBy(who), {
    viewer: who.id,
    group: true,
    language: group.language,
    acts: (message) => message.to ? [] : actsWith(message, who.id, group.id, may, (one) => composer.edit(one)),
    tap: (message, button, done) => tap(who.id, group.id, message, button, done),
  });
  const asked = question();
  composer.belongTo(who.id);
  composer.hint(asked?.asks.placeholder);
  answering.firstChild.textContent = asked ? word("answering", { text: asked.text }) : "";
  answering.hidden = !asked;
  composer.node.hidden = !who.inside;
  outside.hidden = who.inside;
  doings.hidden = who.role !== "admin";
  away.hidden = group.has_bot || who.role !== "admin";
  connect.hidden = !group.connect || !who.inside;
  code.textContent = group.connect ?? "";
}

/** What everybody sees, and what the bot shows to this member alone, in the order of time. */
function seenBy({ id, inside }) {
  const { messages: everybodys, alone } = part(`chat:${part("group").id}`);
  const theirs = alone.filter(({ to }) => inside && to === id);
  return [...everybodys, ...theirs].sort((one, other) => one.date - other.date);
}

function choose(id) {
  remember("colleague", id);
  refresh();
}

// A person's phone: the chat with the bot, and everything one can send there.

import { act } from "./act.js";
import { choices, redraw } from "./avatar.js";
import { Composer } from "./composer.js";
import { askForPerson, confirm } from "./dialogs.js";
import { button, h } from "./dom.js";
import { icon } from "./icons.js";
import { menu } from "./menu.js";
import { actsWith } from "./message-acts.js";
import { Messages } from "./messages.js";
import { part, recall, refresh, remember } from "./state.js";
import { word } from "./words.js";

const LANGUAGES = { kk: "Қазақша (kk)", ru: "Русский (ru)", en: "English (en)", de: "Deutsch (de)" };
const seen = new Map(); // the newest message looked at, by chat
const start = button("start", () => send("/start"), word("start"));
const about = h("div", { class: "about", role: "group", tabindex: "0", "aria-label": word("welcome_label") });
const hint = h("div", { class: "hint" }, about, start);
const messages = new Messages(word("chat"), hint);
const ready = h("div", { class: "ready", role: "group", "aria-label": word("ready") });
const keyboard = h("div", { class: "reply-keyboard", role: "group", "aria-label": word("reply_keyboard") });
const commands = menu(word("commands"), "menu", () => chat().commands.map(commandEntry));
const attach = menu(word("attach"), "attach", () => [
  { icon: "person", label: word("own_contact"), run: () => shareContact(() => act("contact", { user: me() })) },
  { icon: "people", label: word("other_contact"), run: () => act("other_contact", { user: me() }) },
  { icon: "sticker", label: word("sticker"), run: () => act("sticker", { user: me() }) },
  { icon: "photo", label: word("photo"), run: () => act("photo", { user: me() }) },
  { icon: "mic", label: word("voice"), run: () => act("voice", { user: me() }) },
  { icon: "file", label: word("document"), run: () => act("document", { user: me() }) },
]);
const change = ({ id }, text) => act("edit", { user: me(), chat: me(), message: id, text });
const composer = new Composer((text) => send(text), change, commands, attach);
const names = h("div", { class: "names" });
const doings = menu(word("chat_menu"), "dots", () => [
  { icon: "block", label: word(chat().blocked ? "unblock" : "block"), run: () => block(!chat().blocked) },
]);
const title = h("div", { class: "who-is-there" }, names, doings);
const unblock = button("invite", () => block(false), word("unblock"));
const blocked = h("div", { class: "outside" }, h("p", {}, word("blocked")), unblock);

export const me = () => {
  const chosen = recall("person", null);
  return part("people").some((person) => person.id === chosen) ? chosen : part("people")[0].id;
};
const person = () => part("people").find((one) => one.id === me());
const chat = () => part(`chat:${me()}`);
const send = (text) => act("write", { user: me(), chat: me(), text });
const block = (on) => act("block", { user: me(), on });
const commandEntry = ([name, about]) => ({ label: `/${name}`, detail: about, run: () => send(`/${name}`) });

export function mountPhone() {
  const popups = h("div", { class: "popups", id: "popups-private", role: "status" });
  const middle = h("div", { class: "middle" }, messages.node, hint, popups);
  const bottom = h("div", { class: "bottom" }, blocked, ready, composer.bar, composer.node, keyboard);
  document.getElementById("private").append(title, middle, bottom);
}

export function renderPhone() {
  const user = person();
  const { messages: shown, keyboard: buttons, started, description, blocked: isBlocked } = chat();
  seen.set(user.id, newest(shown));
  drawPeople(user);
  const { name } = part("bot");
  const logo = () => h("img", { class: "avatar", src: "icon.svg", alt: "" });
  redraw(names, name, () => [logo(), h("div", {}, h("b", {}, name), h("small", {}, word("bot")))]);
  document.getElementById("phone-language").textContent = user.language.toUpperCase();
  drawAbout(user, description);
  messages.render(`${user.id}`, shown, {
    viewer: user.id,
    language: user.language,
    command: send,
    acts: (message) => actsWith(message, user.id, user.id, { write: !isBlocked, deleteAny: true }, (one) => composer.edit(one)),
    tap: (message, button, done) => tap(user.id, user.id, message, button, done),
  });
  composer.belongTo(user.id);
  composer.hint(buttons?.placeholder);
  blocked.hidden = !isBlocked;
  composer.node.hidden = isBlocked;
  drawReady(user, started && !buttons && !isBlocked);
  drawKeyboard(isBlocked ? null : buttons);
}

/** `done` is called when the press has arrived or failed. From then on the message itself says whether a button waits:
 *  its news may overtake the answer to the press, and a bot may answer before any is sent. */
export async function tap(user, place, message, button, done) {
  await act("tap", { user, chat: place, message: message.id, data: button.value });
  done();
}

/** What clients show before Start: how the bot describes itself. */
function drawAbout({ language }, description) {
  const theirs = () => [h("b", {}, word("can_do")), h("p", { lang: language }, description)];
  redraw(about, `${language}${description}`, description ? theirs : () => [h("p", {}, word("welcome"))]);
}

function drawPeople(user) {
  const people = part("people");
  const unread = people.filter((one) => isUnread(one)).map((one) => one.id);
  const detail = (one) => h("span", { class: unread.includes(one.id) ? "tag unread" : "tag" }, one.language);
  redraw(document.getElementById("people"), JSON.stringify([people, user.id, unread]), () => {
    const add = button("who add", invite, icon("plus"));
    add.setAttribute("aria-label", word("new_person"));
    return [...choices(people, user.id, choose, detail), add];
  });
}

function isUnread(one) {
  const last = newest(part(`chat:${one.id}`).messages);
  if (!seen.has(one.id)) seen.set(one.id, last);
  return last > seen.get(one.id);
}

const newest = (shown) => shown.at(-1)?.id ?? 0;

function choose(id) {
  remember("person", id);
  refresh();
}

async function invite() {
  const wanted = await askForPerson(LANGUAGES);
  const answer = wanted && (await act("new_person", wanted));
  if (answer) choose(answer.user);
}

function drawReady(user, offered) {
  ready.hidden = !offered;
  const chips = () => user.answers.map((text) => button("chip", () => composer.offer(text), text));
  redraw(ready, JSON.stringify(user.answers), chips);
}

function drawKeyboard(buttons) {
  keyboard.hidden = !buttons;
  const rows = () => (buttons?.rows ?? []).map((row) => h("div", { class: "row" }, row.map(replyButton)));
  redraw(keyboard, JSON.stringify(buttons), rows);
}

function replyButton({ text, action, style }) {
  const press = () => act("press", { user: me(), label: text });
  const run = action === "request_contact" ? () => shareContact(press) : press;
  return button(`reply-button ${style ?? ""}`.trim(), run, text);
}

async function shareContact(share) {
  const { name, phone } = person();
  const text = word("share_text", { bot: part("bot").name, name, phone });
  if (await confirm({ title: word("share_title"), text, yes: word("share") })) share();
}

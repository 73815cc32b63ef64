// Time and trouble: leaps of the clock, outages, repeated updates, starts and stops of the bot.

import { act } from "./act.js";
import { h, say } from "./dom.js";
import { note } from "./notes.js";
import { now, part } from "./state.js";
import { clockSeconds, clockTime, dateWithWeekday } from "./time.js";
import { word } from "./words.js";

const LEAPS = ["hour", "day", "year", "morning"];
const trouble = () => part("trouble");
const key = (label, run) => h("button", { type: "button", class: "key", onclick: run }, label);

const outage = key(word("outage"), () => act("outage", { on: !trouble().down_until_ms }));
const duplicates = key(word("duplicates"), () => act("duplicates", { on: !trouble().duplicates }));
const contacts = key(word("contacts"), () => act("contacts", { on: !trouble().contacts_to_one }));
const restart = key(word("restart"), () => act("bot", { do: "restart" }));
const power = key(word("stop"), () => act("bot", { do: trouble().bot === "running" ? "stop" : "start" }));

const policy = key(word("new_policy"), publish);
const group = key(word("unset_group"), () => act("unset_group"));

async function publish() {
  const answer = await act("policy");
  if (answer) note(word("policy_now", answer));
}

export function mountControls() {
  const leaps = LEAPS.map((by) => key(word(by), () => act("leap", { by })));
  document.getElementById("leaps").append(...leaps);
  document.getElementById("troubles").append(outage, duplicates, contacts, restart, power, policy, group);
  setInterval(() => part("people") && tick(), 500);
}

export function renderControls() {
  const { duplicates: doubled, bot, group_is_set: isSet } = trouble();
  duplicates.setAttribute("aria-pressed", String(doubled));
  power.textContent = word(bot === "running" ? "stop" : "start_bot");
  contacts.setAttribute("aria-pressed", String(trouble().contacts_to_one));
  group.setAttribute("aria-pressed", String(!isSet));
  group.disabled = !isSet;
  const state = document.getElementById("bot-state");
  state.dataset.state = bot;
  say(state, word(bot));
  tick();
}

function tick() {
  const time = now();
  const clock = document.getElementById("clock");
  say(clock, clockSeconds(time));
  say(document.getElementById("clock-date"), word("almaty", { date: dateWithWeekday(time) }));
  say(document.getElementById("phone-clock"), clockTime(time));
  const left = Math.ceil(((trouble().down_until_ms ?? 0) - time) / 1000);
  outage.setAttribute("aria-pressed", String(left > 0));
  say(outage, left > 0 ? word("outage_left", { seconds: left }) : word("outage"));
}

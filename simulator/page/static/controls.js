// Time and trouble: leaps of the clock, outages, repeated updates, starts and stops of the bot.

import { act } from "./act.js";
import { h, say } from "./dom.js";
import { now, part } from "./state.js";
import { clockSeconds, clockTime, dateWithWeekday } from "./time.js";

const LEAPS = { hour: "+1 hour", day: "+1 day", year: "+1 year", morning: "Next working morning" };
const STATES = { running: "The bot is running.", stopped: "The bot is stopped.", crashed: "The bot has crashed." };
const trouble = () => part("trouble");
const key = (label, run) => h("button", { type: "button", class: "key", onclick: run }, label);

const outage = key("Telegram down, 1 min", () => act("outage", { on: !trouble().down_until_ms }));
const duplicates = key("Duplicate updates", () => act("duplicates", { on: !trouble().duplicates }));
const restart = key("Restart bot", () => act("bot", { do: "restart" }));
const power = key("Stop bot", () => act("bot", { do: trouble().bot === "running" ? "stop" : "start" }));

export function mountControls() {
  const leaps = Object.entries(LEAPS).map(([by, label]) => key(label, () => act("leap", { by })));
  document.getElementById("leaps").append(...leaps);
  document.getElementById("troubles").append(outage, duplicates, restart, power);
  setInterval(() => part("people") && tick(), 500);
}

export function renderControls() {
  const { duplicates: doubled, bot } = trouble();
  duplicates.setAttribute("aria-pressed", String(doubled));
  power.textContent = bot === "running" ? "Stop bot" : "Start bot";
  const state = document.getElementById("bot-state");
  state.dataset.state = bot;
  say(state, STATES[bot]);
  tick();
}

function tick() {
  const time = now();
  const clock = document.getElementById("clock");
  say(clock, clockSeconds(time));
  say(document.getElementById("clock-date"), `${dateWithWeekday(time)}, Almaty`);
  say(document.getElementById("phone-clock"), clockTime(time));
  const left = Math.ceil(((trouble().down_until_ms ?? 0) - time) / 1000);
  outage.setAttribute("aria-pressed", String(left > 0));
  outage.textContent = left > 0 ? `Telegram is down: ${left} s` : "Telegram down, 1 min";
}

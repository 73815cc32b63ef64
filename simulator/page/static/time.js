// Formats moments of the simulated world. Browsers do not know the days and months of all our languages.

import { word } from "./words.js";

const ZONE = "Asia/Almaty";
const hours = { hour: "2-digit", minute: "2-digit" };
const written = (parts) => new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, ...parts });
const clock = written(hours);
const seconds = written({ ...hours, second: "2-digit" });
const date = written({ weekday: "short", day: "numeric", month: "numeric", year: "numeric" });
const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]; // as `date` calls them

export const clockTime = (ms) => clock.format(ms);
export const clockSeconds = (ms) => seconds.format(ms);

export function dayName(ms) {
  const { day, month, year } = partsOf(ms);
  return word("date", { day, year, month: word("months").split(" ")[month - 1] });
}

export function dateWithWeekday(ms) {
  const number = WEEKDAYS.indexOf(partsOf(ms).weekday);
  return `${word("weekdays").split(" ")[number]}, ${dayName(ms)}`;
}

const partsOf = (ms) => Object.fromEntries(date.formatToParts(ms).map(({ type, value }) => [type, value]));

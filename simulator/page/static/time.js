// Formats moments of the simulated world.

const ZONE = "Asia/Almaty";
const written = (parts) => new Intl.DateTimeFormat("en-GB", { timeZone: ZONE, ...parts });
const hours = { hour: "2-digit", minute: "2-digit" };
const clock = written(hours);
const seconds = written({ ...hours, second: "2-digit" });
const day = written({ day: "numeric", month: "long", year: "numeric" });
const weekday = written({ weekday: "short", day: "numeric", month: "short", year: "numeric" });

export const clockTime = (ms) => clock.format(ms);
export const clockSeconds = (ms) => seconds.format(ms);
export const dayName = (ms) => day.format(ms);
export const dateWithWeekday = (ms) => weekday.format(ms);

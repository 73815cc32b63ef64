// The state that the server sends: parts by name, kept up to date by server-sent events.

const parts = {};
const watchers = [];
const links = [];
let ahead = 0; // milliseconds that the simulated clock is ahead of this computer's

export const part = (name) => parts[name];
export const now = () => Date.now() + ahead;

/** Registers `render(changed, first)`: the names of the changed parts, and whether the page has just connected. */
export const watch = (render) => watchers.push(render);
export const watchConnection = (render) => links.push(render);

export function connect() {
  const stream = new EventSource("/demo/events");
  stream.addEventListener("snapshot", (event) => take(JSON.parse(event.data), true));
  stream.addEventListener("parts", (event) => take(JSON.parse(event.data), false));
  stream.addEventListener("open", () => links.forEach((render) => render(true)));
  stream.addEventListener("error", () => links.forEach((render) => render(false)));
}

function take(fresh, everything) {
  ahead = fresh.now_ms - Date.now();
  if (everything) for (const name of Object.keys(parts)) if (!(name in fresh.parts)) delete parts[name];
  Object.assign(parts, fresh.parts);
  refresh(new Set(Object.keys(fresh.parts)), everything);
}

/** Draws again, for example after a switch to another phone. */
export function refresh(changed = new Set(Object.keys(parts)), first = false) {
  if (parts.people) watchers.forEach((render) => render(changed, first));
}

// What this tab remembers over a reload; without storage it remembers nothing.
export function recall(name, fallback) {
  try {
    return JSON.parse(sessionStorage.getItem(name)) ?? fallback;
  } catch {
    return fallback;
  }
}

export function remember(name, value) {
  try {
    sessionStorage.setItem(name, JSON.stringify(value));
  } catch {
    // a tab without storage
  }
}

// How does the page do something? One POST; what comes of it arrives as events.

import { note } from "./notes.js";

/** The answer, or null if it could not be done; the person is told why. */
export async function act(kind, given = {}) {
  try {
    const response = await fetch("/demo/act", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ act: kind, ...given }),
    });
    const answer = await response.json();
    if (response.ok) return answer;
    note(answer.error, "bad");
  } catch {
    note("The demo does not answer. Is it still running?", "bad");
  }
  return null;
}

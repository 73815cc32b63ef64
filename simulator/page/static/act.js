// Sends an act to the server with one POST; its effects arrive as events.

import { note } from "./notes.js";
import { word } from "./words.js";

/** The answer, or null if the act failed; a note then says why. */
export async function act(kind, given = {}) {
  try {
    const response = await fetch("/demo/act", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ act: kind, ...given }),
    });
    const answer = await response.json();
    if (response.ok) return answer;
    note(word(answer.reason ?? "impossible"), "bad");
  } catch {
    note(word("no_answer"), "bad");
  }
  return null;
}

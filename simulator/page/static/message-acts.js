// What somebody can do with one message.

import { act } from "./act.js";
import { word } from "./words.js";

/** Entries of a menu. `may`: {write, deleteAny}; `edit(message)` begins to edit. */
export function actsWith(message, user, chat, may, edit) {
  const mine = message.sender.id === user;
  const given = { user, chat, message: message.id };
  const isText = message.text && !message.attachment && !message.forwarded;
  const entry = (icon, label, run) => ({ icon, label: word(label), run });
  return [
    mine && may.write && isText && entry("edit", "edit", () => edit(message)),
    may.write && !message.protected && entry("forward", "forward", () => act("forward", given)),
    (mine || may.deleteAny) && entry("bin", "delete", () => act("delete", given)),
  ].filter(Boolean);
}

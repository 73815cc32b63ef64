"""Did the bot ever come to grief: an error nobody caught, a bug in the log, an ERROR that no trouble explains?"""

from __future__ import annotations

import re

from tests.lives.played import Played, Said

EXPLAINED = (
    (
        r"storage refuses|storage has refused|could not be done|could not begin to lead|cannot be read: ",
        "the disk",
    ),
    (r"cannot be read and is set aside", "damaged"),
    (r"another process polls|another program has set|Telegram answers 409", "getUpdates"),
    (r"the staff group cannot be reached", "refused"),
    (r"differs from Telegram|clock", "leaps"),
    (r"erasures wait|cannot be emptied|did not succeed", "the disk"),
)
"""What an ERROR says, and what has to have happened to the life for it to be right."""
BUGS = re.compile(r"ended in a bug|failed; it is tried again|cannot be decided|crashed|never retrieved")


def check(played: Played) -> list[str]:
    found = [f"nobody caught: {one}" for one in played.exceptions]
    happened = _happened(played)
    for said in played.logs:
        if BUGS.search(said.text):
            found.append(f"process {said.process} has a bug: {said.text} {said.error}")
        elif said.level in ("ERROR", "CRITICAL") and not _is_explained(said, happened):
            found.append(f"process {said.process} says without a reason: {said.text}")
    return found


def _is_explained(said: Said, happened: str) -> bool:
    return any(re.search(words, said.text) and cause in happened for words, cause in EXPLAINED)


def _happened(played: Played) -> str:
    """All kinds of trouble of this life, as text."""
    struck = [f"{method} {fault}" for _, method, fault in played.weather.struck]
    said = [f"{act.who} {act.what}" for act in played.acts]
    disk = ["the disk"] if played.life.disk.failures else []
    refused = ["refused" for call in played.life.world.calls if call.status in (400, 403)]
    return " ".join([*struck, *said, *disk, *refused])

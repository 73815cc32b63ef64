"""What is announced to people who want offers, and how far is it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.domain.time import HOUR, Moment

LONGEST = 3_000  # characters of one text; with the mark around it a message still holds it (4,096, Bot API)
FRESH = 24 * HOUR  # in which a preview can be confirmed
MARKS = " \t[](){}:—-#*_"
"""What may stand around the name of a language on its line."""


class State(StrEnum):
    PREVIEW = "preview"
    SENDING = "sending"
    STOPPED = "stopped"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Announcement:
    """`texts` by language, without markup. Of `total` people so many were sent it, left out, or not reached."""

    id: bytes
    state: State
    texts: Mapping[str, str]
    made_at: Moment
    chat_id: int | None = None
    message_id: int | None = None
    total: int = 0
    sent: int = 0
    skipped: int = 0
    blocked: int = 0

    def language_for(self, language: str, master: str) -> str:
        """In which language somebody gets it: their own, or else the master's."""
        return language if language in self.texts else master


def split_texts(typed: str, names: Mapping[str, str], master: str) -> dict[str, str]:
    """One text for each language: a line with a language's name or code begins its text; before it is the master's.

    `names` leads from what may stand on such a line, casefolded, to the language.
    """
    found: dict[str, list[str]] = {}
    current = master
    for line in typed.splitlines():
        named = names.get(line.strip(MARKS).casefold())
        if named:
            current = named
        else:
            found.setdefault(current, []).append(line.rstrip())
    texts = {language: "\n".join(lines).strip() for language, lines in found.items()}
    return {language: text for language, text in texts.items() if text}

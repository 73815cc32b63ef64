"""An announcement to people who want offers, and how far it has been sent."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from bot.domain.frozen import frozen
from bot.domain.time import HOUR, Moment

MAX_TEXT_LENGTH = 1_800  # UTF-16 units of one text; two of them and their headings fit a message (4,096, Bot API)
PREVIEW_VALID_FOR = 24 * HOUR  # a preview can be confirmed for so long
LABEL_MARKS = " \t[](){}:—-#*_"
"""Signs that may surround the name of a language on its line."""


class State(StrEnum):
    PREVIEW = "preview"
    SENDING = "sending"
    STOPPED = "stopped"
    DONE = "done"


@frozen
class Announcement:
    """`texts` by language, without markup. Of `total` people, `sent` got it, `skipped` did not want it any more, and
    `blocked` could not be reached."""

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


def languages_for(language: str, texts: Mapping[str, str], master: str) -> tuple[str, ...]:
    """The languages in which a reader of `language` gets an announcement, the first first.

    The text in the state language comes first, whatever others follow (advertising law 508-II, art. 6(2)).
    """
    return (master, language) if language != master and language in texts else (master,)


def split_texts(typed: str, names: Mapping[str, str], master: str) -> dict[str, str]:
    """Split typed text by language. A line with the name or code of a language begins its text; the rest is `master`'s.

    `names` maps casefolded names and codes to languages.
    """
    found: dict[str, list[str]] = {}
    current = master
    for line in typed.splitlines():
        named = names.get(line.strip(LABEL_MARKS).casefold())
        if named:
            current = named
        else:
            found.setdefault(current, []).append(line.rstrip())
    texts = {language: "\n".join(lines).strip() for language, lines in found.items()}
    return {language: text for language, text in texts.items() if text}

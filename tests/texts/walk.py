"""The shortest walk of somebody who applies, and what they have to read on it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from simulator.state.message import Message
from tests.form import NAMES
from tests.people import EVERYBODY
from tests.scenarios.stage import Guest, plain
from tests.scenarios.timed_stage import open_timed_stage

FOLD = re.compile(r"<blockquote expandable>.*?</blockquote>", re.DOTALL)


@dataclass(frozen=True)
class Walk:
    """Numbers of characters, of messages, and of what the person did; `calls` are those to Telegram about their chat.

    What stands in a fold is counted in `folded` alone; `first` is all that is read before the first answer.
    """

    consent: int
    folded: int
    first: int
    messages: int
    characters: int
    taps: int
    typed: int
    calls: int


async def walk(language: str, folder: Path) -> Walk:
    """From Start to the thanks, without a slip."""
    who = next((one for one in EVERYBODY if one.language == language), replace(EVERYBODY[0], language=language))
    async with open_timed_stage(folder, default_language=language, privacy_policy_date="2026-02-03") as stage:
        guest = stage.guest(who)
        before = len(stage.world.calls)
        await guest.agree()
        consent, question = _said(guest)
        await guest.go_on(NAMES[0])
        await guest.confirm()
        await stage.sweep()
        said = _said(guest)
        return Walk(
            consent=_read(consent),
            folded=len(plain("".join(FOLD.findall(consent.html)))),
            first=_read(consent) + _read(question),
            messages=len(said),
            characters=sum(map(_read, said)),
            taps=sum(query.user is guest.user for query in stage.world.queries.values()) + 1,  # and Start
            typed=len([one for one in guest.chat.history if one.sender is guest.user]) - 1,
            calls=sum(_is_about(call.method, call.params, guest) for call in stage.world.calls[before:]),
        )


def _said(guest: Guest) -> list[Message]:
    return [one for one in guest.chat.history if one.by_bot]


def _read(message: Message) -> int:
    """Characters outside the folds, in every version that says something new."""
    versions = {one.formatted.html for one in (*message.edits, message.version)}
    return sum(len(plain(FOLD.sub("", version))) for version in versions)


def _is_about(method: str, params: dict[str, object], guest: Guest) -> bool:
    return params.get("chat_id") == guest.chat.id or method == "answerCallbackQuery"

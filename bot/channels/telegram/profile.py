"""Publishes how the bot presents itself in Telegram: its name, and the texts before Start."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any, NamedTuple

from aiogram.methods import (
    GetMyDescription,
    GetMyName,
    GetMyShortDescription,
    SetMyDescription,
    SetMyName,
    SetMyShortDescription,
    TelegramMethod,
)

from bot.dialogue.profile import Profile, Profiles
from bot.dialogue.undelivered import Undelivered
from bot.i18n import shorten

log = logging.getLogger(__name__)
Call = Callable[[TelegramMethod[Any]], Awaitable[Any]]
"""Makes a call; its raw result. Raises Undelivered."""


class Part(NamedTuple):
    """One of the texts, as Telegram keeps it for each language. `room` is in UTF-16 units."""

    name: str
    room: int
    of: Callable[[Profile], str]
    ask: Callable[[str | None], TelegramMethod[Any]]
    put: Callable[[str | None, str], TelegramMethod[Any]]

    def wanted(self, profile: Profile) -> str:
        return shorten(self.of(profile), self.room)


PARTS = (
    Part(
        "description",
        512,
        lambda profile: profile.description,
        lambda language: GetMyDescription(language_code=language),
        lambda language, text: SetMyDescription(description=text, language_code=language),
    ),
    Part(
        "short_description",
        120,
        lambda profile: profile.about,
        lambda language: GetMyShortDescription(language_code=language),
        lambda language, text: SetMyShortDescription(short_description=text, language_code=language),
    ),
    Part(
        "name",
        64,
        lambda profile: profile.name,
        lambda language: GetMyName(language_code=language),
        lambda language, text: SetMyName(name=text, language_code=language),
    ),
)
"""Lengths: core.telegram.org/bots/api#setmydescription and its neighbours. The name comes last: Telegram is strictest
about it."""


async def publish_profile(call: Call, profiles: Profiles) -> None:
    """Write what differs, and only that: Telegram lets a bot change these texts seldom (docs/facts/telegram.md 5).

    After a refusal nothing more of that part is written until the next start; asking again would lengthen the wait.
    """
    for part in PARTS:
        try:
            for language, wanted in await find_differences(call, profiles, part):
                await call(part.put(language, wanted))
        except Undelivered as failure:
            # The bot works without a profile, or with an earlier one.
            log.warning("the %s of the bot was not published: %s", part.name, failure.explanation)


async def find_differences(call: Call, profiles: Profiles, part: Part) -> list[tuple[str | None, str]]:
    """The languages in which Telegram shows a wrong text, each with the right one. Raises Undelivered.

    The text without a language comes first, because Telegram shows it where a language has none of its own.
    """
    differing = []
    for language, profile in profiles.items():
        said, wanted = await call(part.ask(language)), part.wanted(profile)
        if not isinstance(said, dict) or said.get(part.name) != wanted:
            differing.append((language, wanted))
    return differing

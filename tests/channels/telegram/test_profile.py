"""Does an empty chat say what the bot is, in every language, and does the bot write only what differs?"""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from aiogram.methods import TelegramMethod

from bot.channels.telegram.profile import PARTS, publish_profile
from bot.dialogue.undelivered import Trouble, Undelivered
from bot.domain.policy import Operator
from bot.i18n import load_words
from bot.views.profile import compose_profiles
from simulator.state.clock import SimulatedClock
from simulator.text import utf16
from simulator.world import World
from tests.people import BIN

WORDS = load_words()
OURS = Operator(None, BIN, "info@momu.kz")
LONG = Operator("“Q & A” " * 25, BIN, "info@momu.kz")  # 200 characters, as many as the setting takes
LANGUAGES = ["", *WORDS.languages]


class Telegram:
    """Calls a world; `refused` names the methods that it refuses."""

    def __init__(self) -> None:
        self.world = World("1:x", SimulatedClock())
        self.refused: tuple[str, ...] = ()
        self.calls: Counter[str] = Counter()

    async def __call__(self, method: TelegramMethod[Any]) -> Any:
        name = method.__api_method__
        self.calls[name] += 1
        if name in self.refused:
            raise Undelivered(Trouble.RATE_LIMITED, 36_000)
        return self.world.call(name, method.model_dump(exclude_none=True, warnings=False))

    def written(self) -> int:
        return sum(count for name, count in self.calls.items() if name.startswith("set"))


@pytest.fixture
def telegram() -> Telegram:
    return Telegram()


@pytest.mark.parametrize("operator", [OURS, LONG])
async def test_everybody_sees_texts_of_a_length_that_telegram_takes(telegram: Telegram, operator: Operator) -> None:
    await publish_profile(telegram, compose_profiles(WORDS, operator, "kk"))
    for part in PARTS:
        for language in LANGUAGES:
            assert 0 < utf16.length(telegram.world.profile.text(part.name, language)) <= part.room


def test_no_text_is_cut_for_this_operator() -> None:
    for profile in compose_profiles(WORDS, OURS, "kk").values():
        assert [part.wanted(profile) for part in PARTS] == [part.of(profile) for part in PARTS]
        assert "<" not in "".join(profile)
        assert "&" not in "".join(profile)


@pytest.mark.parametrize("default", WORDS.languages)
async def test_other_languages_see_the_default_one(telegram: Telegram, default: str) -> None:
    profiles = compose_profiles(WORDS, OURS, default)
    await publish_profile(telegram, profiles)
    for language in LANGUAGES:
        shown = telegram.world.profile.text("description", language or "tr")
        assert shown == profiles[language or default].description


async def test_a_second_start_writes_nothing_and_a_new_text_alone_is_written(telegram: Telegram) -> None:
    await publish_profile(telegram, compose_profiles(WORDS, OURS, "kk"))
    telegram.calls.clear()
    await publish_profile(telegram, compose_profiles(WORDS, OURS, "kk"))
    assert telegram.written() == 0
    telegram.world.call("setMyDescription", description="Other", language_code="ru")
    await publish_profile(telegram, compose_profiles(WORDS, OURS, "kk"))
    assert telegram.written() == telegram.calls["setMyDescription"] == 1


@pytest.mark.parametrize("refused", ["setMyName", "getMyName", "setMyDescription", "getMyShortDescription"])
async def test_what_is_refused_is_asked_once_and_the_rest_is_written(
    telegram: Telegram, refused: str, caplog: pytest.LogCaptureFixture
) -> None:
    telegram.refused = (refused,)
    await publish_profile(telegram, compose_profiles(WORDS, OURS, "kk"))
    assert telegram.calls[refused] == 1
    written = {name for name, _ in telegram.world.profile.texts}
    assert len(written) == len(PARTS) - 1
    assert [record.levelname for record in caplog.records] == ["WARNING"]


async def test_an_answer_that_makes_no_sense_counts_as_another_text(telegram: Telegram) -> None:
    async def garbled(method: TelegramMethod[Any]) -> Any:
        said = await telegram(method)
        return [] if method.__api_method__.startswith("get") else said

    await publish_profile(garbled, compose_profiles(WORDS, OURS, "kk"))
    assert telegram.written() == len(PARTS) * len(LANGUAGES)

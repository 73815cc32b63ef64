"""A text too long for one message comes in pieces: is its end never taken for an answer, and the text answered once?"""

from __future__ import annotations

import pytest

from tests.form import progress
from tests.people import AIGERIM
from tests.scenarios.stage import ANSWERED, Guest, Stage, words
from tests.scenarios.test_noise import goes_on

KK = words("kk")
STORY = "сөз " * 1_030
"""Alone longer than a message can be."""
ENDS = (AIGERIM.name, AIGERIM.phone, AIGERIM.email, KK("button.confirm"), KK("button.back"), KK("button.yes"), "hm")


@pytest.mark.parametrize("place", ["consent", *ANSWERED])
async def test_the_end_of_a_text_that_was_cut_is_no_answer_and_no_button(stage: Stage, place: str) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach(place)
    for end in ENDS:
        assert len(await guest.hears(lambda: guest.user.paste(STORY + end))) == 1  # noqa: B023
        stage.world.clock.advance(3)
    if place == "consent":
        await guest.tap(KK("button.agree"), progress("name"))
        place = "name"
    await goes_on(guest, place)


@pytest.mark.parametrize("pieces", [2, 3, 5])
async def test_a_text_in_many_pieces_gets_one_answer_however_often_they_come(stage: Stage, pieces: int) -> None:
    """Kind: as many pieces as the text is long, each delivered twice."""
    stage.world.updates.repeat_each(2)
    guest = stage.guest(AIGERIM)
    await guest.reach("name")
    said = await guest.hears(lambda: guest.user.paste(STORY * (pieces - 1) + AIGERIM.name))
    assert [message.html for message in said] == [
        KK("form.refused", progress=progress("name"), reason=KK("reason.too_long")),
    ]


async def test_a_word_that_is_longer_than_a_message_is_cut_too(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("name")
    assert len(await guest.hears(lambda: guest.user.paste("а" * 4_096 + "Айгерім"))) == 1


async def answers_after(guest: Guest, text: str, seconds: float, answer: str) -> int:
    """How many messages a long text and what follows it so much later bring."""

    def both() -> None:
        guest.user.write(text)
        guest.user.world.clock.advance(seconds)
        guest.user.write(answer)

    return len(await guest.hears(both))


@pytest.mark.parametrize(
    ("text", "seconds", "answer"),
    [
        (STORY[:4_000], 3, AIGERIM.name),  # typed a little later
        (STORY[:2_000], 0, AIGERIM.name),  # a long text that no client cuts
        (STORY[:4_000], 0, "/help"),  # a command is one whatever came before
    ],
)
async def test_what_does_not_go_on_from_a_cut_text_is_answered(
    stage: Stage, text: str, seconds: float, answer: str
) -> None:
    """The negative twin."""
    guest = stage.guest(AIGERIM)
    await guest.reach("name")
    assert await answers_after(guest, text, seconds, answer) >= 2


async def test_forwarded_messages_are_each_answered(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("name")
    said = await guest.hears(lambda: guest.user.forward(STORY[:4_000]), lambda: guest.user.forward("Дана"))
    assert len(said) == 2

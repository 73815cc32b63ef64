"""Is a press with invented or borrowed data answered, without any effect?"""

import logging

import pytest

from tests.people import AIGERIM, ALICE
from tests.scenarios.stage import Stage, words

KK = words("kk")
OLD = KK("old_button")
TABLES = ("drafts", "leads", "consents")


@pytest.fixture(autouse=True)
def nothing_is_an_error(caplog: pytest.LogCaptureFixture) -> object:
    yield
    found = [record for record in caplog.get_records("call") if record.levelno >= logging.ERROR]
    assert [record.getMessage() for record in found] == []


GARBAGE = [
    "",
    " ",
    "f",
    "f:",
    "f:back",
    "f:back:",
    "f:back:x:",
    "f:back:1:name:more",
    "f:fly:1:",
    "c",
    "c:1",
    "c:2:kk:0",
    "c:1:kk:",
    "l:zz:0",
    "l:kk:7",
    "q:forget:1",
    "q:cancel:1:x",
    "q:other:1:0",
    "g:1",
    "g:1:x",
    "g:1:0",
    "n:",
    "n:-1",
    "n:99999999999999999999",
    "s:take:00:",
    "s:take:zz:",
    "x:y:z",
    "💥" * 16,
    "a" * 64,
    "'; DROP TABLE drafts; --",
    "f:back:٣:",
    "\u202ef:back:1:",
]


@pytest.mark.parametrize("place", ["consent", "name", "review", "sent"])
async def test_forged_presses_are_answered_and_change_nothing(stage: Stage, place: str) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach(place)
    message, before = guest.chat.last, stage.rows(*TABLES)
    shown = message.html
    for data in GARBAGE[1:]:
        await guest.hears(lambda: guest.user.tap_data(data, message))  # noqa: B023
        assert list(stage.world.queries.values())[-1].answer is not None, data
        assert stage.rows(*TABLES) == before, data
    assert shown == message.html or place == "consent"
    assert KK("sorry.bug") not in [one.text for one in guest.chat.history]


async def test_somebody_else_s_buttons_do_nothing(stage: Stage) -> None:
    alice, aigerim = stage.guest(ALICE), stage.guest(AIGERIM)
    await alice.reach("review")
    await aigerim.reach("review")
    await alice.say("/cancel")
    await alice.say("/forget_me")
    before = stage.rows(*TABLES)
    for _, button in alice.buttons:
        if (button.data or "")[0] in "fqg":
            await aigerim.hears(lambda: aigerim.user.tap_data(button.data or "", aigerim.chat.last))  # noqa: B023
            assert aigerim.pop_up == OLD, button
    assert stage.rows(*TABLES) == before


async def test_a_staff_button_pressed_in_private_does_nothing(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    reference = await guest.apply()
    card = await stage.card(reference)
    data = card.inline_buttons[0].data or ""
    for user in (guest.user, stage.madina):
        await guest.hears(lambda: user.tap_data(data, guest.chat.last))  # noqa: B023
    await guest.say("/start")
    assert guest.chat.last.html == KK("application.new", reference=reference)
    assert AIGERIM.email not in card.text

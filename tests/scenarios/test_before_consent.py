"""Until somebody taps «Келісемін», no byte about them is on disk or in a log, whatever they send."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.config.logs import set_up_logs
from simulator.actors.user import User
from simulator.state.message import Message
from tests.bytescan import Needle, scan, scan_folder
from tests.logs_put_back import logs_put_back
from tests.people import AIGERIM
from tests.scenarios.evidence import all_rows, fingerprints, rows, said
from tests.scenarios.stage import Guest, Stage, words

STRANGER_ID = 7_214_365_870
LAST_NAME, USERNAME = "Ерекшебаева", "erekshe_username_77"
WORDS = ["құпия сөйлем", "880412350123", "4111 1111 1111 1111", *AIGERIM.secrets]
NEEDLES: list[Needle] = [STRANGER_ID, AIGERIM.first_name, LAST_NAME, USERNAME, *WORDS]


@pytest.fixture
async def stage(stage_over_http: Stage) -> Stage:
    """The libraries of the wire log too."""
    return stage_over_http


@pytest.fixture
def debug_log(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], str]]:
    """Everything the bot logs at DEBUG, formatted as it would be on standard error."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    with logs_put_back():
        set_up_logs("DEBUG", "text")
        yield stream.getvalue


@pytest.fixture
def stranger(debug_log: Callable[[], str], stage: Stage) -> Guest:
    user = stage.world.user(
        AIGERIM.first_name, "kk", last_name=LAST_NAME, username=USERNAME, phone=AIGERIM.phone, user_id=STRANGER_ID
    )
    return Guest(user, AIGERIM)


def own_message(user: User) -> Message:
    return next(message for message in reversed(user.chat.history) if message.sender is user and message.text)


DATA = [
    "f:confirm:1:",
    "f:edit:1:name",
    "g:1:0",
    "g:0:0",
    "q:forget:1:0",
    "n:0",
    "l:ru:0",
    "s:take:00:",
    "c:1:kk:0",
    "?",
]
ACTS: list[Callable[[User], object]] = [
    lambda user: user.start("payload_from_a_link"),
    lambda user: user.write(AIGERIM.name),
    lambda user: user.write(AIGERIM.phone),
    lambda user: user.write(AIGERIM.email),
    *(lambda user, text=text: user.write(text) for text in WORDS[:3]),
    lambda user: user.write("иә"),
    lambda user: user.write("Растау"),
    *(
        lambda user, command=command: user.write(f"/{command}")
        for command in (
            "help",
            "privacy",
            "language",
            "cancel",
            "forget_me",
            "my_data",
            "consents",
            "nonsense",
            "start",
        )
    ),
    User.send_sticker,
    User.send_voice,
    User.send_video_note,
    User.send_location,
    User.send_document,
    User.send_album,
    lambda user: user.send_photo(AIGERIM.name),
    User.share_contact,
    lambda user: user.forward(AIGERIM.email),
    lambda user: user.edit(own_message(user), f"{AIGERIM.name}!"),
    lambda user: user.tap("Русский"),
    lambda user: user.tap("Қазақша"),
    *(lambda user, data=data: user.tap_data(data, user.chat.last) for data in DATA),
]


async def is_still(stage: Stage, guest: Guest) -> dict[str, str]:
    """The files once the start is over: the bot answers."""
    await guest.hears(guest.user.start)
    return fingerprints(stage.folder)


async def test_whatever_is_sent_before_consent_no_file_has_a_new_byte(
    stage: Stage, stranger: Guest, debug_log: Callable[[], str]
) -> None:
    before = await is_still(stage, stranger)
    for act in ACTS:
        assert len(await stranger.hears(lambda act=act: act(stranger.user))) <= 2  # type: ignore[misc]
    assert fingerprints(stage.folder) == before
    assert scan_folder(stage.folder, NEEDLES) == []
    await stage.stop()
    assert scan_folder(stage.folder, NEEDLES) == []
    assert scan(debug_log().encode(), NEEDLES) == []
    assert debug_log()


@pytest.mark.parametrize("refuse", ["tap", "type"])
async def test_a_refusal_is_only_counted(
    stage: Stage, stranger: Guest, debug_log: Callable[[], str], refuse: str
) -> None:
    await is_still(stage, stranger)
    for act in ACTS[:8]:
        await stranger.hears(lambda act=act: act(stranger.user))  # type: ignore[misc]
    before = all_rows(stage.folder)
    label = words("kk")("button.disagree")
    await stranger.hears(lambda: stranger.user.tap(label) if refuse == "tap" else stranger.user.write(label))
    after = all_rows(stage.folder)
    assert [row[1:] for row in after["momu.db"].pop("daily_counts")] == [("refused", "", 1, "")]
    assert before["momu.db"].pop("daily_counts") == []
    assert after == before
    await stage.stop()
    assert scan_folder(stage.folder, NEEDLES) == []
    assert scan(debug_log().encode(), NEEDLES) == []


async def test_blocking_the_bot_leaves_no_trace_either(
    stage: Stage, stranger: Guest, debug_log: Callable[[], str]
) -> None:
    before = await is_still(stage, stranger)
    await stranger.hears(stranger.user.block_bot)
    await stranger.hears(stranger.user.unblock_bot)
    await stranger.hears(stranger.user.start)
    stranger.user.write(AIGERIM.name)
    stranger.user.block_bot()
    await stranger.hears()
    stranger.user.deactivate()
    assert fingerprints(stage.folder) == before
    await stage.stop()
    assert scan_folder(stage.folder, NEEDLES) == []
    assert scan(debug_log().encode(), NEEDLES) == []


async def test_a_stranger_leaves_no_trace_in_groups(
    stage: Stage, stranger: Guest, debug_log: Callable[[], str]
) -> None:
    """Neither in the staff group nor in one that somebody has added the bot to."""
    before = await is_still(stage, stranger)
    elsewhere = stage.world.supergroup("Басқа топ", members=[stranger.user], bot_member=False)
    elsewhere.invite_bot()
    stage.group.add(stranger.user, by=stage.madina)
    for group in (elsewhere, stage.group):
        stranger.user.write("/start", chat=group)
        stranger.user.write(f"/help@momu_bot {AIGERIM.name}", chat=group)
    await stranger.hears()
    assert fingerprints(stage.folder) == before
    assert not any(AIGERIM.first_name in message.text for message in [*said(elsewhere), *said(stage.group)])
    await stage.stop()
    assert scan(debug_log().encode(), NEEDLES) == []


async def test_consent_is_what_makes_the_difference(stage: Stage, stranger: Guest, tmp_path: Path) -> None:
    """The negative twin: the same look at the files does see a person who has agreed."""
    before = await is_still(stage, stranger)
    await stranger.agree()
    assert fingerprints(stage.folder) != before
    assert rows(stage.folder / "momu.db", "SELECT count(*) FROM persons") == [(1,)]

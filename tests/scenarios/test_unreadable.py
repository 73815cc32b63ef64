"""An update that cannot be read concerns its sender only: the others are served, and it does not come again.

The kind: a field that the bot reads and that is missing, of another type or too large; bytes that fit no encoding; and
what is no JSON at all. What stands in fields that nobody reads hinders nobody: such an update is answered as
what it is.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest

from simulator.actors.user import User
from simulator.state import faults
from simulator.state.updates import Update
from tests.form import progress
from tests.people import AIGERIM, ALICE, DANIYAR, EVERYBODY, Applicant
from tests.scenarios.evidence import rows, stored_rows
from tests.scenarios.processes import Deployment, open_deployment, wait_for
from tests.scenarios.stage import Guest, Stage, words
from tests.scenarios.stopped import command

Content = dict[str, Any]


def spoil(user: User, act: Callable[[], object], change: Callable[[Content], object]) -> Update:
    """What this person does reaches the bot in another shape."""
    act()
    update = user.world.updates.pending[-1]
    change(update.content)
    return update


def dateless(user: User) -> Update:
    return spoil(user, lambda: user.write("сәлем"), lambda content: content.pop("date"))


def forwarded(user: User) -> Update:
    """As Telegram really sent it: somebody hides the account and has no name either, whom the Bot API promises."""
    origin = {"type": "hidden_user", "date": 1422450181}
    return spoil(user, lambda: user.forward("сәлем"), lambda content: content.update(forward_origin=origin))


SPOILT: dict[str, tuple[Callable[[Content], object], str]] = {
    "a missing field": (lambda content: content.pop("date"), "message.date"),
    "another type": (lambda content: content.update(text={"of": "tomorrow"}), "message.text"),
    "a deep one": (lambda content: content.update(contact={"phone_number": 7}), "message.contact.phone_number"),
    "a number too large": (lambda content: content.update(date=10**30), "message.date"),
    "a number that is none": (lambda content: content.update(message_id=True), "message.message_id"),
    "an album of no name": (lambda content: content.update(media_group_id=7), "message.media_group_id"),
}
UNASKED: dict[str, Callable[[Content], object]] = {
    "an unknown value": lambda content: content.update(forward_origin={"type": "galaxy", "date": 1}),
    "another type": lambda content: content.update(entities={"of": "tomorrow"}),
    "a deep one": lambda content: content.update(entities=[{"type": "bold"}]),
    "a number too large": lambda content: content.update(edit_date=10**30),
    "somebody without a name": lambda content: content["from"].pop("first_name"),
    "an answer to nothing": lambda content: content.update(reply_to_message={"message_id": "x"}),
}


def asked(guest: Guest) -> bool:
    """Whether they are asked to agree."""
    return guest.text("button.agree") in guest.chat.last.labels


async def asked_again(guest: Guest) -> None:
    await guest.sees(guest.text("sorry.unreadable"))


@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.language)
async def test_a_message_without_a_date_is_let_go_and_its_sender_asked(
    stage: Stage, who: Applicant, caplog: pytest.LogCaptureFixture
) -> None:
    guest, other = stage.guest(who), stage.guest(AIGERIM)
    await guest.agree()
    update = dateless(guest.user)
    await other.agree()
    await asked_again(guest)
    await stage.world.until(lambda: not stage.world.updates.pending)
    assert f"update {update.id} cannot be read and is set aside; what does not fit: message.date" in caplog.text
    await guest.write(who.name, progress("phone"))


async def test_a_forward_without_the_name_it_should_have_is_answered_as_a_forward(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.agree()
    forwarded(guest.user)
    await guest.sees(guest.text("fallback.forwarded", where="").strip()[:20])
    await guest.write(AIGERIM.name, progress("phone"))


@pytest.mark.parametrize("change", UNASKED.values(), ids=UNASKED)
async def test_what_nobody_reads_hinders_nobody(
    stage: Stage, change: Callable[[Content], object], caplog: pytest.LogCaptureFixture
) -> None:
    guest = stage.guest(AIGERIM)
    spoil(guest.user, lambda: guest.user.write("Сәлем"), change)
    await stage.world.until(lambda: asked(guest))
    assert "cannot be read" not in caplog.text
    await guest.tap(guest.text("button.agree"), progress("name"))


@pytest.mark.parametrize(("change", "place"), SPOILT.values(), ids=SPOILT)
async def test_every_message_that_does_not_fit_is_let_go(
    stage: Stage, change: Callable[[Content], object], place: str, caplog: pytest.LogCaptureFixture
) -> None:
    guest, other = stage.guest(AIGERIM), stage.guest(DANIYAR)
    spoil(guest.user, lambda: guest.user.write("Сейтқалиева Айгерім"), change)
    await other.agree()
    await asked_again(guest)
    assert place in caplog.text
    assert "Айгерім" not in caplog.text
    await stage.restart()
    assert await guest.hears() == []
    await guest.agree()


async def test_a_strangers_restriction_of_the_bot_stops_nobody(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """Whoever adds the bot to a group of their own can cause it; nobody is told anything there."""
    elsewhere = stage.world.supergroup("Басқа топ", members=[stage.outsider])
    await stage.world.until(lambda: not stage.world.updates.pending)
    elsewhere.restrict(stage.world.bot)
    stage.world.updates.pending[-1].content["new_chat_member"].pop("can_react_to_messages")
    await stage.guest(AIGERIM).agree()
    assert "set aside" not in caplog.text
    assert not any(message.by_bot for message in elsewhere.history)


async def test_a_press_that_does_not_fit_is_answered_where_it_was_pressed(stage: Stage) -> None:
    guest = stage.guest(ALICE)
    guest.user.start()
    await stage.world.until(lambda: asked(guest))
    agree = lambda: guest.user.tap(guest.text("button.agree"))  # noqa: E731
    spoil(guest.user, agree, lambda content: content["message"].pop("chat"))
    await stage.world.until(lambda: guest.pop_up == guest.text("sorry.unreadable"))
    assert stage.rows("persons") == [[]]
    await guest.tap(guest.text("button.agree"), progress("name"))


async def test_what_a_person_says_around_it_is_taken_in_order(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.agree()
    guest.user.write(AIGERIM.name)
    dateless(guest.user)
    guest.user.write(AIGERIM.phone)
    await guest.sees(progress("email"))
    texts = [message.text for message in guest.chat.history if message.by_bot]
    sorry = texts.index(guest.text("sorry.unreadable"))
    assert any(progress("phone") in text for text in texts[:sorry])
    assert any(progress("email") in text for text in texts[sorry:])


async def test_it_is_apologised_for_and_counted_once_however_often_it_comes(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    update = dateless(guest.user)
    await asked_again(guest)
    await stage.world.until(lambda: not stage.world.updates.pending)
    for _ in range(2):
        stage.world.redeliver(update)
        await stage.world.until(lambda: not stage.world.updates.pending)
    await guest.agree()
    sorry = [message for message in guest.chat.history if message.text == guest.text("sorry.unreadable")]
    assert len(sorry) == 1
    assert stage.query("SELECT count FROM daily_counts WHERE event = 'unreadable'") == [(1,)]


async def test_it_leaves_nothing_of_its_sender_but_a_number_of_the_day(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    before = stored_rows(stage.folder)["momu.db"]
    dateless(guest.user)
    await asked_again(guest)
    await stage.world.until(lambda: not stage.world.updates.pending)
    after = stored_rows(stage.folder)["momu.db"]
    assert after.pop("daily_counts") != before.pop("daily_counts")
    assert after == before


async def test_doctor_tells_of_it(stage: Stage) -> None:
    dateless(stage.guest(AIGERIM).user)
    await stage.world.until(lambda: stage.query("SELECT 1 FROM daily_counts WHERE event = 'unreadable'"))
    await stage.stop()
    result = await command(stage.folder, "doctor", MASTER_KEY="")
    assert any(
        line.startswith("WARNING  updates") and "could not be read" in line for line in result.stdout.splitlines()
    )


async def test_what_nobody_asked_for_is_acknowledged_in_silence(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """A server that sends every kind, also such as the library does not know."""
    guest = stage.guest(AIGERIM)
    await guest.agree()
    heard = len(guest.chat.history)
    for kind in ("channel_post", "poll_answer", "novelty_of_tomorrow"):
        stage.world.updates.allowed = None
        stage.world.updates.put(kind, {"from": guest.user.to_json(), "text": AIGERIM.email}, 1, 10**15)
    await stage.guest(DANIYAR).agree()
    await stage.world.until(lambda: not stage.world.updates.pending)
    assert len(guest.chat.history) == heard
    assert "set aside" not in caplog.text
    assert AIGERIM.email not in caplog.text
    assert stage.query("SELECT * FROM daily_counts WHERE event = 'unreadable'") == []


# Bytes

BYTES = {
    "cp1251": "сәлем әлем".encode("cp1251", "replace"),
    "a character cut in two": "сәле".encode() + "м".encode()[:1],
    "half a surrogate in bytes": b"\xed\xa0\x80",
}


@pytest.mark.parametrize("body", BYTES.values(), ids=BYTES)
async def test_bytes_that_are_no_text_concern_their_own_update(
    stage: Stage, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """The body as a whole is not UTF-8 then, and nothing of it may be lost but this."""
    stage.world.faults.sometimes("getUpdates", faults.damaged("сәлем әлем".encode(), body), 1.0)
    guest, other = stage.guest(AIGERIM), stage.guest(DANIYAR)
    await guest.agree()
    guest.user.write("сәлем әлем")
    await other.agree()
    await asked_again(guest)
    await stage.world.until(lambda: not stage.world.updates.pending)
    assert "set aside; what does not fit: message.text" in caplog.text
    assert rows(stage.folder / "momu.db", "SELECT step FROM drafts ORDER BY step") == [("name",), ("name",)]


async def test_a_name_whose_bytes_are_no_text_keeps_nobody_from_applying(stage: Stage) -> None:
    """Nothing is decided by it, and its owner could not go on otherwise."""
    stage.world.faults.sometimes("getUpdates", faults.damaged(AIGERIM.first_name.encode(), b"\xc0\xe9"), 1.0)
    guest = stage.guest(Applicant(AIGERIM.first_name, "kk", DANIYAR.name, DANIYAR.phone, DANIYAR.email))
    assert (await guest.apply()).startswith("M-")


BROKEN = {
    "a quotation mark too many": (b'"\xd0\xb1\xd2\xb1\xd0\xb7', b'""'),
    "a bracket that is missing": ('"text":"бұз"}'.encode(), b'"text":"x"'),
    "brackets without end": ('"text":"бұз"'.encode(), b'"text":' + b"[" * 5_000),
}


@pytest.mark.parametrize(("found", "instead"), BROKEN.values(), ids=BROKEN)
async def test_an_update_that_is_no_json_is_found_among_the_others_and_let_go(
    stage: Stage, found: bytes, instead: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    stage.world.faults.sometimes("getUpdates", faults.damaged(found, instead), 1.0)
    guests = [stage.guest(who) for who in (AIGERIM, DANIYAR, ALICE)]
    guests[0].user.start()
    broken = guests[1].user.write("бұз").update
    assert broken
    guests[2].user.start()
    await stage.world.until(lambda: all(asked(guest) for guest in guests[::2]), timeout=15)
    await stage.world.until(lambda: not stage.world.updates.pending)
    assert f"update {broken.id} cannot be read and is set aside; what does not fit: message (no JSON)" in caplog.text
    await guests[1].agree()


async def test_a_page_instead_of_updates_is_an_outage_and_loses_none(stage: Stage) -> None:
    """A hotel, a proxy: status 200, and nothing of Telegram's in it."""
    stage.world.faults.script("getUpdates", faults.proxy_answer(200, b"<html>update_id</html>"), times=3)
    guest = stage.guest(AIGERIM)
    guest.user.start()
    await stage.world.until(lambda: asked(guest), timeout=10)


@pytest.fixture
async def deployed(tmp_path: Path) -> AsyncIterator[Deployment]:
    async with open_deployment(tmp_path) as opened:
        yield opened


async def test_a_process_that_starts_on_it_goes_on(deployed: Deployment) -> None:
    """It waited for the process, and would wait for the next one too."""
    guest = deployed.stage.guest(DANIYAR)
    update = dateless(guest.user)
    await deployed.bot.start()
    await asked_again(guest)
    await wait_for(lambda: f"update {update.id} cannot be read" in deployed.bot.output)
    assert "outage" not in deployed.bot.output
    assert words("ru")("sorry.unreadable") == guest.chat.last.text
    assert await deployed.bot.stop() == 0

"""What happens between the wish to be forgotten and the receipt, while the person goes on talking?"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bot.channels.telegram.abilities import TELEGRAM
from bot.domain import erasure as rules
from bot.domain.erasure import Erasure
from bot.domain.time import EPOCH
from bot.outbox.erasure_receipt import compose
from simulator.state import faults
from simulator.state.faults import Fault
from simulator.state.message import Message
from storage.new_keys import Key
from storage.statements import Statements, StorageUnavailable
from storage.store import Store
from tests.form import progress
from tests.people import AIGERIM, DANIYAR
from tests.scenarios.evidence import rows
from tests.scenarios.stage import Guest, Stage, words
from tests.scenarios.test_office import Command, command, run

__all__ = ["command"]
KK = words("kk")
FORGET, AGREE = KK("button.forget"), KK("button.agree")


async def wish(guest: Guest, method: str = "", *trouble: Fault) -> None:
    """The tap that begins it, and what happens to the next such calls."""
    await guest.write("/forget_me")
    await guest.user.world.until(lambda: FORGET in guest.chat.last.labels)
    if method:
        guest.user.world.faults.script(method, *trouble, chat=guest.chat)
    guest.user.tap(FORGET)


def calls(stage: Stage, method: str) -> int:
    return [call.method for call in stage.world.calls].count(method)


def left(guest: Guest) -> list[Message]:
    return [message for message in guest.chat.messages if not message.deleted]


@pytest.mark.parametrize("words_of_theirs", ["Менің нөмірім басқа: +7 777 100 20 30", "сәлем"])
async def test_what_is_written_in_the_gap_leaves_the_chat_before_the_receipt(
    stage: Stage, words_of_theirs: str
) -> None:
    guest = stage.guest(AIGERIM)
    await guest.apply()
    await wish(guest, "deleteMessages", faults.slow(0.5))
    await stage.world.until(lambda: calls(stage, "deleteMessages"))
    (said,) = await guest.say(words_of_theirs)
    assert said.html == KK("forget.under_way")
    receipt = await guest.sees("E-")
    assert said.deleted
    assert left(guest)[-1] is receipt
    assert not any(message.text == words_of_theirs for message in left(guest))
    (card,) = await guest.say("/start")
    assert AGREE in card.labels


async def test_what_cannot_be_recorded_leaves_the_chat_at_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A disk that is full at that moment. Nobody else could take the message back."""
    guest, try_commit = stage.guest(AIGERIM), Store.try_commit
    await guest.apply()
    await wish(guest, "deleteMessages", faults.slow(0.5))
    await stage.world.until(lambda: calls(stage, "deleteMessages"))

    async def refuse(store: Store, changes: Statements, new_keys: Sequence[Key] = ()) -> bool:
        if any("erasure_messages" in change.sql for change in changes):
            raise StorageUnavailable("SQLITE_FULL")
        return await try_commit(store, changes, new_keys)

    monkeypatch.setattr(Store, "try_commit", refuse)
    (said,) = await guest.say("сәлем")
    assert said.html == KK("forget.under_way")
    await stage.world.until(lambda: said.deleted)
    monkeypatch.undo()
    await guest.sees("E-")
    assert "bug" not in caplog.text


async def test_nobody_can_agree_again_before_the_receipt_and_everybody_after_it(stage: Stage) -> None:
    """An old receipt must not take away the keyboard of a new form, nor say that what is new was destroyed."""
    guest = stage.guest(AIGERIM)
    await guest.apply()
    receipt = "E-"
    stage.world.faults.script("sendMessage", faults.server_error(), times=100, chat=guest.chat, containing=receipt)
    await wish(guest)
    await stage.world.until(lambda: rows(stage.folder / "momu.db", "SELECT 1 FROM erasures WHERE stage = 'destroyed'"))
    # While it is being sent they are let go; it has failed, and is tried again in a second.
    await stage.world.until(lambda: stage.query("SELECT 1 FROM outbox WHERE attempts > 0"))
    await stage.world.until(lambda: stage.query("SELECT 1 FROM erasures WHERE person IS NOT NULL"))
    heard = await guest.hears(guest.user.start)
    assert not any(AGREE in message.labels for message in heard)
    stage.world.faults.clear()
    await guest.sees(receipt)
    await guest.agree()
    await guest.write(AIGERIM.name, progress("phone"))
    assert guest.chat.reply_keyboard_shown is not None
    await asyncio.sleep(0.3)  # whatever might still come
    assert guest.chat.reply_keyboard_shown is not None
    assert progress("phone") in guest.chat.last.text


@pytest.mark.parametrize("edited", [False, True], ids=["says", "edits"])
async def test_whoever_is_on_hold_can_say_and_edit_and_holds_up_nobody(
    stage: Stage, command: Command, edited: bool
) -> None:
    guest, other = stage.guest(AIGERIM), stage.guest(DANIYAR)
    reference = await guest.apply()
    message = guest.user.write("сәлем")
    await guest.hears()
    await stage.stop()
    await run(command, "hold", "--lead", reference, "--reason", "сот", "--until", "2999-01-01")
    await stage.start()
    await wish(guest)
    await guest.sees("сот")
    before = len(guest.chat.history)
    guest.user.edit(message, "басқа") if edited else guest.user.write("басқа")
    await stage.world.until(lambda: any("сот" in said.text for said in guest.chat.history[before:]))
    await other.agree()


def test_whoever_came_back_reads_which_data_the_receipt_is_about() -> None:
    erasure = Erasure(b"", "E-AAAAAA", rules.Reason.WISH, rules.Stage.DESTROYED, None, EPOCH, language="kk")
    told = [
        compose(KK, erasure, "now", {}, "a@example.com", TELEGRAM, came_back=came_back) for came_back in (False, True)
    ]
    assert [KK("erased.earlier") in text for text in told] == [False, True]

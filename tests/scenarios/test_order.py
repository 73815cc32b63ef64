"""What somebody did later waits for what could not be stored: it comes again, and is decided in its turn.

The kind: a write that fails for one update while the next one of the same person needs nothing that fails. Others do
not wait, and nobody waits for ever for an update that does not come back.
"""

from __future__ import annotations

from simulator.state.message import Message
from tests.databases import full_disk
from tests.form import progress
from tests.people import AIGERIM, DANIYAR, MADINA
from tests.scenarios.colleagues import CLOSE, CONTACTED, TAKE, WHEN_TAKEN, data_of, new_card, taken_card
from tests.scenarios.evidence import said, shows
from tests.scenarios.stage import Guest, Stage, plain, words

SORRY = words("kk")("sorry.storage")


async def apologised(stage: Stage, guest: Guest) -> None:
    await stage.world.until(lambda: guest.chat.last.text == SORRY)


def after(guest: Guest, acts: list[Message]) -> list[str]:
    return [message.text for message in said(guest.chat) if message.id > acts[-1].id and message.text != SORRY]


async def taken_in(stage: Stage) -> None:
    await stage.world.until(lambda: not stage.world.updates.pending, timeout=10)


async def test_an_answer_that_could_not_be_stored_is_not_overtaken_by_the_wish_to_stop(stage: Stage) -> None:
    """/cancel writes nothing that fails: it would end the application, and the name would be mere chatter."""
    guest = stage.guest(AIGERIM)
    await guest.agree()
    async with full_disk(stage.folder, "messages"):
        acts = [guest.user.write(AIGERIM.name), guest.user.write("/cancel")]
        await apologised(stage, guest)
    await taken_in(stage)
    *first, second = after(guest, acts)
    assert progress("phone") in "".join(first)
    assert second == plain(guest.text("cancel.ask"))


async def test_one_that_comes_later_waits_too(stage: Stage) -> None:
    """Not only in the same batch: as long as the first one has not come again."""
    guest, other = stage.guest(AIGERIM), stage.guest(DANIYAR)
    await guest.agree()
    async with full_disk(stage.folder, "messages"):
        acts = [guest.user.write(AIGERIM.name)]
        await apologised(stage, guest)
        acts.append(guest.user.write("/language"))
        other.user.start()
        await stage.world.until(lambda: said(other.chat))  # somebody else is not held up
        assert after(guest, acts) == []
    await taken_in(stage)
    *first, second = after(guest, acts)
    assert progress("phone") in "".join(first)
    assert guest.text("language.choose") in second


async def test_a_colleagues_presses_keep_their_order(stage: Stage) -> None:
    _, card = await new_card(stage)
    async with full_disk(stage.folder, "lead_history"):
        take = stage.madina.tap(TAKE, chat=stage.group)
        contacted = stage.madina.tap_data(data_of(card, TAKE).replace("take", "contact"), card)
        await stage.world.until(lambda: take.answer and take.answer.text == SORRY)
    await taken_in(stage)
    await stage.card(f"Хабарласты: {MADINA}")
    assert contacted.answer
    assert contacted.answer.text == words("kk")("staff.done.contact")


async def test_nobody_waits_for_ever_for_a_press_that_has_expired(stage: Stage) -> None:
    _, card = await taken_card(stage)
    async with full_disk(stage.folder, "lead_history"):
        contacted = stage.madina.tap(CONTACTED, chat=stage.group)
        await stage.world.until(lambda: contacted.answer and contacted.answer.text == SORRY)
        stage.world.clock.advance(151)  # a press lives 150 seconds with Telegram
        await taken_in(stage)
    stage.madina.tap(CLOSE, chat=stage.group)
    await stage.world.until(lambda: card.labels != WHEN_TAKEN)
    assert shows(card, AIGERIM)


async def test_a_stored_update_holds_nobody(stage: Stage) -> None:
    """The twin: without trouble both are taken at once."""
    guest = stage.guest(AIGERIM)
    await guest.agree()
    acts = [guest.user.write(AIGERIM.name), guest.user.write("/cancel")]
    await taken_in(stage)
    await stage.world.until(lambda: after(guest, acts)[-1] == plain(guest.text("cancel.ask")))
    assert progress("phone") in "".join(after(guest, acts)[:-1])

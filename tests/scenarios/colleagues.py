"""What the staff, Madina and Timur, do with the cards of their group, and cards in each state."""

from __future__ import annotations

import asyncio

from bot.domain.lead import Outcome, Status
from bot.domain.retention import rule_of_lead
from simulator.actors.user import User
from simulator.state.message import Message
from simulator.state.press import Query
from tests.people import AIGERIM, MADINA, TIMUR
from tests.scenarios.evidence import REFERENCE, cards, said
from tests.scenarios.saved_worlds import SETTLING_SECONDS, Play, begin_at
from tests.scenarios.stage import Guest, Stage

TAKE, CONTACTED, CLOSE, BACK = "Жұмысқа алу", "Хабарластым", "Жабу", "Артқа"
RELEASE, HAND_OVER, TAKE_OVER = "Қайтару", "Басқаға беру", "Өзіме алу"
REOPEN, SURE_TO_REOPEN = "Қайта ашу", "Иә, қайта ашу"
NO_ANSWER = "Жауап бермеді"
GIVE_UP = [RELEASE, HAND_OVER]
WHEN_CONTACTED = [NO_ANSWER, CLOSE, *GIVE_UP]
WHEN_TAKEN = [CONTACTED, *WHEN_CONTACTED]
"""The buttons of a card."""
OUTCOMES = ("Келістік", "Қазір емес", "Нөмірі қате", "Спам")
ORDINARY = next(one for one in Outcome if rule_of_lead(Status.CLOSED, one) is rule_of_lead(Status.CLOSED, None))
"""An outcome that no rule of retention names: the application is kept as any closed one."""


async def press(stage: Stage, who: User, label: str, message: Message | None = None) -> str:
    """Presses a button of the group, as soon as a message has it; the text of the pop-up."""
    if message is None:
        await stage.world.until(lambda: any(label in one.labels for one in stage.group.messages))
    return await pop_up(stage, who.tap(label, chat=stage.group, message=message))


async def forge(stage: Stage, who: User, message: Message, data: str) -> str:
    return await pop_up(stage, who.tap_data(data, message))


async def pop_up(stage: Stage, query: Query) -> str:
    await stage.world.until(lambda: query.answer is not None)
    assert query.answer
    return query.answer.text or ""


async def new_card(stage: Stage) -> tuple[str, Message]:
    """An application by Aigerim: its reference and its card, which nobody has taken. Likewise below."""
    reference = await stage.guest(AIGERIM).apply()
    return reference, await stage.card(reference)


async def taken_card(stage: Stage) -> tuple[str, Message]:
    return await _card_at(stage, "taken", _take)


async def _card_at(stage: Stage, place: str, play: Play) -> tuple[str, Message]:
    guest = stage.guest(AIGERIM)
    if not await begin_at(stage, place, guest, play):
        await play(stage, guest)
    [card] = cards(stage.group)
    return REFERENCE.findall(card.text)[0], card


async def _take(stage: Stage, guest: Guest) -> Message:
    reference = await guest.apply()
    card = await stage.card(reference)
    await press(stage, stage.madina, TAKE)
    await stage.card(reference, AIGERIM.email, MADINA)
    return card


async def _close(stage: Stage, guest: Guest) -> None:
    card = await _take(stage, guest)
    await press(stage, stage.madina, CLOSE)
    await stage.world.until(lambda: OUTCOMES[1] in card.labels)
    await press(stage, stage.madina, OUTCOMES[1])
    await stage.world.until(lambda: card.labels == [REOPEN])


async def wait_for_deliveries(stage: Stage) -> None:
    """Waits until everything before has been delivered, and whatever else was under way has been said."""
    await asyncio.sleep(SETTLING_SECONDS)
    await stage.world.until(stage.is_outbox_empty)


async def closed_card(stage: Stage) -> tuple[str, Message]:
    return await _card_at(stage, "closed", _close)


async def close_work(stage: Stage, reference: str = "M-") -> Message:
    """Madina takes the application, and closes it: its person can apply again. Its card; without a reference, of the
    newest that is open."""

    def found() -> list[Message]:
        shown = [one for one in cards(stage.group, reference) if one.text.startswith(reference)]
        return [one for one in shown if one.inline_buttons and one.labels != [REOPEN]]

    await stage.world.until(lambda: bool(found()))
    card = found()[-1]
    for label, shown in ((TAKE, CLOSE), (CLOSE, OUTCOMES[1]), (OUTCOMES[1], REOPEN)):
        if label in card.labels:
            await press(stage, stage.madina, label, card)
            await stage.world.until(lambda: shown in card.labels)  # noqa: B023
    await stage.world.until(stage.is_outbox_empty, 120)  # its person has been told; the group hears twenty a minute
    return card


async def offered_card(stage: Stage) -> tuple[str, Message]:
    reference, card = await taken_card(stage)
    await press(stage, stage.madina, HAND_OVER)
    await stage.world.until(lambda: TAKE_OVER in card.labels)
    return reference, card


async def ask(stage: Stage, text: str, reply_to: Message | None = None) -> Message:
    """Writes a command as Madina; the bot's answer in the group."""
    before = len(said(stage.group))
    stage.madina.write(text, chat=stage.group, reply_to=reply_to)
    await stage.world.until(lambda: len(said(stage.group)) > before)
    return said(stage.group)[-1]


def data_of(card: Message, label: str) -> str:
    """The data of a button in any version of the card: other clients still show old buttons."""
    versions = [*card.edits, card.version]
    found = [one.data for each in versions if each.inline for one in each.inline.buttons if one.text == label]
    return found[-1] or ""


async def card_to_reopen(stage: Stage) -> tuple[str, Message]:
    reference, card = await closed_card(stage)
    await press(stage, stage.timur, REOPEN)
    await stage.world.until(lambda: SURE_TO_REOPEN in card.labels)
    return reference, card


async def card_to_close(stage: Stage) -> tuple[str, Message]:
    reference, card = await taken_card(stage)
    await press(stage, stage.madina, CLOSE)
    await stage.world.until(lambda: OUTCOMES[0] in card.labels)
    return reference, card


async def contacted_card(stage: Stage) -> tuple[str, Message]:
    reference, card = await taken_card(stage)
    await press(stage, stage.madina, CONTACTED)
    await stage.world.until(lambda: card.labels == WHEN_CONTACTED)
    return reference, card


async def released_card(stage: Stage) -> tuple[str, Message]:
    reference, card = await taken_card(stage)
    await press(stage, stage.madina, RELEASE)
    await stage.world.until(lambda: card.labels == [TAKE])
    return reference, card


async def handed_over_card(stage: Stage) -> tuple[str, Message]:
    reference, card = await offered_card(stage)
    await press(stage, stage.timur, TAKE_OVER)
    await stage.world.until(lambda: TIMUR in card.text)
    return reference, card


async def reopened_card(stage: Stage) -> tuple[str, Message]:
    reference, card = await card_to_reopen(stage)
    await press(stage, stage.timur, SURE_TO_REOPEN)
    await stage.world.until(lambda: card.labels == [TAKE])
    return reference, card


async def card_shown_again(stage: Stage) -> tuple[str, Message]:
    """Asks for a taken lead with /lead; the reference and the new card."""
    reference, first = await taken_card(stage)
    stage.timur.write(f"/lead {reference}", chat=stage.group)
    await stage.world.until(lambda: stage.group.last is not first and AIGERIM.email in stage.group.last.text)
    return reference, stage.group.last

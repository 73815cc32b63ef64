"""What do Madina and Timur do with the cards of their group?"""

from __future__ import annotations

from simulator.actor import User
from simulator.message import Message
from simulator.press import Query
from tests.people import AIGERIM, DANIYAR, MADINA
from tests.scenarios.evidence import cards
from tests.scenarios.stage import Stage

TAKE, CONTACTED, CLOSE, BACK = "Жұмысқа алу", "Хабарластым", "Жабу", "Артқа"
RELEASE, HAND_OVER, TAKE_OVER = "Қайтару", "Басқаға беру", "Өзіме алу"
REOPEN, SURE_TO_REOPEN = "Қайта ашу", "Иә, қайта ашу"
GIVE_UP = [RELEASE, HAND_OVER]
OUTCOMES = ("Келісімшарт болады", "Қазір емес", "Нөмірі қате", "Спам")


async def press(stage: Stage, who: User, label: str, message: Message | None = None) -> str:
    """What the presser was told."""
    return await told(stage, who.tap(label, chat=stage.group, message=message))


async def forge(stage: Stage, who: User, message: Message, data: str) -> str:
    return await told(stage, who.tap_data(data, message))


async def told(stage: Stage, query: Query) -> str:
    await stage.world.until(lambda: query.answer is not None)
    assert query.answer
    return query.answer.text or ""


async def arrives(stage: Stage) -> tuple[str, Message]:
    """One application of Aigerim's: its reference and its card."""
    reference = await stage.guest(AIGERIM).apply()
    return reference, await stage.card(reference)


async def taken(stage: Stage) -> tuple[str, Message]:
    reference, card = await arrives(stage)
    await press(stage, stage.madina, TAKE)
    await stage.card(reference, AIGERIM.email, MADINA)
    return reference, card


async def settled(stage: Stage) -> None:
    """Whatever the presses before have caused is done: the same lane, in order, has delivered one more card."""
    reference = await stage.guest(DANIYAR).apply()
    await stage.world.until(lambda: cards(stage.group, reference))


async def closed(stage: Stage) -> tuple[str, Message]:
    reference, card = await taken(stage)
    await press(stage, stage.madina, CLOSE)
    await stage.world.until(lambda: OUTCOMES[1] in card.labels)
    await press(stage, stage.madina, OUTCOMES[1])
    await stage.world.until(lambda: card.labels == [REOPEN])
    return reference, card


async def offered(stage: Stage) -> tuple[str, Message]:
    reference, card = await taken(stage)
    await press(stage, stage.madina, HAND_OVER)
    await stage.world.until(lambda: TAKE_OVER in card.labels)
    return reference, card

"""A colleague asks for the card of one lead: it is sent again with its history, and the earlier card is emptied."""

from __future__ import annotations

import pytest

from bot.dialogue.event import Event, Quoted
from bot.dialogue.presses import LeadPress
from bot.domain.facts import Fact
from bot.domain.lead import Status
from storage import cards
from tests.handlers.cases import Case, each, in_group, on_card, popup, say
from tests.handlers.scene import Scene
from tests.handlers.somebody import COLLEAGUE, sent
from tests.handlers.turns import STAFF_CHAT

REFERENCE = "M-7K3F9Q"
ANEW = ("INSERT INTO old_cards", "DELETE FROM cards", "INSERT INTO outbox")
SEEN = (*ANEW, "INSERT INTO disclosure_specialists", "INSERT INTO access_log")
WHICH, UNKNOWN = say("lead.which", command="lead"), say("lead.unknown", command="lead")
COMING, GONE = popup("lead.coming", reference=REFERENCE), popup("staff.no_lead")
PRESS = on_card(LeadPress(reference=REFERENCE))


def answering(message: int) -> Event:
    return in_group("/lead", COLLEAGUE, reply_to=Quoted(message, "", True))


CASES = [
    Case("request_card.ask_for_card", in_group(f"/lead {REFERENCE}"), [], ANEW, sent(card=1)),
    Case("request_card.ask_for_card", in_group("/lead м 7к3f9q"), [], ANEW, sent()),
    Case("request_card.ask_for_card", answering(1), [], ANEW, sent(card=1)),
    Case("request_card.ask_for_card", in_group(f"/lead {REFERENCE}"), [], SEEN, sent(Status.TAKEN, card=1)),
    Case("request_card.ask_for_card", answering(2), [UNKNOWN], [], sent(card=1)),
    Case("request_card.ask_for_card", in_group("/lead"), [WHICH], [], sent()),
    Case("request_card.ask_for_card", in_group("/lead M-222222"), [UNKNOWN], [], sent()),
    Case("request_card.ask_for_card", in_group("/lead Айгерім"), [UNKNOWN], [], sent()),
    Case("request_card.ask_for_card", in_group(f"/lead {REFERENCE}"), [UNKNOWN], [], sent(erasing=True)),
    Case("request_card.press_reference", PRESS, [COMING], ANEW, sent(card=1)),
    Case("request_card.press_reference", PRESS, [GONE], [], sent(erasing=True)),
    Case("request_card.press_reference", PRESS, [GONE]),
]


@each(CASES)
async def test_what_is_decided(case: Case, scene: Scene) -> None:
    await case.play(scene)


@pytest.mark.parametrize("event", [in_group(f"/lead {REFERENCE}"), PRESS], ids=["command", "press"])
async def test_the_earlier_card_is_kept_in_mind_until_it_is_empty(event: Event, scene: Scene) -> None:
    await scene.admit(sent(card=1))
    lead, engine = (await scene.lead()).id, scene.store.engine
    await scene.play(event)
    assert await cards.load(engine, lead) is None
    assert [card.message_id for card in await cards.earlier(engine, lead)] == [1]
    assert await scene.tells(Fact.CARD, lead)


async def test_the_earlier_card_still_names_its_lead(scene: Scene) -> None:
    await scene.admit(sent(card=1))
    await scene.play(PRESS)
    assert await cards.find_lead(scene.store.engine, STAFF_CHAT, 1) == (await scene.lead()).id
    await scene.play(answering(1))


async def test_asking_twice_brings_one_card(scene: Scene) -> None:
    await scene.admit(sent(card=1))
    await scene.play(PRESS)
    await scene.play(PRESS)
    assert await scene.count("outbox") == 1

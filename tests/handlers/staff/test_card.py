"""A colleague works on a lead with the buttons of its card. The stored lead decides what a button may do."""

from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue.event import Event, Sender
from bot.dialogue.presses import CardPress, ForgetPress
from bot.domain.facts import Fact
from bot.domain.lead import Action, Outcome, Status
from bot.domain.time import DAY, EPOCH, HOUR, MILLISECOND, NO_TIME
from bot.domain.time import SECOND as SECOND_LATER
from bot.views.card import ASK_TO_REOPEN, NEVER_MIND, OUTCOMES, SHOW
from storage import leads, waiting_leads
from storage.statements import Conflict, Statement
from tests.handlers.cases import ADMINISTRATOR, BUTTONS, Case, Line, each, heard, on_card, popup, rewrite
from tests.handlers.scene import Scene
from tests.handlers.somebody import COLLEAGUE, SECOND, SINCE, Somebody, make_lead, sent
from tests.handlers.turns import NOW, SAY, SCHEDULE, make_press
from tests.people import MADINA, TIMUR

REFERENCE = "M-7K3F9Q"
MOVED = ("UPDATE leads", "INSERT INTO lead_history", "INSERT INTO outbox", "INSERT INTO disclosure_specialists")
SEEN = ("INSERT INTO access_log",)
COUNTED = (*MOVED, "INSERT INTO daily_counts", "UPDATE persons")
NO_LEAD = popup("staff.no_lead")
OLD = popup("old_button")
TAKEN_BY = popup("staff.taken_by", owner=MADINA, reference=REFERENCE)
CLOSED_BY = popup("staff.closed_by", owner=MADINA, reference=REFERENCE)
YOURS = popup("staff.yours", reference=REFERENCE)
NEW, TAKEN, CONTACTED, CLOSED = (sent(status, card=1) for status in Status)
OFFERED = Somebody(leads=(make_lead(Status.TAKEN, offered=True),), card=1)
ERASED = sent(card=1, erasing=True)
LATE = {"now": NOW + 5_000 * DAY}


def press(
    action: str, who: Sender = COLLEAGUE, outcome: str = "", lead: str = REFERENCE.encode().hex(), **more: Any
) -> Event:
    return on_card(CardPress(action=action, lead=lead, outcome=outcome), who, **more)


def done(action: Action) -> Line:
    return popup(f"staff.done.{action}", reference=REFERENCE)


def case(event: Event, says: Line, writes: tuple[str, ...], given: Somebody, **turn: Any) -> Case:
    return Case("card.press_card", event, [says], writes, given, turn=turn)


CASES = [
    # Take
    case(press("take"), done(Action.TAKE), (*COUNTED, *SEEN), NEW),
    case(press("take", message=None), done(Action.TAKE), (*COUNTED, *SEEN), NEW),
    case(press("take"), done(Action.TAKE), (*COUNTED, *SEEN), sent()),
    case(press("take", SECOND), TAKEN_BY, (), TAKEN),
    case(press("take"), YOURS, (), CONTACTED),
    case(press("take", SECOND), CLOSED_BY, (), CLOSED),
    case(press(SHOW), OLD, (), TAKEN),  # with STAFF_CARD=claim: forged, or from before the setting was changed
    # Contact
    case(press("contact"), done(Action.CONTACT), COUNTED, TAKEN),
    case(press("contact", SECOND), TAKEN_BY, (), TAKEN),
    case(press("contact", SECOND), TAKEN_BY, (), TAKEN, **ADMINISTRATOR),
    case(press("contact"), popup("staff.not_taken", reference=REFERENCE), (), NEW),
    case(press("contact"), YOURS, (), CONTACTED),
    # No answer
    case(press("no_answer"), done(Action.NO_ANSWER), MOVED, TAKEN),
    case(press("no_answer"), done(Action.NO_ANSWER), COUNTED, CONTACTED),
    case(press("no_answer", SECOND), TAKEN_BY, (), TAKEN, **ADMINISTRATOR),
    case(press("no_answer"), popup("staff.not_taken", reference=REFERENCE), (), NEW),
    case(press("no_answer"), CLOSED_BY, (), CLOSED),
    case(press("no_answer"), YOURS, (), OFFERED),
    # Close
    case(press(OUTCOMES), BUTTONS, (), TAKEN),
    case(press(OUTCOMES, SECOND), TAKEN_BY, (), TAKEN),
    case(press(OUTCOMES, SECOND), BUTTONS, (), TAKEN, **ADMINISTRATOR),
    *(
        case(press("close", outcome=one), done(Action.CLOSE), COUNTED if one is Outcome.WON else MOVED, CONTACTED)
        for one in Outcome
    ),
    case(press("close", SECOND, Outcome.SPAM), done(Action.CLOSE), MOVED, TAKEN, **ADMINISTRATOR),
    case(press("close", SECOND, Outcome.SPAM), TAKEN_BY, (), TAKEN),
    case(press("close", outcome="burnt"), OLD, (), TAKEN),
    case(press("close"), OLD, (), TAKEN),
    # Release, and hand over
    case(press("release"), done(Action.RELEASE), MOVED, TAKEN),
    case(press("release", SECOND), done(Action.RELEASE), MOVED, CONTACTED, **ADMINISTRATOR),
    case(press("release", SECOND), TAKEN_BY, (), TAKEN),
    case(press("offer"), done(Action.OFFER), MOVED, TAKEN),
    case(press("offer", SECOND), TAKEN_BY, (), TAKEN),
    case(press("keep"), done(Action.KEEP), MOVED, OFFERED),
    case(press("keep"), YOURS, (), TAKEN),
    case(press("take_over", SECOND), done(Action.TAKE_OVER), (*MOVED, *SEEN), OFFERED),
    case(press("take_over"), YOURS, (), OFFERED),
    case(press("take_over", SECOND), TAKEN_BY, (), TAKEN),
    # Reopen
    case(press(ASK_TO_REOPEN, SECOND), BUTTONS, (), CLOSED),
    case(press("reopen", SECOND), done(Action.REOPEN), MOVED, CLOSED),
    case(press("reopen"), popup("staff.open_already", reference=REFERENCE), (), NEW),
    case(press(NEVER_MIND), BUTTONS, (), CLOSED),
    # Not this card, not this lead
    case(press("burn"), OLD, (), NEW),
    case(press("take", lead="00"), NO_LEAD, (), NEW),
    case(press("take", lead="Ә"), NO_LEAD, (), NEW),
    case(press("take"), NO_LEAD, (), ERASED),
    case(press("take"), NO_LEAD, (), NEW, **LATE),
    Case("card.press_card", press("take", message=2), [popup("staff.other_card"), rewrite("card.doubled")], [], NEW),
]


@each(CASES)
async def test_what_is_decided(case: Case, scene: Scene) -> None:
    await case.play(scene)


async def test_the_colleague_who_takes_a_lead_owns_it(scene: Scene) -> None:
    await scene.admit(NEW)
    await scene.play(press("take"))
    lead = await scene.lead()
    assert (lead.status, lead.owner_name, lead.changed_at) == (Status.TAKEN, MADINA, NOW)
    assert lead.owner == (await scene.visitor(COLLEAGUE)).pseudonym
    assert await scene.tells(Fact.CARD, lead.id)


async def test_the_person_is_told_of_the_first_take_only(scene: Scene) -> None:
    await scene.admit(NEW)
    lead = (await scene.lead()).id
    await scene.play(press("take"))
    assert await scene.tells(Fact.TAKEN, lead)
    await forget_outbox(scene)
    scene.now += DAY
    for action in ("offer", "keep", "release", "take", "contact"):
        await scene.play(press(action))
    await scene.play(press("offer"))
    await scene.play(press("take_over", SECOND))
    assert not await scene.tells(Fact.TAKEN, lead)


@pytest.mark.parametrize("outcome", Outcome)
async def test_the_person_is_told_how_it_ended_but_for_spam(scene: Scene, outcome: Outcome) -> None:
    await scene.admit(CONTACTED)
    lead = (await scene.lead()).id
    await scene.play(press("close", outcome=outcome))
    assert await scene.tells(Fact.CLOSED, lead) is (outcome is not Outcome.SPAM)


async def test_the_same_end_is_not_told_twice_and_another_one_is(scene: Scene) -> None:
    await scene.admit(CONTACTED)
    lead = (await scene.lead()).id
    await scene.play(press("close", outcome="won"))
    for outcome, told in (("won", False), ("wrong_number", True)):
        await forget_outbox(scene)
        scene.now += DAY
        for action in ("reopen", "take"):
            await scene.play(press(action))
        await scene.play(press("close", outcome=outcome))
        assert await scene.tells(Fact.CLOSED, lead) is told


async def test_a_double_tap_is_one_call_and_a_person_is_told_once_a_working_day(scene: Scene) -> None:
    """It is Monday, ten o'clock."""
    await scene.admit(TAKEN)
    lead = (await scene.lead()).id
    monday = NOW + DAY + 5 * HOUR
    told = []
    for later in (NO_TIME, SECOND_LATER, HOUR, 12 * HOUR, DAY, DAY + 2 * HOUR):
        await forget_outbox(scene)
        scene.now = monday + later
        await scene.play(press("no_answer"))
        told.append(await scene.tells(Fact.TRIED, lead))
    # The evening belongs to the next working day
    assert told == [True, False, False, True, False, False]
    assert ((await scene.lead()).tries, (await scene.lead()).tried_at) == (5, monday + DAY + 2 * HOUR)


async def test_it_comes_back_at_the_next_opening_until_somebody_is_reached(scene: Scene) -> None:
    await scene.admit(TAKEN)
    await scene.play(press("no_answer"))
    lead = await scene.lead()
    opening = SCHEDULE.retry_at(NOW)
    assert opening > NOW
    assert SCHEDULE.calendar.next_opening(opening) == opening
    engine = scene.store.engine
    assert await waiting_leads.to_nudge(engine, opening - MILLISECOND, 9) == []
    [waiting] = await waiting_leads.to_nudge(engine, opening, 9)
    assert (waiting.lead, waiting.since, waiting.nudges) == (lead.id, NOW, 0)
    await scene.store.commit([waiting_leads.claim_nudge(waiting, None)])
    await scene.play(press("contact"))
    assert ((await scene.lead()).tries, (await scene.lead()).tried_at) == (0, EPOCH)


async def test_of_two_calls_noted_at_once_each_counts_on_what_is_true(scene: Scene) -> None:
    await scene.admit(TAKEN)
    first, second = await scene.decide(press("no_answer")), await scene.decide(press("contact"))
    await scene.commit(first)
    with pytest.raises(Conflict):
        await scene.commit(second)


async def forget_outbox(scene: Scene) -> None:
    """All was told."""
    await scene.store.commit([Statement("DELETE FROM outbox")])


async def test_of_two_who_take_it_at_once_one_gets_it(scene: Scene) -> None:
    await scene.admit(NEW)
    first, second = await scene.decide(press("take", SECOND)), await scene.decide(press("take"))
    await scene.commit(first)
    with pytest.raises(Conflict):
        await scene.commit(second)
    assert heard(await scene.play(press("take"))) == [popup("staff.taken_by", owner=TIMUR, reference=REFERENCE)]
    assert await scene.count("lead_history") == 1


async def test_a_double_tap_takes_once(scene: Scene) -> None:
    await scene.admit(NEW)
    await scene.play(press("take"))
    assert heard(await scene.play(press("take"))) == [YOURS]
    assert await scene.count("lead_history") == 1


async def test_a_lead_lives_to_its_end_and_begins_again(scene: Scene) -> None:
    await scene.admit(NEW)
    for event in (press("take"), press("contact"), press("close", outcome="won")):
        await scene.play(event)
    closed = await scene.lead()
    assert (closed.status, closed.outcome, closed.owner_name) == (Status.CLOSED, Outcome.WON, MADINA)
    await scene.play(press("reopen", SECOND))
    reopened = await scene.lead()
    assert (reopened.status, reopened.outcome, reopened.owner, reopened.owner_name) == (Status.NEW, None, None, None)
    assert await scene.count("lead_history") == 4


async def test_a_lead_is_handed_over(scene: Scene) -> None:
    await scene.admit(TAKEN)
    await scene.play(press("offer"))
    assert (await scene.lead()).offered
    await scene.play(press("take_over", SECOND))
    lead = await scene.lead()
    assert (lead.owner_name, lead.offered, lead.status) == (TIMUR, False, Status.TAKEN)


async def test_each_step_moves_the_end(scene: Scene) -> None:
    await scene.admit(NEW)
    who = (await scene.visitor()).pseudonym
    before = await leads.ends_of(scene.store.engine, who)
    await scene.play(press("take"))
    after = await leads.ends_of(scene.store.engine, who)
    lead = (await scene.lead()).id
    assert after[lead] > before[lead]


async def test_nobody_takes_what_is_being_erased_meanwhile(scene: Scene) -> None:
    await scene.admit(NEW)
    await scene.play(make_press(ForgetPress(sure=True, since=SINCE)))
    assert heard(await scene.play(press("take"))) == [NO_LEAD]


async def test_a_colleague_without_a_visible_name_is_called_a_colleague(scene: Scene) -> None:
    await scene.admit(NEW)
    await scene.play(press("take", Sender(COLLEAGUE.address, "\u3164")))
    assert (await scene.lead()).owner_name == SAY("staff.nameless")

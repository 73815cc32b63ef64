"""A person rates the service after their application was closed, or takes every rating back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.dialogue.decision import Rewrite
from bot.dialogue.event import Event
from bot.dialogue.feedback_presses import FeedbackPress, WithdrawFeedbackPress
from bot.domain.consent import Purpose
from bot.domain.facts import Fact
from bot.domain.lead import Lead, Outcome, Status
from bot.domain.time import EPOCH, MILLISECOND
from bot.views.notice import compose_feedback
from storage import consents, feedback
from storage.statements import Conflict
from tests.handlers.cases import Case, Line, each, heard, popup, rewrite, say, typed
from tests.handlers.lines import GRANTED, LEDGER
from tests.handlers.person.test_consents import NOT_GIVEN, listed, state
from tests.handlers.scene import Scene
from tests.handlers.somebody import SINCE, Somebody, known, sent
from tests.handlers.turns import INSTALLATION, NOW, OPERATOR, SAY, make_press, make_turn

REFERENCE, LEAD = "M-7K3F9Q", b"M-7K3F9Q"
MARK = compose_feedback(INSTALLATION, "kk").mark
OLD, LIST_OLD, NOTHING = popup("old_button"), popup("consents.old"), popup("consents.nothing")
RATED = ("UPDATE persons", *GRANTED, "INSERT INTO feedback", "INSERT INTO outbox")
WORDS = "Тез жауап берді, рақмет"
GONE = ("UPDATE consents", *LEDGER, "DELETE FROM feedback", "INSERT INTO outbox", "UPDATE persons")


def closed(outcome: Outcome | None, **more: Any) -> Somebody:
    somebody = sent(Status.CLOSED, **more)
    return replace(somebody, leads=tuple(replace(one, outcome=outcome) for one in somebody.leads))


SERVED = closed(Outcome.WON)


def rating(number: int, **more: Any) -> Event:
    given: dict[str, Any] = {"lead": LEAD.hex(), "language": "kk", "shown": MARK, **more}
    return make_press(FeedbackPress(rating=number, **given))


DISPUTED = popup("blocked.told", email=OPERATOR.email)
WITHDRAW = make_press(WithdrawFeedbackPress(since=SINCE))


def rated(number: int) -> Line:
    return rewrite("feedback.rated", rating=number, reference=REFERENCE)


async def rate(scene: Scene) -> None:
    await scene.play(rating(4))


WITHDRAWN = SAY("consents.withdrawn", date=make_turn(WITHDRAW).date(NOW))
LISTED = Line(Rewrite, listed(state(SINCE), NOT_GIVEN, asks=True, feedback=WITHDRAWN))
CASES = [
    Case("feedback.rate", rating(5), [rated(5)], RATED, SERVED),
    Case("feedback.rate", rating(1), [rated(1)], RATED, closed(Outcome.NOT_NOW)),
    Case("feedback.decline", rating(0), [rewrite("feedback.declined")], [], SERVED),
    # Not a rating that the bot offers now
    Case("feedback.rate", rating(6), [OLD], [], SERVED),
    Case("feedback.rate", rating(-1), [OLD], [], SERVED),
    Case("feedback.rate", rating(5, language="xx"), [OLD], [], SERVED),
    Case("feedback.rate", rating(5, lead="00"), [OLD], [], SERVED),
    Case("feedback.rate", rating(5, lead="no id"), [OLD], [], SERVED),
    Case("feedback.rate", rating(5), [OLD], [], closed(Outcome.SPAM)),
    Case("feedback.rate", rating(5), [OLD], [], closed(Outcome.WRONG_NUMBER)),
    Case("feedback.rate", rating(5), [OLD], [], sent(Status.CONTACTED)),
    Case("blocked.refuse_disputed_press", rating(5), [DISPUTED], [], known(blocked_at=SINCE)),
    Case("feedback.press_after_the_end", rating(5), [NOTHING]),
    Case("feedback.press_after_the_end", WITHDRAW, [NOTHING]),
    Case("feedback.withdraw", WITHDRAW, [LIST_OLD], [], SERVED),
    Case("feedback.withdraw", make_press(WithdrawFeedbackPress(since=EPOCH)), [LIST_OLD], [], SERVED),
    Case("feedback.withdraw", WITHDRAW, [popup("feedback.withdrawn"), LISTED], GONE, SERVED, earlier=rate),
    Case("consents.find_no_consent", typed("button.feedback_withdraw"), [say("consents.nothing")]),
    Case("feedback.withdraw_in_words", typed("button.feedback_withdraw"), [say("feedback.withdrawn")], [], SERVED),
    Case(
        "feedback.withdraw_in_words",
        typed("button.feedback_withdraw"),
        [say("feedback.withdrawn")],
        GONE,
        SERVED,
        earlier=rate,
    ),
]


@each(CASES)
async def test_what_is_decided(case: Case, scene: Scene) -> None:
    await case.play(scene)


async def given(scene: Scene) -> list[tuple[int, str | None]]:
    who = await scene.visitor()
    assert who.seal
    found = await feedback.of_person(scene.store.engine, who.pseudonym, who.seal)
    return [(one.rating, one.words) for one in found]


async def purposes(scene: Scene) -> list[tuple[Purpose, bool]]:
    history = await consents.history(scene.store.engine, (await scene.visitor()).pseudonym)
    return sorted((one.purpose, one.in_force) for one in history)


async def test_a_rating_is_a_consent_of_its_own_and_staff_see_it(scene: Scene) -> None:
    await scene.admit(SERVED)
    await scene.play(rating(4))
    assert await given(scene) == [(4, None)]
    assert await purposes(scene) == [(Purpose.APPLICATION, True), (Purpose.FEEDBACK, True)]
    assert await scene.tells(Fact.CARD, LEAD)


async def test_of_two_taps_at_once_one_counts(scene: Scene) -> None:
    await scene.admit(SERVED)
    first, second = await scene.decide(rating(4)), await scene.decide(rating(2))
    await scene.commit(first)
    with pytest.raises(Conflict):
        await scene.commit(second)
    assert heard(await scene.play(rating(2))) == [popup("feedback.rated_already")]
    assert await given(scene) == [(4, None)]


async def test_taking_it_back_destroys_rating_and_words_in_one_tap(scene: Scene) -> None:
    await scene.admit(SERVED)
    await scene.play(rating(4))
    await scene.play(typed(WORDS))
    decision = await scene.play(WITHDRAW)
    assert heard(decision)[0] == popup("feedback.withdrawn")
    assert await given(scene) == []
    assert await purposes(scene) == [(Purpose.APPLICATION, True), (Purpose.FEEDBACK, False)]
    assert heard(await scene.play(WITHDRAW)) == [LIST_OLD]


async def test_its_label_typed_does_the_same(scene: Scene) -> None:
    await scene.admit(SERVED)
    await scene.play(rating(4))
    assert heard(await scene.play(typed("button.feedback_withdraw"))) == [say("feedback.withdrawn")]
    assert await given(scene) == []
    assert await purposes(scene) == [(Purpose.APPLICATION, True), (Purpose.FEEDBACK, False)]


async def test_a_withdrawal_and_a_rating_at_once_leave_no_rating_without_consent(scene: Scene) -> None:
    leads = (*SERVED.leads, *closed(Outcome.WON).leads)
    two = known(leads=(leads[0], _another(leads[1])))
    await scene.admit(two)
    await scene.play(rating(4))
    withdrawn, more = await scene.decide(WITHDRAW), await scene.decide(rating(5, lead=b"M-AAAAAA".hex()))
    await scene.commit(withdrawn)
    with pytest.raises(Conflict):
        await scene.commit(more)
    assert await given(scene) == []


async def test_a_changed_text_is_shown_before_anything_is_kept(scene: Scene) -> None:
    await scene.admit(SERVED)
    decision = await scene.play(rating(4, shown="0" * 16))
    assert heard(decision)[0] == popup("consent.changed")
    assert await given(scene) == []


def _another(lead: Lead) -> Lead:
    later = lead.created_at + MILLISECOND
    return replace(lead, id=b"M-AAAAAA", reference="M-AAAAAA", created_at=later, changed_at=later)

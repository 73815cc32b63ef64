"""A person asks for the erasure of their data, after one question."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.dialogue.decision import Meanwhile
from bot.dialogue.event import What
from bot.dialogue.presses import ForgetPress, QuestionPress
from bot.domain.erasure import Reason, Stage
from bot.domain.facts import Fact
from bot.domain.time import DAY, MILLISECOND
from storage.statements import Conflict, Statement
from tests.handlers.cases import BUTTONS, Case, Line, each, heard, popup, rewrite, say, typed
from tests.handlers.lines import ERASING
from tests.handlers.scene import Scene
from tests.handlers.somebody import SINCE, Somebody, at, known, sent
from tests.handlers.turns import NOW, OPERATOR, SAY, make_event, make_press, make_turn

OPEN = make_press(ForgetPress(sure=False, since=SINCE))
SURE = make_press(ForgetPress(sure=True, since=SINCE))
OTHERS = make_press(ForgetPress(sure=True, since=SINCE - MILLISECOND))
STAY = make_press(QuestionPress(question="forget", yes=False, stamp=SINCE))
ASKED = known(asking="forget")
ERASED = known(erasing=True)
HELD = sent(held_until=NOW + DAY)
DESTROYED = {"destroys": True}
QUESTION = say("forget.ask")
UNTIL = make_turn(OPEN).date(NOW + DAY)
POSTPONED = say("forget.held", reason="іс сотта", until=UNTIL, email=OPERATOR.email)
RETOLD = ("INSERT INTO outbox", "UPDATE outbox")
"""Their cards, and those of others with the same contact."""
UNDER_WAY = Line(Meanwhile, SAY("forget.under_way"))

CASES = [
    # While it is being destroyed
    Case("forget.wait_for_erasure", typed("Сәлем"), [UNDER_WAY], ["UPDATE outbox"], ERASED, DESTROYED),
    Case("forget.wait_for_erasure", typed("/start"), [UNDER_WAY], ["UPDATE outbox"], ERASED, DESTROYED),
    Case(
        "forget.wait_for_erasure",
        make_event("Сәлем", what=What.EDIT),
        [UNDER_WAY],
        ["UPDATE outbox"],
        ERASED,
        DESTROYED,
    ),
    Case("forget.wait_for_erasure", SURE, [popup("forget.under_way")], ["UPDATE outbox"], ERASED, DESTROYED),
    Case(
        "forget.wait_for_erasure", typed("/my_data"), [POSTPONED], [], replace(HELD, erasing=True), {"destroys": False}
    ),
    Case(
        "forget.wait_for_erasure",
        SURE,
        [popup("forget.held_briefly", until=UNTIL)],
        [],
        replace(HELD, erasing=True),
    ),
    # Nobody is known
    Case("forget.find_nothing", typed("/forget_me"), [say("forget.nothing")]),
    Case("forget.find_nothing", typed("button.forget"), [say("forget.nothing")]),
    Case("forget.find_nothing", SURE, [say("forget.nothing")], flags={"destroys": False}),
    Case("forget.find_nothing", typed("деректерімді өшіріңіз"), [say("forget.nothing")]),
    # The question
    Case("forget.ask_to_forget", typed("деректерімді өшіріңіз"), [QUESTION], ["UPDATE persons"], at("name")),
    Case("forget.ask_to_forget", typed("деректерімді өшіріңіз"), [QUESTION], [], ASKED, {"destroys": False}),
    Case("forget.keep_data", typed("деректерімді өшірмеңіз"), [say("forget.stayed")], ["UPDATE persons"], ASKED),
    Case("forget.ask_to_forget", typed("/forget_me"), [QUESTION], ["UPDATE persons"], known()),
    Case("forget.ask_to_forget", typed("/forget_me"), [QUESTION], [], ASKED),
    Case("forget.ask_to_forget", typed("button.forget"), [QUESTION], ["UPDATE persons"], at("phone")),
    Case("forget.press_forget", OPEN, [QUESTION], ["UPDATE persons"], sent()),
    # Yes
    Case("forget.press_forget", SURE, [BUTTONS], ERASING, ASKED, DESTROYED),
    Case("forget.press_forget", SURE, [BUTTONS], ERASING, known(), DESTROYED),
    Case("forget.press_forget", OTHERS, [popup("old_button")], [], ASKED, {"destroys": False}),
    Case("forget.press_forget", SURE, [BUTTONS, POSTPONED], [*ERASING, *RETOLD], HELD, DESTROYED),
    Case("forget.ask_to_forget", typed("Иә?"), [QUESTION], [], ASKED),
    Case("forget.ask_to_forget", typed("Деректерімді жою?"), [QUESTION], [], ASKED),
    Case("forget.forget_me", typed("button.yes"), [BUTTONS], ERASING, ASKED, DESTROYED),
    Case("forget.forget_me", typed("button.forget"), [BUTTONS], ERASING, at("name", asking="forget"), DESTROYED),
    # No
    Case("forget.press_keep_data", STAY, [rewrite("forget.stayed")], ["UPDATE persons"], ASKED),
    Case(
        "forget.press_keep_data",
        make_press(QuestionPress(question="forget", yes=False, stamp=1)),
        [popup("old_button")],
        [],
        ASKED,
    ),
    Case("forget.press_keep_data", STAY, [popup("old_button")]),
    Case("forget.keep_data", typed("button.no"), [say("forget.stayed")], ["UPDATE persons"], ASKED),
    Case("forget.keep_data", typed("button.cancel"), [say("forget.stayed")], ["UPDATE persons"], ASKED),
    Case("forget.keep_data", typed("/cancel"), [say("forget.stayed")], ["UPDATE persons"], at("name", asking="forget")),
]


@each(CASES)
async def test_what_is_decided(case: Case, scene: Scene) -> None:
    await case.play(scene)


@pytest.mark.parametrize("somebody", [known(), at("email"), sent()], ids=["known", "in the form", "sent"])
async def test_from_the_wish_on_nothing_is_known_of_them(somebody: Somebody, scene: Scene) -> None:
    await scene.admit(somebody)
    await scene.play(SURE)
    visitor = await scene.visitor()
    assert (await scene.person()).erasing
    assert (visitor.consent, visitor.draft, visitor.leads) == (None, None, ())
    erasure = visitor.erasure
    assert erasure is not None
    assert (erasure.reason, erasure.stage, erasure.language) == (Reason.WISH, Stage.INTENT, "kk")


async def test_a_double_tap_destroys_once(scene: Scene) -> None:
    await scene.admit(ASKED)
    first, second = await scene.decide(SURE), await scene.decide(SURE)
    await scene.commit(first)
    with pytest.raises(Conflict):
        await scene.commit(second)
    assert heard(await scene.play(SURE)) == [popup("forget.under_way")]
    assert await scene.count("erasures") == 1


async def test_a_hold_takes_the_contacts_from_the_cards_at_once(scene: Scene) -> None:
    await scene.admit(HELD)
    lead = (await scene.lead()).id
    await scene.play(SURE)
    assert await scene.tells(Fact.CARD, lead)


async def test_what_takes_longer_is_said_and_not_tried_again_for_every_word(scene: Scene) -> None:
    await scene.admit(ERASED)
    erasure = (await scene.visitor()).erasure
    assert erasure is not None
    await scene.store.commit([Statement("UPDATE erasures SET delayed_at = $1", (NOW,))])
    decision = await scene.play(typed("Сәлем"))
    assert heard(decision) == [Line(Meanwhile, SAY("forget.delayed"))]
    assert not decision.destroys


async def test_what_was_decided_before_the_wish_is_decided_again(scene: Scene) -> None:
    await scene.admit(ASKED)
    late = [await scene.decide(event) for event in (STAY, typed("button.no"), typed("/start"))]
    await scene.play(SURE)
    for decision in late:
        with pytest.raises(Conflict):
            await scene.commit(decision)

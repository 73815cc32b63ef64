"""A person cancels the application, after one question."""

from __future__ import annotations

import pytest

from bot.dialogue.presses import ConsentPress, Move, QuestionPress
from bot.domain.erasure import Kind
from bot.domain.facts import Fact
from bot.domain.form import REVIEW
from storage import messages
from storage.statements import Conflict
from tests.handlers.cases import BUTTONS, Case, each, heard, move, popup, say, typed
from tests.handlers.lines import ASK, ERASING, RETIRED, review
from tests.handlers.scene import Scene
from tests.handlers.somebody import REVISION, TYPO, at, known, make_lead
from tests.handlers.turns import make_press

YES = make_press(QuestionPress(question="cancel", yes=True, stamp=REVISION))
NO = make_press(QuestionPress(question="cancel", yes=False, stamp=REVISION))
OLD = make_press(QuestionPress(question="cancel", yes=True, stamp=REVISION - 1))
DISAGREE, FORGED = (make_press(ConsentPress(agrees=False, language=spoken, shown="")) for spoken in ("kk", "xx"))
ASKED = at("phone", asking="cancel")
AGAIN = at("phone", asking="cancel", leads=(make_lead(),))
"""In the middle of a second application."""
GONE = ("DELETE FROM drafts", *RETIRED, "UPDATE persons")
DESTROYED = {"destroys": True}

CASES = [
    Case("cancel.ask_to_cancel", move(Move.CANCEL), [say("cancel.ask")], ["UPDATE persons"], at("phone")),
    Case("cancel.ask_to_cancel", typed("button.cancel"), [say("cancel.ask")], ["UPDATE persons"], at("name")),
    Case("cancel.ask_to_cancel", typed("/cancel"), [say("cancel.ask")], ["UPDATE persons"], at(REVIEW)),
    Case("cancel.ask_to_cancel", typed("button.delete_answers"), [say("cancel.ask")], ["UPDATE persons"], at("name")),
    Case("cancel.find_no_answers", typed("button.delete_answers"), [say("cancel.no_answers")], [], known()),
    Case(
        "cancel.find_no_answers",
        typed("button.delete_answers"),
        [say("cancel.no_answers")],
        ["UPDATE persons"],
        known(asking="forget"),
    ),
    Case("cancel.ask_to_cancel", typed("/cancel"), [say("cancel.ask")], [], ASKED),
    Case("fallback.press_unknown_button", move(Move.CANCEL, REVISION - 1), [popup("old_button")], [], at("phone")),
    Case("cancel.find_nothing_to_cancel", typed("/cancel"), [say("cancel.nothing")]),
    Case("cancel.find_nothing_to_cancel", typed("/cancel"), [say("cancel.nothing")], [], known()),
    # “I do not agree”, under the consent that was given
    Case("cancel.cancel", DISAGREE, [BUTTONS], ERASING, at("name"), DESTROYED),
    Case("cancel.ask_to_cancel", DISAGREE, [say("cancel.ask")], ["UPDATE persons"], at("name", TYPO)),
    Case("cancel.ask_to_cancel", DISAGREE, [say("cancel.ask")], ["UPDATE persons"], at("phone")),
    Case("cancel.ask_to_cancel", DISAGREE, [say("cancel.ask")], ["UPDATE persons"], at(REVIEW)),
    Case("consent.decline", DISAGREE, [say("forget.ask")], ["UPDATE persons"], at("phone", leads=(make_lead(),))),
    Case("consent.decline", DISAGREE, [say("forget.ask")], ["UPDATE persons"], at("phone", agreed_to="0")),
    Case("fallback.press_unknown_button", FORGED, [popup("old_button")], [], at("name")),
    # Yes
    Case("cancel.answer_question", YES, [BUTTONS], ERASING, ASKED, DESTROYED),
    Case("cancel.answer_question", YES, [BUTTONS, say("cancel.done")], GONE, AGAIN, {"destroys": False}),
    Case("cancel.answer_question", OLD, [popup("old_button")], [], ASKED),
    Case("cancel.answer_question", YES, [popup("old_button")], [], known()),
    Case("cancel.answer_question", YES, [popup("old_button")]),
    Case("cancel.cancel", typed("button.yes"), [BUTTONS], ERASING, ASKED, DESTROYED),
    Case("cancel.ask_to_cancel", typed("иә?"), [say("cancel.ask")], [], ASKED),
    Case("cancel.cancel", typed("ия"), [BUTTONS, say("cancel.done")], GONE, AGAIN),
    # No
    Case("cancel.answer_question", NO, [BUTTONS, ASK["phone"]], ["UPDATE persons"], ASKED),
    Case("cancel.carry_on", typed("button.no"), [BUTTONS, ASK["phone"]], ["UPDATE persons"], ASKED),
    Case(
        "cancel.carry_on",
        typed("button.continue"),
        [BUTTONS, review()],
        ["UPDATE persons"],
        at(REVIEW, asking="cancel"),
    ),
]


@each(CASES)
async def test_what_is_decided(case: Case, scene: Scene) -> None:
    await case.play(scene)


async def test_a_person_without_a_lead_is_erased(scene: Scene) -> None:
    await scene.admit(ASKED)
    await scene.play(YES)
    visitor = await scene.visitor()
    assert (await scene.person()).erasing
    assert visitor.draft is None
    assert visitor.erasure is not None


async def test_an_application_sent_earlier_stays(scene: Scene) -> None:
    await scene.admit(AGAIN)
    who = (await scene.visitor()).pseudonym
    await scene.store.commit([messages.remember(who, 40, Kind.ANSWER, scene.now)])
    await scene.play(YES)
    visitor = await scene.visitor()
    assert visitor.draft is None
    assert [lead.reference for lead in visitor.leads] == ["M-7K3F9Q"]
    assert [trace.message_id for trace in await messages.due(scene.store.engine, who, scene.now)] == [40]
    assert await scene.tells(Fact.SHOWN, who)


async def test_after_a_no_the_application_goes_on_where_it_was(scene: Scene) -> None:
    await scene.admit(ASKED)
    before = await scene.draft()
    await scene.play(NO)
    assert await scene.draft() == before
    assert (await scene.person()).asking is None


async def test_a_double_tap_destroys_once(scene: Scene) -> None:
    await scene.admit(ASKED)
    first, second = await scene.decide(YES), await scene.decide(YES)
    await scene.commit(first)
    with pytest.raises(Conflict):
        await scene.commit(second)
    assert heard(await scene.play(YES)) == [popup("forget.under_way")]
    assert await scene.count("erasures") == 1


async def test_an_answer_that_comes_first_saves_the_draft(scene: Scene) -> None:
    await scene.admit(AGAIN)
    cancelled = await scene.decide(YES)
    await scene.play(move(Move.BACK))
    with pytest.raises(Conflict):
        await scene.commit(cancelled)
    assert heard(await scene.play(YES)) == [popup("old_button")]
    assert (await scene.draft()).step == "name"

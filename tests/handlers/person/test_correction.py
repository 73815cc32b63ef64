"""A person corrects an answer of an application that is open."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

import pytest

from bot.dialogue.event import Contact, What
from bot.dialogue.presses import EditPress, Move
from bot.domain.erasure import Kind
from bot.domain.facts import Fact
from bot.domain.form import REVIEW, Draft
from bot.domain.lead import CORRECTED, Lead, Status
from bot.domain.ledger import Event
from bot.domain.time import DAY, HOUR, MILLISECOND
from storage import drafts, lead_history, leads, messages
from storage.statements import Conflict
from tests.form import progress
from tests.handlers.cases import Case, each, heard, move, popup, say, typed
from tests.handlers.lines import ASK, LEDGER, LEFT, MARKED, RETIRED, correction
from tests.handlers.scene import Scene
from tests.handlers.somebody import ANSWERS, REVISION, Somebody, at, known, make_lead, sent
from tests.handlers.turns import NOW, PERSON, SAY, make_event, make_press
from tests.people import ALICE

EMAIL = ALICE.email
LEAD = make_lead()
EDIT, OTHER = make_press(EditPress(reference=LEAD.reference)), make_press(EditPress(reference="M-AAAAAA"))
CONFIRM, CANCEL, ANEW = move(Move.CONFIRM), move(Move.CANCEL), move(Move.START_OVER)
EDIT_EMAIL = SAY("button.edit_field", edit=SAY("button.edit"), field=SAY("field.email.label"))
BEGUN = ("INSERT INTO drafts",)
STOPPED = ("DELETE FROM drafts", *RETIRED)
SAVED = (*STOPPED, "UPDATE leads", "INSERT INTO lead_history", *LEDGER, "DELETE FROM contact_marks", *MARKED)
CHANGED = {"email": EMAIL}


def correcting(
    step: str = REVIEW, changed: Mapping[str, str] = ANSWERS, lead: Lead = LEAD, *, editing: bool = False
) -> Somebody:
    """In the middle of a correction, with these answers changed."""
    draft = Draft(b"draft-id", step, REVISION, {**ANSWERS, **changed}, editing, corrects=lead.id)
    return Somebody(draft=draft, leads=(lead,))


CLOSED = make_lead(Status.CLOSED)
TOLD = say("correction.saved", reference=LEAD.reference)
TOO_LATE = say("correction.too_late")
BANNED = replace(correcting("email", editing=True), banned_at=NOW)

CASES = [
    Case("correction.press_edit", EDIT, [correction()], BEGUN, sent()),
    Case("correction.press_edit", EDIT, [correction()], BEGUN, sent(Status.TAKEN)),
    Case("correction.press_edit", EDIT, [correction()], BEGUN, sent(agreed_to="0")),
    Case("correction.press_edit", EDIT, [correction()], BEGUN, sent(banned_at=NOW)),
    Case("correction.press_edit", EDIT, [popup("correction.too_late")], [], sent(Status.CLOSED)),
    Case("correction.press_edit", OTHER, [popup("old_button")], [], sent()),
    Case("correction.press_edit", EDIT, [popup("old_button")]),
    Case("correction.press_edit", EDIT, [ASK["phone"]], [], correcting("phone")),
    Case(
        "correction.press_edit",
        EDIT,
        [say("start.resume", progress=progress("phone"))],
        [],
        at("phone", leads=(LEAD,)),
    ),
    Case("forget.wait_for_erasure", EDIT, [popup("forget.under_way")], ["UPDATE outbox"], sent(erasing=True)),
    Case("correction.edit_in_words", typed("button.edit"), [correction()], BEGUN, sent()),
    Case("correction.edit_in_words", typed("Edit!"), [correction()], [*BEGUN, "UPDATE persons"], sent(asking="forget")),
    Case("correction.edit_in_words", typed(EDIT_EMAIL), [ASK["email"]], BEGUN, sent()),
    # The form's own questions
    Case("form.edit_field", move(Move.EDIT, field="email"), [ASK["email"]], ["UPDATE drafts", *RETIRED], correcting()),
    Case(
        "form.answer_field",
        typed(EMAIL),
        [correction("review", **CHANGED)],
        ["UPDATE drafts", "INSERT INTO daily_counts", "UPDATE persons"],
        correcting("email", editing=True),
    ),
    Case(
        "form.answer_field",
        typed("aigerim@gmial.com"),
        [say("field.email.doubt", meant="gmail.com")],
        ["UPDATE drafts"],
        correcting("email", editing=True),
    ),
    Case(
        "form.answer_field",
        typed("x"),
        [say("form.refused", progress=progress("email"), reason=SAY("reason.email_no_at"))],
        [],
        correcting("email", editing=True),
    ),
    Case("form.go_back", move(Move.BACK), [LEFT, correction()], ["UPDATE drafts"], correcting("phone", editing=True)),
    Case(
        "form.answer_field",
        typed(EMAIL),
        [correction("review", **CHANGED)],
        ["UPDATE drafts", "INSERT INTO daily_counts", "UPDATE persons"],
        BANNED,
    ),
    # Saved
    Case("correction.save", CONFIRM, [TOLD], SAVED, correcting(changed=CHANGED)),
    Case("correction.save", typed("button.confirm"), [TOLD], SAVED, correcting(changed=CHANGED)),
    Case("correction.save", typed("ия"), [TOLD], SAVED, correcting(changed=CHANGED)),
    Case("correction.save", typed("button.confirm"), [correction()], [], correcting()),
    Case("correction.save", CONFIRM, [TOO_LATE], STOPPED, correcting(lead=CLOSED, changed=CHANGED)),
    Case(
        "send.confirm_again", CONFIRM, [popup("application.new", reference=LEAD.reference)], [], sent()
    ),  # a second tap
    # Stopped
    Case("correction.stop", CANCEL, [say("correction.stopped")], STOPPED, correcting(changed=CHANGED)),
    Case("correction.stop", typed("button.cancel"), [say("correction.stopped")], STOPPED, correcting("phone")),
    Case("correction.stop", typed("/cancel"), [say("correction.stopped")], STOPPED, correcting()),
    Case("form.go_on", typed("Болдырмау?"), [correction()], [], correcting()),
    Case("correction.begin_anew", ANEW, [correction()], ["UPDATE drafts", *RETIRED], correcting(changed=CHANGED)),
    Case(
        "correction.begin_anew",
        typed("button.start_over"),
        [LEFT, correction()],
        ["UPDATE drafts", *RETIRED],
        correcting("phone", CHANGED),
    ),
    # Where they stand
    Case("start.start", typed("/start"), [say("correction.resume")], [], correcting()),
    Case("start.apply_again", typed("button.new_application"), [say("correction.resume")], [], correcting()),
    Case(
        "fallback.send_something_else",
        make_event(None, what=What.MEDIA),
        [say("fallback.media", where=SAY("correction.under_way"))],
        [],
        correcting(),
    ),
]


@each(CASES)
async def test_what_is_decided(case: Case, scene: Scene) -> None:
    await case.play(scene)


async def test_the_answer_is_another_one_and_the_application_the_same(scene: Scene) -> None:
    await scene.admit(correcting(changed=CHANGED))
    await scene.play(CONFIRM)
    visitor, lead = await scene.visitor(), await scene.lead()
    assert visitor.draft is None
    assert len(visitor.leads) == 1
    assert lead == replace(LEAD, person=visitor.pseudonym, details={**ANSWERS, **CHANGED}, corrected_at=NOW)
    assert await scene.tells(Fact.CARD, lead.id)


async def test_every_field_can_be_corrected(scene: Scene) -> None:
    await scene.admit(sent())
    await scene.play(EDIT)
    for name in ALICE.answers:
        revision = (await scene.draft()).revision
        await scene.play(move(Move.EDIT, revision, name))
        await scene.play(typed(ALICE.answers[name]))
    await scene.play(move(Move.CONFIRM, (await scene.draft()).revision))
    assert (await scene.lead()).details == ALICE.answers


async def test_a_number_can_be_shared_as_in_the_form(scene: Scene) -> None:
    await scene.admit(correcting("phone", editing=True))
    await scene.play(make_event(None, what=What.CONTACT, contact=Contact(ALICE.phone, PERSON.address)))
    assert (await scene.draft()).answers["phone"] == ALICE.phone


async def test_history_and_ledger_name_the_field_and_no_value(scene: Scene) -> None:
    await scene.admit(correcting(changed=CHANGED))
    await scene.play(CONFIRM)
    visitor = await scene.visitor()
    assert visitor.seal
    (step,) = await lead_history.of_person(scene.store.engine, visitor.pseudonym, visitor.seal)
    assert (step.what, step.by, list(step.fields)) == (CORRECTED, "", ["email"])
    assert EMAIL not in repr(step)
    assert ANSWERS["email"] not in repr(step)
    rows = await scene.store.engine.read("SELECT event, subject, facts FROM ledger ORDER BY seq DESC LIMIT 1")
    [(event, subject, facts)] = rows
    assert (event, subject) == (Event.DATA_CORRECTED, (await scene.person()).ledger_subject)
    assert json.loads(facts) == {"fields": ["email"]}


async def test_a_closed_application_keeps_its_answers(scene: Scene) -> None:
    await scene.admit(correcting(lead=CLOSED, changed=CHANGED))
    await scene.play(CONFIRM)
    assert (await scene.visitor()).draft is None
    assert (await scene.lead()).details == ANSWERS


async def test_one_past_its_retention_is_corrected_no_more(scene: Scene) -> None:
    await scene.admit(correcting(changed=CHANGED))
    scene.now = NOW + 400 * DAY
    assert heard(await scene.play(CONFIRM)) == [TOO_LATE]


async def test_a_second_correction_in_the_same_millisecond_counts(scene: Scene) -> None:
    await scene.admit(correcting(changed=CHANGED))
    await scene.play(CONFIRM)
    await scene.play(EDIT)
    draft = await scene.draft()
    again = replace(draft, answers=ANSWERS, revision=draft.revision + 1)
    visitor = await scene.visitor()
    assert visitor.seal
    await scene.store.commit([drafts.advance(visitor.pseudonym, visitor.seal, draft, again, NOW, NOW + DAY)])
    await scene.play(move(Move.CONFIRM, again.revision))
    assert (await scene.lead()).details == ANSWERS
    assert (await scene.lead()).corrected_at == NOW + MILLISECOND


@pytest.mark.parametrize("status", [Status.TAKEN, Status.CLOSED])
async def test_a_colleague_s_press_meanwhile(scene: Scene, status: Status) -> None:
    """Taking does not hinder a correction; closing does, and it is decided again."""
    await scene.admit(correcting(changed=CHANGED))
    late, lead = await scene.decide(CONFIRM), await scene.lead()
    seal = (await scene.visitor()).seal
    assert seal
    due = (await scene.turn(CONFIRM)).installation.schedule.of_lead(status, None, NOW)
    await scene.store.commit([leads.move(seal, lead, replace(lead, status=status, changed_at=NOW), due)])
    if status is Status.TAKEN:
        await scene.commit(late)
        assert (await scene.lead()).details == {**ANSWERS, **CHANGED}
        assert (await scene.lead()).status is Status.TAKEN
        return
    with pytest.raises(Conflict):
        await scene.commit(late)
    assert heard(await scene.play(CONFIRM)) == [TOO_LATE]
    assert (await scene.lead()).details == ANSWERS


async def test_a_double_tap_saves_once(scene: Scene) -> None:
    await scene.admit(correcting(changed=CHANGED))
    first, second = await scene.decide(CONFIRM), await scene.decide(CONFIRM)
    await scene.commit(first)
    with pytest.raises(Conflict):
        await scene.commit(second)
    assert await scene.count("lead_history") == 1


async def test_what_was_typed_before_and_what_showed_it_is_taken_back(scene: Scene) -> None:
    """Of what the person typed only what was replaced, and what a bot can still delete."""
    await scene.admit(correcting(changed=CHANGED))
    who = (await scene.visitor()).pseudonym
    kept = {
        11: (Kind.ANSWER, "email", NOW - 3 * DAY),
        12: (Kind.ANSWER, "name", NOW - HOUR),
        14: (Kind.ANSWER, "email", NOW),
    }
    gone = {13: (Kind.ANSWER, "email", NOW - HOUR), 15: (Kind.MY_DATA, None, NOW), 16: (Kind.MY_DATA_FILE, None, NOW)}
    for number, (kind, field, at_) in {**kept, **gone}.items():
        await scene.store.commit([messages.remember(who, number, kind, at_, field=field)])
    await scene.play(CONFIRM)
    due = await messages.due(scene.store.engine, who, NOW)
    assert {trace.message_id for trace in due} == gone.keys()
    assert await scene.tells(Fact.SHOWN, who)


async def test_a_correction_is_neither_reminded_of_nor_keeps_anything_alive(scene: Scene) -> None:
    await scene.admit(correcting())
    ended = await leads.due(scene.store.engine, NOW + 400 * DAY, 10)
    assert [one.is_last for one in ended] == [True]
    (due,) = await drafts.due(scene.store.engine, NOW + 400 * DAY, 10)
    assert (due.has_lead, due.is_correction) == (True, True)


async def test_a_ban_leaves_a_correction_to_its_person(scene: Scene) -> None:
    await scene.admit(correcting(changed=CHANGED))
    who = (await scene.visitor()).pseudonym
    await scene.store.commit([drafts.remove_application(who)])
    assert (await scene.visitor()).draft is not None


async def test_an_erasure_takes_the_correction_along(scene: Scene) -> None:
    await scene.admit(replace(correcting(changed=CHANGED), erasing=True))
    assert (await scene.visitor()).draft is None
    assert heard(await scene.decide(CONFIRM)) == [popup("forget.under_way")]


async def test_somebody_with_nothing_sent_is_told_where_they_stand(scene: Scene) -> None:
    await scene.admit(known())
    (told,) = heard(await scene.decide(typed("button.edit")))
    assert SAY("help.not_begun") in told.words

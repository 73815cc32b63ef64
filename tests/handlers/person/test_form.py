"""A person fills in the form: answers, goes back, skips, corrects."""

from __future__ import annotations

import pytest

from bot.dialogue.decision import Popup, Say
from bot.dialogue.event import Contact, What
from bot.dialogue.presses import Move
from bot.domain.erasure import Kind
from bot.domain.facts import Fact
from bot.domain.form import REVIEW, Doubt
from bot.i18n import Markup
from storage import messages
from storage.statements import Conflict
from tests.form import NAMES, following, progress
from tests.handlers.cases import Case, Line, each, heard, move, popup, say, show, typed
from tests.handlers.lines import ASK, LEFT, OTHERWISE, RETIRED, details, next_after, review, with_way_out
from tests.handlers.scene import Scene
from tests.handlers.somebody import ANSWERS, REVISION, STRANGER, TYPO, at, known, make_lead
from tests.handlers.turns import PERSON, SAY, make_event
from tests.people import AIGERIM, DANIYAR

OLD = REVISION - 1
PHONE, EMAIL = AIGERIM.phone, AIGERIM.email
CARD = make_event(None, what=What.CONTACT, contact=Contact(PHONE, PERSON.address))
FOREIGN = make_event(None, what=What.CONTACT, contact=Contact(DANIYAR.phone, STRANGER.address))
UNVOUCHED = make_event(None, what=What.CONTACT, contact=Contact(PHONE, None))
FORWARDED = make_event(None, what=What.CONTACT, contact=Contact(PHONE, PERSON.address), is_forwarded=True)

DONE = say("form.contact.done")
STEP = ("UPDATE drafts",)
COUNTED = ("INSERT INTO daily_counts", "UPDATE persons")


def refused(reason: str, step: str) -> Line:
    return say("form.refused", progress=progress(step), reason=SAY(f"reason.{reason}"))


LANDLINE = "+7 71234 5 67 89"  # libphonenumber's example
DOUBT = say("field.email.doubt", meant="gmail.com")
KEPT = next_after("email", email=TYPO.typed)
FIXED = next_after("email", email=TYPO.suggested)
FIRST = SAY("form.first", cancel=SAY("button.cancel"))

REQUIRED = with_way_out(say("form.required"))
BOB, SALEM = Doubt("Менің атым Боб", "Боб"), Doubt("Сәлем Айдосов", "Айдосов")


def read_back(step: str, value: str) -> Line:
    return show("form.read_back", progress=progress(step), field=SAY(f"field.{step}.label"), value=value)


NO_EMAIL = SAY("field.email.none")


def review_without_email() -> Line:
    return show("review.card", details=details(without="email"))


def without_email() -> Line:
    """What comes after the e-mail question was skipped: the review, or a newer question."""
    return ASK.get(following("email")) or review_without_email()


CASES = [
    # Answers
    Case("form.answer_field", typed(AIGERIM.name), [ASK["phone"]], [*STEP, *COUNTED], at("name")),
    Case("form.answer_field", typed(PHONE), [DONE, ASK["email"]], [*STEP, *COUNTED], at("phone")),
    Case("form.answer_field", typed(EMAIL), [next_after("email")], [*STEP, *COUNTED], at("email")),
    Case("form.answer_field", typed("880412350123"), [refused("iin", "name")], [], at("name")),
    Case("form.answer_field", typed("ертең"), [refused("phone_letters", "phone")], [], at("phone")),
    Case("form.answer_field", typed("aigerim"), [refused("email_no_at", "email")], [], at("email")),
    Case("form.answer_field", typed(LANDLINE), [with_way_out(refused("phone_landline", "phone"))], [], at("phone")),
    Case("form.answer_field", typed("117"), [refused("phone_too_short", "phone")], [], at("phone")),
    Case(
        "form.answer_field",
        typed("+888 0123 4567"),
        [with_way_out(refused("phone_anonymous", "phone"))],
        [],
        at("phone"),
    ),
    Case("form.answer_field", typed(TYPO.typed), [DOUBT], STEP, at("email")),
    Case(
        "form.answer_field",
        typed(TYPO.typed),
        [KEPT],
        [*STEP, *COUNTED],
        at("email", TYPO),
    ),
    Case(
        "form.answer_field",
        typed(SAY("button.fix", meant="gmail.com")),
        [FIXED],
        [*STEP, *COUNTED],
        at("email", TYPO),
    ),
    Case("form.answer_field", typed(EMAIL), [next_after("email")], [*STEP, *COUNTED], at("email", TYPO)),
    # What is said around an answer
    Case("form.answer_field", typed("Сәлеметсіз бе"), [refused("name_greeting", "name")], [], at("name")),
    Case("form.answer_field", typed("Лицензия керек"), [refused("name_wish", "name")], [], at("name")),
    Case("form.answer_field", typed("Менің атым Боб"), [read_back("name", "Боб")], [*STEP, *RETIRED], at("name")),
    Case("form.fix_typo", typed("иә"), [ASK["phone"]], [*STEP, *RETIRED, *COUNTED], at("name", BOB)),
    Case("form.keep_typed", move(Move.KEEP), [ASK["name"]], [*STEP, *RETIRED], at("name", BOB)),
    Case("form.keep_typed", typed("жоқ"), [ASK["phone"]], [*STEP, *RETIRED, *COUNTED], at("name", SALEM)),
    Case("form.answer_field", typed(AIGERIM.name), [ASK["phone"]], [*STEP, *RETIRED, *COUNTED], at("name", BOB)),
    Case("form.answer_field", typed(f"тел {PHONE}"), [DONE, ASK["email"]], [*STEP, *COUNTED], at("phone")),
    # At the review nothing is asked for
    Case("form.answer_field", typed("сәлем"), [say("review.use_buttons")], [], at(REVIEW)),
    Case(
        "form.answer_field",
        typed("880412350123"),
        [say("fallback.sensitive", where=Markup(SAY("review.use_buttons")))],
        [],
        at(REVIEW),
    ),
    # A question is no yes
    Case("form.ask_to_confirm", typed("Иә?"), [say("review.use_buttons")], [], at(REVIEW)),
    Case("form.ask_to_confirm", typed("Растау?"), [say("review.use_buttons")], [], at(REVIEW)),
    Case("form.answer_field", typed("иә ма"), [say("review.use_buttons")], [], at(REVIEW)),
    Case("form.go_on", typed("Иә?"), [DOUBT], [], at("email", TYPO)),
    Case(
        "form.answer_field",
        typed(SAY("button.fix", meant="gmail.com") + "?"),
        [refused("email_no_at", "email")],
        [],
        at("email", TYPO),
    ),
    Case("form.go_on", typed("Басынан бастау?"), [ASK["phone"]], [], at("phone")),
    Case(
        "form.edit_named_field",
        typed(EDIT_PHONE := f"{SAY('button.edit')}: {SAY('field.phone.label')}"),
        [ASK["phone"]],
        [*STEP, *RETIRED],
        at(REVIEW),
    ),
    # The contact
    Case("form.share_contact", CARD, [DONE, ASK["email"]], [*STEP, *COUNTED], at("phone")),
    Case("form.share_contact", FOREIGN, [say("form.contact.foreign")], [], at("phone")),
    Case("form.share_contact", UNVOUCHED, [say("form.contact.foreign")], [], at("phone")),
    Case("form.share_contact", FORWARDED, [say("form.contact.foreign")], [], at("phone")),
    Case("form.share_contact", CARD, [say("form.contact.not_now")], [], at("name")),
    Case(
        "form.type_contact_label",
        typed("button.share_contact"),
        [say("form.contact.press", progress=progress("phone"), label=SAY("button.share_contact"))],
        [],
        at("phone"),
    ),
    Case("form.type_contact_label", typed("button.share_contact"), [ASK["email"]], [], at("email")),
    Case(
        "form.type_contact_label",
        typed("button.share_contact"),
        [ASK["email"]],
        ["UPDATE persons"],
        at("email", asking="forget"),
    ),
    # Back
    Case("form.go_back", move(Move.BACK), [LEFT, ASK["name"]], [*STEP, *RETIRED], at("phone")),
    Case("form.go_back", typed("button.back"), [ASK["phone"]], STEP, at("email")),
    Case("form.go_back", typed("button.back"), [ASK[NAMES[-1]]], [*STEP, *RETIRED], at(REVIEW)),
    Case("form.go_back", move(Move.BACK), [Line(Popup, FIRST)], [], at("name")),
    Case("form.go_back", typed("button.back"), [Line(Say, f"{FIRST}\n\n{ASK['name'].words}")], [], at("name")),
    Case("form.go_back", move(Move.BACK), [LEFT, review()], [*STEP], at("phone", editing=True)),
    Case("fallback.press_unknown_button", move(Move.BACK, OLD), [popup("old_button")], [], at("phone")),
    # What can be left out, and what cannot
    Case("form.skip_field", move(Move.SKIP), [REQUIRED], [], at("name")),
    Case("form.skip_field", move(Move.SKIP), [without_email()], STEP, at("email")),
    Case("form.skip_field", typed("button.skip"), [without_email()], STEP, at("email")),
    # A question leaves nothing out
    Case("form.go_on", typed(f"{NO_EMAIL}?"), [ASK["email"]], [], at("email")),
    Case("form.go_on", typed(f"{NO_EMAIL}?"), [review()], [], at(REVIEW)),
    Case("form.go_on", typed(f"{NO_EMAIL}?"), [review()], ["UPDATE persons"], at(REVIEW, asking="forget")),
    Case("form.go_on", typed(f"{SAY('button.no')}?"), [ASK["email"]], [], at("email")),
    Case("form.skip_field", typed(NO_EMAIL), [without_email()], STEP, at("email")),
    Case("form.skip_field", typed("button.no"), [without_email()], STEP, at("email")),
    Case("form.skip_field", typed(NO_EMAIL), [ASK["phone"]], [], at("phone")),
    Case("form.skip_field", typed(NO_EMAIL), [review_without_email()], [*STEP, *RETIRED], at(REVIEW)),
    Case("form.go_on", typed("button.no"), [ASK["phone"]], [], at("phone")),
    Case("form.skip_field", typed("button.skip"), [REQUIRED], [], at(REVIEW)),
    # Mending
    Case("form.edit_field", move(Move.EDIT, field="phone"), [ASK["phone"]], [*STEP, *RETIRED], at(REVIEW)),
    Case("form.edit_field", move(Move.EDIT, field="phone"), [popup("old_button")], [], at("email")),
    Case("form.edit_field", move(Move.EDIT, field="iin"), [popup("old_button")], [], at(REVIEW)),
    Case("fallback.press_unknown_button", move(Move.EDIT, OLD, "phone"), [popup("old_button")], [], at(REVIEW)),
    Case(
        "form.fix_typo",
        move(Move.FIX),
        [FIXED],
        [*STEP, *COUNTED],
        at("email", TYPO),
    ),
    Case(
        "form.fix_typo",
        typed("button.yes"),
        [FIXED],
        [*STEP, *COUNTED],
        at("email", TYPO),
    ),
    Case(
        "form.keep_typed",
        move(Move.KEEP),
        [KEPT],
        [*STEP, *COUNTED],
        at("email", TYPO),
    ),
    Case(
        "form.keep_typed",
        typed("button.no"),
        [KEPT],
        [*STEP, *COUNTED],
        at("email", TYPO),
    ),
    Case("fallback.press_unknown_button", move(Move.FIX), [popup("old_button")], [], at("email")),
    Case("fallback.press_unknown_button", move(Move.KEEP, OLD), [popup("old_button")], [], at("email", TYPO)),
    # Going on, and beginning anew
    Case("form.go_on", move(Move.CONTINUE), [ASK["email"]], [], at("email")),
    Case("form.go_on", typed("button.continue"), [review()], [], at(REVIEW)),
    Case("form.go_on", typed("button.yes"), [ASK["name"]], [], at("name")),
    Case("form.start_over", move(Move.START_OVER), [LEFT, ASK["name"]], ["UPDATE drafts", *RETIRED], at("phone")),
    Case("form.start_over", typed("button.start_over"), [ASK["name"]], ["UPDATE drafts", *RETIRED], at(REVIEW)),
    Case("fallback.press_unknown_button", move(Move.START_OVER), [popup("old_button")], [], known()),
]


@each(CASES)
async def test_what_is_decided(case: Case, scene: Scene) -> None:
    await case.play(scene)


async def test_an_answer_is_stored_and_the_next_one_asked_for(scene: Scene) -> None:
    await scene.admit(at("phone"))
    await scene.play(typed(PHONE))
    draft = await scene.draft()
    assert (draft.step, draft.answers, draft.revision) == (
        "email",
        {"name": AIGERIM.name, "phone": PHONE},
        REVISION + 1,
    )


async def test_what_is_refused_is_not_stored(scene: Scene) -> None:
    await scene.admit(at("phone"))
    before = (await scene.visitor()).draft
    await scene.play(typed("ертең"))
    await scene.play(FOREIGN)
    assert (await scene.visitor()).draft == before


async def test_any_answer_closes_the_open_question(scene: Scene) -> None:
    await scene.admit(at("name", asking="cancel"))
    await scene.play(typed(AIGERIM.name))
    assert (await scene.person()).asking is None


async def test_of_two_answers_decided_at_once_the_second_is_decided_again(scene: Scene) -> None:
    await scene.admit(at("name"))
    first, second = await scene.decide(typed(AIGERIM.name)), await scene.decide(typed(DANIYAR.name))
    await scene.commit(first)
    with pytest.raises(Conflict):
        await scene.commit(second)
    draft = await scene.draft()
    assert draft.answers == {"name": AIGERIM.name}


async def test_a_double_tap_acts_once(scene: Scene) -> None:
    await scene.admit(at("email"))
    first, second = await scene.decide(move(Move.BACK)), await scene.decide(move(Move.BACK))
    await scene.commit(first)
    with pytest.raises(Conflict):
        await scene.commit(second)
    assert heard(await scene.play(move(Move.BACK))) == [popup("old_button")]


async def test_an_answer_to_a_draft_that_is_gone_is_not_stored(scene: Scene) -> None:
    await scene.admit(at("name", leads=(make_lead(),)))
    decided = await scene.decide(typed(AIGERIM.name))
    await scene.play(move(Move.CANCEL))
    await scene.play(typed("button.yes"))
    with pytest.raises(Conflict):
        await scene.commit(decided)
    assert (await scene.visitor()).draft is None


async def test_one_field_is_mended_and_everything_else_kept(scene: Scene) -> None:
    await scene.admit(at(REVIEW))
    await scene.play(move(Move.EDIT, field="email"))
    shown = await scene.play(typed(DANIYAR.email))
    assert heard(shown) == [review(email=DANIYAR.email)]
    draft = await scene.draft()
    assert draft.answers == {**ANSWERS, "email": DANIYAR.email}


async def test_messages_with_answers_that_are_mended_lose_them(scene: Scene) -> None:
    await scene.admit(at(REVIEW))
    who = (await scene.visitor()).pseudonym
    await scene.store.commit([messages.remember(who, 40, Kind.REVIEW, scene.now)])
    await scene.play(move(Move.EDIT, field="email"))
    assert [trace.message_id for trace in await messages.retired(scene.store.engine, who)] == [40]
    assert await scene.tells(Fact.RETIRED, who)


async def test_starting_over_begins_another_draft(scene: Scene) -> None:
    await scene.admit(at("email"))
    await scene.play(move(Move.START_OVER))
    draft = await scene.draft()
    assert (draft.step, draft.answers) == ("name", {})
    assert draft.id != b"draft-id"
    assert heard(await scene.play(move(Move.CONTINUE))) == [popup("old_button")]


async def test_how_far_people_come_is_counted_once(scene: Scene) -> None:
    await scene.admit(at("name"))
    await scene.play(typed(AIGERIM.name))
    counted = await scene.count("daily_counts")
    await scene.play(typed("button.back"))
    await scene.play(typed(AIGERIM.name))
    assert await scene.count("daily_counts") == counted


@pytest.mark.parametrize(("step", "wrong"), [("name", "777"), ("phone", "жоқ нөмір"), ("email", "aigerim")])
async def test_from_the_third_refusal_on_an_example_and_another_way_are_told(
    scene: Scene, step: str, wrong: str
) -> None:
    await scene.admit(at(step))
    told = [heard(await scene.play(typed(wrong)))[0].words for _ in range(4)]
    example = SAY("form.example", example=SAY(f"field.{step}.example"))
    assert [example in one for one in told] == [False, False, True, True]
    assert [OTHERWISE in one for one in told] == [False, False, True, True]


async def test_refusals_with_an_answer_between_them_are_none_in_a_row(scene: Scene) -> None:
    await scene.admit(at("phone"))
    for said in ("ертең", "ертең", PHONE, "aigerim", "aigerim"):
        assert OTHERWISE not in heard(await scene.play(typed(said)))[0].words


async def test_voice_messages_in_a_row_are_told_of_another_way_too(scene: Scene) -> None:
    await scene.admit(at("phone"))
    told = [heard(await scene.play(make_event(None, what=What.MEDIA)))[0].words for _ in range(3)]
    assert [OTHERWISE in one for one in told] == [False, False, True]

"""Is the label of a button, typed, ever taken for an answer? Every label of every catalogue, at every step.

So is a wish in a person's own words: it may lead to a question, and to nothing else.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from itertools import product
from random import Random
from unicodedata import normalize

import pytest

from bot.dialogue.decision import Decision, Rewrite, Say, SetButtons, Show
from bot.dialogue.keyboard import Button, ContactRequest, Inline
from bot.dialogue.wordbook import FILLED_IN, LABELS, MAX_LABEL_LENGTH, spell_all
from bot.domain.fields import FIELDS
from bot.domain.form import REVIEW, Draft
from bot.domain.lead import Status
from handlers import decide
from tests.cases import cases
from tests.conventions.test_catalogues import MASTER, forms
from tests.databases import ON_POSTGRES, sqlite_only
from tests.domain.test_wishes import CONTRARY, WISHES, lines
from tests.examples import ONE_IN
from tests.handlers.cases import heard, say
from tests.handlers.every_case import every_case
from tests.handlers.memory import close, open_in_memory
from tests.handlers.scene import Scene
from tests.handlers.somebody import ANSWERS, TYPO, Somebody, at, known, make_lead, sent
from tests.handlers.turns import INSTALLATION, SAY, WORDS, make_event, make_turn

pytestmark = pytest.mark.usefixtures("unmeasured")

KEYS = [key for key in WORDS.keys if key.startswith(LABELS)]
SPELT = [label for label, meaning in spell_all(WORDS) if meaning.is_label]
FIXES = [WORDS.text_in(language)("button.fix", meant=meant) for language in WORDS.languages
         for meant in ("gmail.com", "mail.ru", "bk.ru", "қаз.қаз")]  # fmt: skip
STEPS = [*(at(field.name) for field in FIELDS), at("email", TYPO), at("phone", editing=True), at(REVIEW)]
CORRECTING = [
    Somebody(draft=replace(step.draft, answers=ANSWERS, editing=True, corrects=make_lead().id), leads=(make_lead(),))
    for step in (at("name"), at("email"), at(REVIEW))
    if step.draft
]
PLACES = [
    *STEPS,
    *CORRECTING,
    known(),
    sent(),
    sent(Status.CLOSED),
    known(wants_offers=True),
    at("name", asking="cancel"),
]
ASKED = say("forget.ask")
EVERY = 5 if ON_POSTGRES else ONE_IN
"""Where not all examples are tried, each word is tried at some of the places; all are at any five that follow each
other. What words mean is no matter of the database, and a store on a server costs several times as much."""


def spellings(label: str) -> list[str]:
    """As it stands, shouted, whispered, quoted, with a full stop, with spaces of several kinds, decomposed."""
    spaced = [f"  {label}  ", label.replace(" ", "  "), label.replace(" ", "\N{NO-BREAK SPACE}"), f"{label}\n"]
    quoted = [f"«{label}»", f"“{label}”.", f'"{label}"', f"{label}.", f"{label}!"]
    return [label, label.upper(), label.lower(), label.title(), normalize("NFD", label), *spaced, *quoted]


def some_of(words: Sequence[str], place: Somebody) -> Sequence[str]:
    """The words that are tried at this one of PLACES."""
    return words[PLACES.index(place) % EVERY :: EVERY]


def labels_of(decision: Decision) -> list[str]:
    found = []
    for reply in decision.replies:
        keyboard = reply.keyboard if isinstance(reply, Say | Show | Rewrite | SetButtons) else None
        if isinstance(keyboard, ContactRequest):
            found += [keyboard.share, *keyboard.words]
        for row in keyboard.rows if isinstance(keyboard, Inline) else ():
            found += [button.text for button in row if isinstance(button, Button)]
    return found


async def play(somebody: Somebody, text: str) -> tuple[Draft | None, Draft | None, Decision]:
    """The draft before and after the text, and what was decided."""
    store = await open_in_memory()
    scene = Scene(store)
    await scene.admit(somebody)
    visitor, event = await scene.visitor(), make_event(text)
    decision = await decide(event, make_turn(event, visitor, store, entropy=scene.entropy))
    await scene.commit(decision)
    after = (await scene.visitor()).draft
    await close(store)
    return visitor.draft, after, decision


async def play_each(
    somebody: Somebody, texts: Sequence[str]
) -> AsyncIterator[tuple[str, Draft | None, Draft | None, Decision]]:
    """As `play` for each text by itself. Those that change nothing share a store, and are
    decided on one reading of it."""
    store = await open_in_memory()
    scene = Scene(store)
    await scene.admit(somebody)
    visitor = await scene.visitor()
    draft = visitor.draft
    for text in texts:
        event = make_event(text)
        decision = await decide(event, make_turn(event, visitor, store, entropy=scene.entropy))
        changes = decision.changes or decision.counts or decision.new_keys
        yield text, *(await play(somebody, text) if changes else (draft, draft, decision))
    await close(store)


def is_answered_by(before: Draft | None, after: Draft | None, text: str) -> bool:
    """Whether something of the text stands in the draft, or a value has changed to something else than the doubt's."""
    given = dict(after.answers) if after else {}
    earlier = dict(before.answers) if before else {}
    suggested = {before.doubt.suggested, before.doubt.typed} if before and before.doubt else set()
    # What the person has sent before comes again when an application is corrected.
    new = {value for name, value in given.items() if earlier.get(name) != value} - suggested - {*ANSWERS.values()}
    return bool(new) or (after is not None and after.doubt is not None and after.doubt.typed == text)


def test_a_label_means_the_same_in_every_spelling() -> None:
    book = INSTALLATION.wordbook
    for label in {*SPELT, *FIXES}:
        assert {book.recognise(typed) for typed in spellings(label)} == {book.recognise(label)}


@cases("place", PLACES)
async def test_no_label_of_any_catalogue_is_ever_an_answer(place: Somebody) -> None:
    """Each in one of its spellings, another at each place."""
    chance = Random(repr(place))
    typed = [chance.choice(spellings(label)) for label in some_of(sorted({*SPELT, *FIXES}), place)]
    async for text, before, after, decision in play_each(place, typed):
        assert not is_answered_by(before, after, text), text
        assert decision.replies, text


@sqlite_only(reason="each handler's own test plays the same cases on a server")
async def test_every_label_that_a_person_or_a_colleague_is_offered_is_known() -> None:
    """Whatever keyboards say in all cases of all handlers: a new button that nobody recognises fails here."""
    offered = set()
    for case in every_case():
        store = await open_in_memory()
        scene = Scene(store)
        await case.begin(scene)
        offered |= {*labels_of(await scene.play(case.event, **case.turn))}
        await close(store)
    book = INSTALLATION.wordbook
    unknown = [label for label in offered if not (found := book.recognise(label)).is_label and not found.language]
    is_data = re.compile(r"M-\w{6}.*|[◀▶←→⬅➡].*|.*@?[a-z]+\.[a-z]+")  # a reference, a page, a correction
    assert [label for label in unknown if not is_data.fullmatch(label)] == []


def test_labels_with_something_filled_in_are_those_that_are_known() -> None:
    texts = {key: WORDS.in_every_language(key) for key in KEYS if key not in FILLED_IN}  # a KeyError names another
    assert all(len(label) + 10 <= MAX_LABEL_LENGTH for labels in texts.values() for label in labels)


@cases("place", PLACES)
async def test_a_wish_in_ones_own_words_leads_to_the_question_and_no_further(place: Somebody) -> None:
    for typed in some_of(lines(WISHES), place):
        before, after, decision = await play(place, typed)
        assert heard(decision) == [ASKED], typed
        assert not decision.destroys
        assert after == before


async def test_the_question_is_not_answered_by_another_wish() -> None:
    for typed in lines(WISHES):
        _, _, decision = await play(known(asking="forget"), typed)
        assert (heard(decision), decision.destroys) == ([ASKED], False), typed


@cases("place", [*STEPS, known(asking="forget"), sent()])
async def test_who_asks_not_to_delete_is_told_that_nothing_was(place: Somebody) -> None:
    for typed in lines(CONTRARY):
        before, after, decision = await play(place, typed)
        assert (heard(decision), decision.destroys, after) == ([say("forget.stayed")], False, before), typed


@cases("typed", lines(WISHES)[::5])
async def test_a_wish_before_consent_is_told_that_nothing_is_stored(typed: str) -> None:
    store = await open_in_memory()
    decision = await Scene(store).play(make_event(typed))
    assert heard(decision) == [say("forget.nothing")]
    await close(store)


NAMES = """
Georgia Smith
Грузия Ивановна
Забудько
Забудько Мария
Удалов
Удалова Дана
Жойқын Айдар
Өшірбаев Нұрлан
Ұмыт Барлыбаева
Нет Иван
Yes Peter
Иә Айгерім
да Силва Жоао
Close Glenn
Отменов Пётр
Помощников Иван
Спамер Олег
Назадин Артқабай
"""


@cases("typed", lines(NAMES))
async def test_a_real_name_that_looks_near_is_still_a_name(typed: str) -> None:
    """The negative twin."""
    _, after, _ = await play(at("name"), typed)
    assert after is not None
    assert after.answers == {"name": typed}


async def test_a_typed_label_does_what_its_button_does() -> None:
    cases = [
        ("button.no_reminders", at("phone"), "reminder.stopped"),
        ("button.no_reminders", known(), "reminder.nothing"),
        ("button.delete_answers", at("phone"), "cancel.ask"),
        ("button.delete_answers", sent(), "cancel.no_answers"),
        ("button.withdraw_application", sent(), "forget.ask"),
        *(("button.forget", place, "forget.ask") for place in (*STEPS, known(), sent())),
        ("button.new_application", sent(Status.CLOSED), "review.card"),
        ("button.disagree", sent(), "forget.ask"),
        ("button.offer_stop", sent(wants_offers=True), "offer.withdrawn"),
        ("button.offer_stop", sent(), "offer.declined"),
        ("button.offer_no", sent(wants_offers=True), "offer.withdrawn"),
        ("button.offer_no", sent(), "offer.declined"),
        ("button.offer_no", sent(asking="forget"), "forget.stayed"),
        ("button.offer_yes", sent(), "consents.head"),
        ("button.policy", sent(), "privacy.card"),
        ("command.help", at("name"), "help.card"),
        ("command.language", at("name"), "language.choose"),
        ("command.privacy", at("name"), "privacy.card"),
        ("command.consents", sent(), "consents.head"),
        ("button.take", sent(), "application.new"),
    ]
    for key, somebody, answer in cases:
        for language in WORDS.languages:
            _, _, decision = await play(somebody, WORDS.text_in(language)(key))
            begins = re.split(r"\{|\n", forms(MASTER.get(answer))[0])[0]
            assert heard(decision)[0].words.startswith(begins), (key, answer)


async def test_a_receipt_is_had_by_its_label() -> None:
    for language in WORDS.languages:
        text = WORDS.text_in(language)
        for purpose, (label, ending) in product(
            ("application", "marketing"), {"button.receipt": "txt", "button.receipt_document": "json"}.items()
        ):
            _, _, decision = await play(sent(wants_offers=True), text(label, purpose=text(f"purpose.{purpose}")))
            (reply,) = decision.replies
            assert isinstance(reply, Say)
            assert reply.file is not None
            assert re.fullmatch(rf"consent-{purpose}-\w+\.{ending}", reply.file.name)


async def test_offers_are_agreed_to_only_under_their_text() -> None:
    """In words the text is shown with its button; a tap agrees."""
    _, _, decision = await play(sent(), SAY("button.offer_yes"))
    (reply,) = decision.replies
    assert isinstance(reply, Say)
    assert SAY("button.offer_yes") in labels_of(decision)
    assert not decision.changes


async def test_an_edit_label_edits_at_the_review_only() -> None:
    label = SAY("button.edit_field", edit=SAY("button.edit"), field=SAY("field.phone.label"))
    _, after, _ = await play(at(REVIEW), label)
    assert after is not None
    assert after.step == "phone"
    before, after, _ = await play(at("name"), label)
    assert after == replace(before) if before else after is None

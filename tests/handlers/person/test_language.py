"""A person chooses a language, at any step, without losing anything."""

from __future__ import annotations

import pytest

from bot.dialogue.decision import ChatMemory, Say
from bot.dialogue.event import Event
from bot.dialogue.presses import ForgetPress, LanguagePress
from bot.domain.form import REVIEW
from storage.statements import Conflict
from tests.form import progress
from tests.handlers.cases import Case, Line, each, heard, popup, typed
from tests.handlers.lines import card, rewritten
from tests.handlers.scene import Scene
from tests.handlers.somebody import SINCE, TYPO, at, known, sent
from tests.handlers.turns import WORDS, make_event, make_press, notice

RU = WORDS.text_in("ru")
NAME = RU("language.name")
CHOSEN = Line(Say, RU("language.chosen"))
ASK_PHONE = Line(Say, RU("field.phone.ask", progress=progress("phone")))
ASKED = Line(Say, " · ".join(WORDS.in_every_language("language.choose")))
SPOKEN = ("UPDATE persons",)


def choose(language: str = "ru", **more: bool) -> Event:
    return make_press(LanguagePress(language=language, **more))


SEEN = {"chat_memory": ChatMemory("ru", notice("ru").mark)}

CASES = [
    Case("language.show_languages", typed("/language"), [ASKED]),
    Case("language.show_languages", typed("/language"), [ASKED], [], at("phone")),
    Case("language.show_languages", typed("command.language"), [ASKED], [], at("name")),
    # By its name
    Case(
        "language.name_language", typed(NAME), [card("ru")], flags={"chat_memory": ChatMemory("ru", notice("ru").mark)}
    ),
    Case("language.name_language", typed(NAME), [CHOSEN, ASK_PHONE], SPOKEN, at("phone")),
    Case("language.name_language", typed(NAME), [CHOSEN, Line(Say, RU("start.empty"))], SPOKEN, known()),
    Case("consent.write_before_consent", make_event(NAME, is_forwarded=True), [card()]),
    # By a button
    Case("language.press_language", choose(), [rewritten(CHOSEN), ASK_PHONE], SPOKEN, at("phone", asking="cancel")),
    Case("language.press_language", choose(), [rewritten(card("ru"))]),
    Case("language.press_language", choose(consent=True), [rewritten(card("ru"))]),
    Case("language.press_language", choose(consent=True), [CHOSEN, ASK_PHONE], SPOKEN, at("phone")),
    Case(
        "language.press_language",
        choose(consent=True, renews=True),
        [rewritten(card("ru", "0"))],
        SPOKEN,
        sent(agreed_to="0"),
        {"chat_memory": ChatMemory("ru", notice("ru", "0").mark, renews=True)},
    ),
    Case("language.press_language", choose("xx"), [popup("old_button")], [], known()),
    Case("language.press_language", choose("xx", consent=True), [popup("old_button")]),
    Case("forget.wait_for_erasure", choose(), [popup("forget.under_way")], ["UPDATE outbox"], known(erasing=True)),
]


@each(CASES)
async def test_what_is_decided(case: Case, scene: Scene) -> None:
    await case.play(scene)


@pytest.mark.parametrize("step", ["name", "phone", "email", REVIEW])
async def test_nothing_of_the_form_is_lost(step: str, scene: Scene) -> None:
    await scene.admit(at(step))
    before = await scene.draft()
    await scene.play(typed(NAME))
    assert (await scene.person()).language == "ru"
    assert await scene.draft() == before


async def test_a_doubt_is_asked_in_the_new_language(scene: Scene) -> None:
    await scene.admit(at("email", TYPO))
    decision = await scene.play(choose())
    assert heard(decision)[1] == Line(Say, RU("field.email.doubt", meant="gmail.com"))


async def test_of_a_stranger_nothing_is_kept(scene: Scene) -> None:
    await scene.play(typed(NAME))
    await scene.play(choose("en"))
    assert await scene.count("persons") == 0


async def test_nothing_is_written_about_a_person_during_an_erasure(scene: Scene) -> None:
    await scene.admit(known())
    decided = await scene.decide(choose())
    await scene.play(make_press(ForgetPress(sure=True, since=SINCE)))
    with pytest.raises(Conflict):
        await scene.commit(decided)

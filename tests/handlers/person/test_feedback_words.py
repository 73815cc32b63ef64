"""A person adds words to the rating that they have just given."""

from __future__ import annotations

import pytest

from bot.domain.feedback import MAX_LENGTH, WORDS_WINDOW, Feedback
from bot.domain.lead import Outcome, Status
from bot.domain.time import SECOND
from storage import feedback
from tests.handlers.cases import Case, each, say, targets, typed
from tests.handlers.scene import Scene
from tests.handlers.somebody import Somebody, at, make_lead
from tests.handlers.turns import NOW

WORDS = "Тез жауап берді, рақмет"
LEAD = make_lead(Status.CLOSED, outcome=Outcome.WON)
RATED = Somebody(leads=(LEAD,), asking="feedback")
RATING = [feedback.insert(LEAD, Feedback(LEAD.id, 4, NOW))]
CLOSED_QUESTION = ("UPDATE persons",)


def case(text: str, answer: str, writes: tuple[str, ...], **values: object) -> Case:
    event = typed(text)
    return Case("feedback_words.add_words", event, [say(answer, **values)], writes, RATED, before=RATING)


CASES = [
    case(WORDS, "feedback.kept", ("UPDATE feedback", *CLOSED_QUESTION)),
    case("ЖСН 960101300007", "feedback.sensitive", ()),
    case("ә" * (MAX_LENGTH + 1), "feedback.too_long", (), longest=MAX_LENGTH),
    *(
        Case("feedback_words.add_nothing", typed(one), [say("feedback.no_words")], CLOSED_QUESTION, RATED)
        for one in ("button.no", "button.skip")
    ),
]


@each(CASES)
async def test_what_is_decided(case: Case, scene: Scene) -> None:
    await case.play(scene)


async def kept(scene: Scene) -> list[tuple[int, str | None]]:
    who = await scene.visitor()
    assert who.seal
    return [(one.rating, one.words) for one in await feedback.of_person(scene.store.engine, who.pseudonym, who.seal)]


async def rated(scene: Scene) -> None:
    await scene.admit(RATED)
    await scene.store.commit(RATING)


async def test_words_are_kept_once(scene: Scene) -> None:
    await rated(scene)
    await scene.play(typed(WORDS))
    assert await kept(scene) == [(4, WORDS)]
    assert "UPDATE feedback" not in targets(await scene.play(typed("Тағы бір сөз")))
    assert await kept(scene) == [(4, WORDS)]


async def test_what_was_refused_can_be_said_otherwise(scene: Scene) -> None:
    await rated(scene)
    await scene.play(typed("ЖСН 960101300007"))
    await scene.play(typed(WORDS))
    assert await kept(scene) == [(4, WORDS)]


async def test_what_is_said_much_later_is_not_the_words(scene: Scene) -> None:
    await rated(scene)
    scene.now = scene.now + WORDS_WINDOW + SECOND
    await scene.play(typed(WORDS))
    assert await kept(scene) == [(4, None)]


@pytest.mark.parametrize("label", ["button.continue", "button.confirm", "button.yes"])
async def test_a_label_is_not_the_words(scene: Scene, label: str) -> None:
    await rated(scene)
    await scene.play(typed(label))
    assert await kept(scene) == [(4, None)]


async def test_an_answer_of_the_form_is_no_feedback(scene: Scene) -> None:
    await scene.admit(at("name", leads=(LEAD,), asking="feedback"))
    route = await scene.route(typed(WORDS))
    assert route
    assert route.name == "form.answer_field"

"""Which replies that the channel has delayed are outdated by newer ones?"""

from __future__ import annotations

from bot.dialogue.decision import Decision, Relevance, Say, Show
from bot.domain.erasure import Kind
from bot.intake.superseded import is_superseded
from tests.cases import cases
from tests.handlers.turns import make_event

QUESTION, LASTING = Say("asks", relevance=Relevance.QUESTION), Say("states a fact")
EVENT = make_event("text")


@cases("kind", [Kind.REVIEW, Kind.READ_BACK])
def test_what_is_shown_to_be_confirmed_is_a_question(kind: Kind) -> None:
    """A read-back that comes after the next question would be answered with an old button."""
    shown = Show(kind, "stub", "text")
    assert is_superseded(EVENT, shown, [(EVENT, Decision([QUESTION]))])
    assert is_superseded(EVENT, QUESTION, [(EVENT, Decision([shown]))])
    assert not is_superseded(EVENT, shown, [(EVENT, Decision([LASTING]))])


def test_an_answer_to_my_data_is_always_given() -> None:
    assert not is_superseded(EVENT, Show(Kind.MY_DATA, "stub", "text"), [(EVENT, Decision([QUESTION]))])

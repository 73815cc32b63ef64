"""Two updates are decided on the same state, by two processes: is it as if one had come after the other?

Every change carries the expectation that it was decided on. So the second of two such decisions is made again, or it
changes nothing that the first has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

import pytest

from bot.dialogue.event import Event
from bot.dialogue.presses import CardPress, FormPress, Move
from bot.domain.lead import Action
from handlers import ROUTES
from tests.databases import ON_POSTGRES, sqlite_only
from tests.examples import ONE_IN, one_in
from tests.handlers.cases import Case
from tests.handlers.every_case import every_case
from tests.handlers.somebody import COLLEAGUE, SECOND
from tests.handlers.two_units import SAID, Rows, at_the_same_time, one_after_the_other
from tests.lives.planted import planted

pytestmark = pytest.mark.usefixtures("unmeasured")

EVERY = 4 if ON_POSTGRES else ONE_IN
"""Each pair takes schemas, connections and up to half a second of a server, so there too it is asked about a part."""
Pair = tuple[Case, Event]

TELL_ONLY = {
    "banned.refuse_press",
    "blocked.refuse_disputed_press",
    "bot_membership.ignore",
    "cancel.find_nothing_to_cancel",
    "colleague_privacy.tell_colleague",
    "consent.write_before_consent",
    "consents.find_no_consent",
    "consents.press_after_the_end",
    "fallback.press_unknown_button",
    "feedback.decline",
    "feedback.press_after_the_end",
    "forget.find_nothing",
    "form.ask_to_confirm",
    "info.read_policy",
    "language.show_languages",
    "milestones.show_switches",
    "my_data.find_nothing",
    "my_data.press_after_the_end",
    "my_data.send_in_words",
    "open_leads.list_open",
    "open_leads.turn_page",
    "permissions.ignore",
    "permissions.refuse_anonymous",
    "permissions.refuse_member",
    "permissions.refuse_stranger",
    "receipts.send_document",
    "receipts.send_page",
    "repeated.keep_silent",
    "repeated.show_status",
    "send.confirm_again",
    "stats.show_stats",
}
"""Handlers that change nothing, whatever is so."""

STALE_PROMPTS = {("consent.agree", "LanguagePress"), ("start.press_new_application", "Русский")}
"""What is said to these two at once is one prompt of a moment before, or in the language of a moment before. No row
differs, and whatever is answered to that prompt is decided on what is true then."""


def another(event: Event) -> Event:
    """The next update: the other half of a double tap, or the next message."""
    message = None if event.message_id is None else event.message_id + 1
    return replace(event, number=event.number + 1, message_id=message)


def twice() -> Iterator[Pair]:
    """Each update, and the same once more; in the group also by a colleague."""
    for case in changing():
        yield case, another(case.event)
        if case.event.who == COLLEAGUE:
            yield case, replace(another(case.event), who=SECOND)


def two_different() -> Iterator[Pair]:
    """Each update, and another one that is possible in the same state."""
    cases = changing()
    for case in cases:
        for other in cases:
            if other is not case and begins_alike(case, other):
                yield case, another(other.event)


def changing() -> list[Case]:
    return [case for case in every_case() if case.writes]


def begins_alike(case: Case, other: Case) -> bool:
    return (case.given, case.before, case.earlier, dict(case.turn)) == (
        other.given, other.before, other.earlier, dict(other.turn),
    )  # fmt: skip


async def differences(case: Case, second: Event) -> list[str]:
    """What is neither as if the second update had come later, nor as if it had come earlier."""
    found = await at_the_same_time(case, case.event, second)
    orders = ((case.event, second), (second, case.event))
    differing: list[str] = []
    for first, last in orders:
        differing = unlike(found, await one_after_the_other(case, first, last))
        if not differing:
            break
    return differing


def unlike(found: Rows, expected: Rows) -> list[str]:
    return sorted(name for name in found.keys() | expected.keys() if found.get(name) != expected.get(name))


async def all_differences(pairs: Iterable[Pair]) -> list[str]:
    return [
        f"{case.leads_to}, {second.who.first_name} {second.text or second.tap}: {found}"
        for case, second in pairs
        if (found := await differences(case, second)) and not (found == [SAID] and _is_stale_prompt(case, second))
    ]


def _is_stale_prompt(case: Case, second: Event) -> bool:
    what = type(second.tap.press).__name__ if second.tap else second.text
    return (case.leads_to, what) in STALE_PROMPTS


def test_whatever_changes_something_is_among_them() -> None:
    """Each handler, each button of the card, each step of the form."""
    cases = changing()
    assert {route.name for route in ROUTES} - {case.leads_to for case in cases} == TELL_ONLY
    pressed = [case.event.tap.press for case in cases if case.event.tap]
    assert {one.action for one in pressed if isinstance(one, CardPress)} == set(Action)
    assert {one.move for one in pressed if isinstance(one, FormPress)} == set(Move) - {Move.CONTINUE}


@pytest.mark.parametrize(
    "pairs", [twice, pytest.param(two_different, marks=sqlite_only(reason="four hundred pairs cost a minute more"))]
)
async def test_two_decisions_at_the_same_time_end_as_one_after_the_other(pairs: Callable[[], Iterator[Pair]]) -> None:
    wrong = await all_differences(one_in(EVERY, pairs()))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("name", "handler"),
    [
        ("no_expectation_on_the_consent", "consents.choose_offers"),
        ("draft_replaces_any", "start.press_new_application"),
        ("no_expectation_on_the_person", "forget.ask_to_forget"),
        ("no_expectation_on_the_lead", "card.press_card"),
    ],
)
async def test_each_expectation_is_needed(name: str, handler: str) -> None:
    with planted(name):
        assert await all_differences(pair for pair in twice() if pair[0].leads_to == handler)

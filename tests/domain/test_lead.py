"""When does a card show contacts, and what can happen to a lead?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.lead import (
    RIGHTS,
    TRANSITIONS,
    Action,
    Colleague,
    Lead,
    Outcome,
    Status,
    can,
    is_open,
    move,
    shows_contacts,
)
from bot.domain.time import EPOCH, Span


def lead(status: Status) -> Lead:
    return Lead(b"id", "M-2A2A2A", b"p", "kk", False, {}, status, None, None, None, EPOCH, EPOCH)


@pytest.mark.parametrize(
    ("status", "claim", "full"),
    [
        (Status.NEW, False, True),
        (Status.TAKEN, True, True),
        (Status.CONTACTED, True, True),
        (Status.CLOSED, False, False),
    ],
)
def test_contacts_stand_on_the_card_only_while_somebody_works_with_it(status: Status, claim: bool, full: bool) -> None:
    assert shows_contacts(lead(status), full=False) is claim
    assert shows_contacts(lead(status), full=True) is full


def test_a_closed_lead_can_only_be_reopened() -> None:
    assert not is_open(lead(Status.CLOSED))
    assert [action for action in Action if (Status.CLOSED, action) in TRANSITIONS] == [Action.REOPEN]


MADINA, TIMUR = Colleague(b"m", "Мадина", "1"), Colleague(b"t", "Тимур", "2")
PRESSES = st.lists(st.tuples(st.sampled_from(Action), st.sampled_from([MADINA, TIMUR]), st.integers(0, 5)))


@given(PRESSES)
def test_whatever_is_pressed_a_lead_has_an_owner_exactly_while_somebody_works_with_it(
    presses: list[tuple[Action, Colleague, int]],
) -> None:
    one, now = lead(Status.NEW), EPOCH
    for action, who, later in presses:
        if not can(one, action):
            continue
        now += Span(later)
        after = move(one, action, who, now, Outcome.WON if action is Action.CLOSE else None)
        assert (after.owner is None, after.owner_name is None, after.owner_id is None) == (
            after.status is Status.NEW,
        ) * 3
        assert (after.outcome is not None) == (after.status is Status.CLOSED)
        assert not after.offered or after.status in (Status.TAKEN, Status.CONTACTED)
        assert (after.status, after.offered, after.changed_at) != (one.status, one.offered, one.changed_at)
        one = after


def test_every_action_says_who_may() -> None:
    assert set(RIGHTS) == set(Action)


def test_only_a_new_lead_can_be_taken() -> None:
    assert [status for status in Status if (status, Action.TAKE) in TRANSITIONS] == [Status.NEW]

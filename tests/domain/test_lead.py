"""When does a card show contacts, and what can happen to a lead?"""

from itertools import product

import pytest

from bot.domain.lead import TRANSITIONS, Action, Lead, Status, is_open, shows_contacts


def lead(status: Status) -> Lead:
    return Lead(b"id", "M-2A2A2A", b"p", "kk", False, {}, status, None, None, None, 0, 0)


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


def test_nothing_happens_to_a_closed_lead() -> None:
    assert not is_open(lead(Status.CLOSED))
    assert [pair for pair in product([Status.CLOSED], Action) if pair in TRANSITIONS] == []


def test_only_a_new_lead_can_be_taken() -> None:
    assert [status for status in Status if (status, Action.TAKE) in TRANSITIONS] == [Status.NEW]

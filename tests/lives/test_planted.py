"""Do lives find the mistakes that such a bot is easily made with?

A few are looked for here; `make planted` looks for all, each in up to a thousand seeds.
"""

from __future__ import annotations

import pytest

from tests.lives.find_planted import find
from tests.lives.planted import everything, planted

SOON = 12  # seeds
FOUND_SOON = ("plain_at_rest", "key_kept", "ledger_not_chained", "daily_counts_of_one_person", "press_not_answered")


@pytest.mark.parametrize("name", FOUND_SOON)
def test_a_mistake_is_found(name: str) -> None:
    assert find(name, range(1, SOON + 1)).seed


@pytest.mark.parametrize("name", everything())
def test_every_mistake_can_still_be_planted(name: str) -> None:
    """What it changes is where it was: a name that is gone raises."""
    with planted(name) as one:
        assert one.story


def test_there_are_enough() -> None:
    assert len(everything()) >= 25

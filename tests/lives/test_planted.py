"""Do lives find the mistakes that such a bot is easily made with?

A few are looked for here; `make planted` looks for all, each in up to a thousand seeds.
"""

from __future__ import annotations

import re
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.lives.find_planted import what_goes_wrong
from tests.lives.planted import everything, planted

PAGE = Path(__file__).parents[2] / "docs" / "field-reports.md"
SOON = 12  # seeds
FOUND_SOON = {
    "plain_at_rest": "left",
    "key_kept": "keys",
    "ledger_not_chained": "ledger",
    "daily_counts_of_one_person": "counts",
    "press_not_answered": "answers",
}
"""The oracle that finds each. They do not hide each other, so that one life has them all."""
SHORT = 20  # the seed of a short life that meets them all


def test_mistakes_are_found_each_by_its_oracle() -> None:
    left = set(FOUND_SOON.values())
    with ExitStack() as planting:
        for name in FOUND_SOON:
            planting.enter_context(planted(name))
        for seed in range(SHORT, SHORT + SOON):
            left -= {one.partition(":")[0] for one in what_goes_wrong(seed)}
            if not left:
                break
    assert not left


@pytest.mark.parametrize("name", everything())
def test_every_mistake_can_still_be_planted(name: str) -> None:
    """What it changes is where it was: a name that is gone raises."""
    with planted(name) as one:
        assert one.story


@pytest.mark.parametrize("module", ["field_reports", "reported"])
def test_the_page_of_field_reports_names_what_is_planted(module: str) -> None:
    section = PAGE.read_text("utf-8").split("\n## Which of these lives find\n")[1]
    named = set(re.findall(r"`([a-z_]+)`", section))
    assert {name for name, one in everything().items() if one.plant.__module__.endswith(f".{module}")} <= named
    assert named <= everything().keys()


def test_there_are_enough() -> None:
    assert len(everything()) >= 25

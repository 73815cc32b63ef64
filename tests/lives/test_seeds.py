"""Does nothing go wrong in lives full of trouble? A few in every run; `make simulate SEEDS=1000` plays more."""

from __future__ import annotations

import os

import pytest

from tests.lives.choices import draw
from tests.lives.simulate import live, try_seed

SEEDS = int(os.environ.get("SEEDS", "30"))  # noqa: TID251 (.ci/run says how many)
HANDFUL = 5
REGRESSIONS = {3034: "the disk failed when a review was to be filled, and the log called that a bug"}
"""Seeds that found a mistake, and what it was."""


@pytest.mark.parametrize("first", range(1, SEEDS + 1, HANDFUL))
def test_nothing_goes_wrong(first: int) -> None:
    for seed in range(first, min(first + HANDFUL, SEEDS + 1)):
        verdict = try_seed(seed)
        assert not verdict.wrong, f"seed {seed}\n{verdict.story}"


@pytest.mark.parametrize("seed", REGRESSIONS)
def test_what_a_seed_has_found_stays_mended(seed: int) -> None:
    verdict = try_seed(seed)
    assert not verdict.wrong, f"{REGRESSIONS[seed]}\n{verdict.story}"


def test_a_seed_is_always_the_same_life() -> None:
    once, again = (live(7, draw(7))[0].trace for _ in range(2))
    assert once == again

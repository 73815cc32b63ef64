"""Does nothing go wrong in lives full of trouble? A few in every run; `make simulate SEEDS=1000` plays more."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.lives import kept_lives
from tests.lives.choices import draw
from tests.lives.simulate import live, try_seed

SEEDS = int(os.environ.get("SEEDS", "6"))  # noqa: TID251
HANDFUL = 3


@pytest.mark.parametrize("first", range(1, SEEDS + 1, HANDFUL))
def test_nothing_goes_wrong(first: int) -> None:
    for seed in range(first, min(first + HANDFUL, SEEDS + 1)):
        verdict = try_seed(seed)
        assert not verdict.wrong, f"seed {seed}\n{verdict.story}"


@pytest.mark.parametrize("name", kept_lives.names())
def test_what_a_life_has_found_stays_mended(name: str) -> None:
    kept = kept_lives.load(kept_lives.FOLDER / f"{name}.json")
    assert live(kept.seed, kept.choices)[1] == [], kept.story


def test_a_life_is_kept_as_it_was(tmp_path: Path) -> None:
    kept_lives.keep(tmp_path / "life.json", 7, "nothing", draw(7))
    assert kept_lives.load(tmp_path / "life.json") == kept_lives.KeptLife(7, "nothing", tuple(draw(7)))


def test_a_seed_is_always_the_same_life() -> None:
    once, again = (live(7, draw(7))[0].trace for _ in range(2))
    assert once == again

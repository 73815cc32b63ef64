"""Does nothing go wrong in lives full of trouble? A few in every run; `make simulate SEEDS=1000` plays more."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lives import kept_lives
from tests.lives.choices import draw
from tests.lives.play import has_replicas, is_private, play
from tests.lives.simulate import live, try_seed

SEEDS = (93, 11)
"""Two replicas, whose contacts stand in a private chat; and one process. Both meet much in a short life."""


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_goes_wrong_and_a_seed_is_always_the_same_life(seed: int, tmp_path: Path) -> None:
    verdict = try_seed(seed)
    assert not verdict.wrong, f"seed {seed}\n{verdict.story}"
    assert play(seed, tmp_path, draw(seed)).trace == verdict.trace


def test_the_seeds_are_of_every_kind() -> None:
    assert [(has_replicas(seed), is_private(seed)) for seed in SEEDS] == [(True, True), (False, False)]


@pytest.mark.parametrize("name", kept_lives.names())
def test_what_a_life_has_found_stays_mended(name: str) -> None:
    kept = kept_lives.load(kept_lives.FOLDER / f"{name}.json")
    assert live(kept.seed, kept.choices)[1] == [], kept.story


def test_a_life_is_kept_as_it_was(tmp_path: Path) -> None:
    kept_lives.keep(tmp_path / "life.json", 7, "nothing", draw(7))
    assert kept_lives.load(tmp_path / "life.json") == kept_lives.KeptLife(7, "nothing", tuple(draw(7)))

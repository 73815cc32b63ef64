"""Lives that found something wrong, kept as their choices: what a seed draws changes whenever the drawing does.

Each file in `tests/lives/kept/` has the seed, which makes the installation what it is, the story, and the choices.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.lives.choice import Choice

FOLDER = Path(__file__).parent / "kept"


@dataclass(frozen=True, slots=True)
class KeptLife:
    """`story` says in a sentence what was wrong."""

    seed: int
    story: str
    choices: tuple[Choice, ...]


def keep(path: Path, seed: int, story: str, choices: Sequence[Choice]) -> None:
    rows = [[one.at, one.who, one.what, one.seed] for one in choices]
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    told = json.dumps(story, ensure_ascii=False)
    path.write_text(f'{{"seed": {seed}, "story": {told}, "choices": [\n{lines}\n]}}\n')


def load(path: Path) -> KeptLife:
    known = json.loads(path.read_text())
    return KeptLife(known["seed"], known["story"], tuple(Choice(*row) for row in known["choices"]))


def names() -> list[str]:
    return sorted(path.stem for path in FOLDER.glob("*.json"))

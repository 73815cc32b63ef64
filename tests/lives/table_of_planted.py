"""The table of planted mistakes in docs/reliability.md: which seed finds each, and which oracle.

A run fills in the rows of the mistakes that it looked for. The other rows stay what an earlier run found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from tests.lives.planted import Mistake

HEAD = "| mistake | what is wrong | seed | oracle |\n|---|---|---|---|\n"


class Row(NamedTuple):
    """`seed` and `oracle` as they are written; empty while nobody has looked."""

    seed: str = ""
    oracle: str = ""


def fill_in(page: str, found: Mapping[str, Row], mistakes: Iterable[Mistake]) -> str:
    """The page with its table renewed. Raises ValueError if it has none."""
    before, head, rest = page.partition(HEAD)
    if not head:
        raise ValueError("the page has no table of planted mistakes")
    rows, after = _split(rest)
    known = {**dict(_read(rows)), **found}
    written = "".join(_write(one, known.get(one.name, Row())) for one in mistakes)
    return before + head + written + after


def rows_of(page: str) -> dict[str, Row]:
    """What the table of this page says, by name of the mistake."""
    return dict(_read(_split(page.partition(HEAD)[2])[0]))


def _split(text: str) -> tuple[list[str], str]:
    """The rows, and what follows them."""
    lines = text.splitlines(keepends=True)
    number = next((place for place, line in enumerate(lines) if not line.startswith("|")), len(lines))
    return lines[:number], "".join(lines[number:])


def _read(rows: Iterable[str]) -> Iterator[tuple[str, Row]]:
    for row in rows:
        name, _, seed, oracle = (cell.strip() for cell in row.strip().strip("|").split("|"))
        yield name.strip("`"), Row(seed, oracle)


def _write(mistake: Mistake, row: Row) -> str:
    return f"| `{mistake.name}` | {mistake.story} | {row.seed} | {row.oracle} |\n"

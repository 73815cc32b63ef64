"""Is the page of lengths as a run shows them, and is there little to read before the first answer?"""

from __future__ import annotations

import re

from bot.i18n import list_languages
from scripts.write_lengths import TARGET, TITLES, compose

MOST_BEFORE_THE_FIRST_ANSWER = 900  # characters outside the fold
PAGE = TARGET.read_text("utf-8")


def numbers(title: str) -> list[int]:
    [row] = [line for line in PAGE.splitlines() if line.startswith(f"| {title} |")]
    return [int(cell.replace(",", "")) for cell in re.findall(r"[\d,]+", row.removeprefix(f"| {title}"))]


def test_the_page_is_as_a_run_shows_it() -> None:
    assert compose() == PAGE, "run make lengths"


def test_little_stands_before_the_first_answer() -> None:
    found = numbers(TITLES["first"])
    assert len(found) == len(list_languages())
    assert max(found) <= MOST_BEFORE_THE_FIRST_ANSWER

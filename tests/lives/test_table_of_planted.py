"""Does the table in docs/reliability.md name every planted mistake, and does a run fill in what it found?"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.lives.find_planted import Found
from tests.lives.planted import Mistake, everything
from tests.lives.table_of_planted import HEAD, Row, fill_in, rows_of

PAGE = Path(__file__).parents[2] / "docs" / "reliability.md"
TWO = [Mistake(name, f"{name} is wrong.", lambda patch: None) for name in ("key", "row")]


def test_the_page_names_every_mistake_with_its_story() -> None:
    page = PAGE.read_text()
    assert fill_in(page, {}, everything().values()) == page


def test_a_run_fills_in_what_it_found_and_leaves_the_rest() -> None:
    first = fill_in(f"before\n\n{HEAD}\nafter\n", {"row": Row("7", "due")}, TWO)
    second = fill_in(first, {"key": Found("key", 3, "left: 1 keys open nothing").row}, TWO)
    assert rows_of(second) == {"key": Row("3", "left"), "row": Row("7", "due")}
    assert second.startswith("before\n")
    assert second.endswith("\nafter\n")


def test_a_mistake_that_was_not_found_is_told_as_such() -> None:
    assert Found("key", 0).row == Row("not found")


def test_a_page_without_the_table_is_refused() -> None:
    with pytest.raises(ValueError, match="no table"):
        fill_in("nothing", {}, TWO)

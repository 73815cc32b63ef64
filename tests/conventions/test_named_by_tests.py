"""Each job and each fact is named by a test that tries it, so a new one cannot be left untried unnoticed."""

import re
from functools import cache
from pathlib import Path

from bot.domain.facts import Fact
from scripts.write_timetable import compose
from tests.cases import cases

TESTS = Path(__file__).parents[1]
ROOMS = ("bot", "handlers", "jobs", "outbox", "scenarios", "storage")


@cache
def named() -> frozenset[str]:
    """Every word of these tests, and every fact as `Fact.NAME`."""
    texts = [path.read_text("utf-8") for room in ROOMS for path in (TESTS / room).rglob("test_*.py")]
    return frozenset(re.findall(r"\bFact\.\w+|\w+", "\n".join(texts)))


@cases("job", re.findall(r"^\| `(\w+)`", compose(), re.MULTILINE))
def test_a_job_is_named_by_a_test(job: str) -> None:
    assert job in named()


@cases("fact", list(Fact))
def test_a_fact_is_named_by_a_test(fact: Fact) -> None:
    assert f"Fact.{fact.name}" in named()

"""What is shared is started once in a run, not in each worker."""

from __future__ import annotations

from pathlib import Path

from tests.work_units import UNITS_THAT_WAIT

DEMO = Path(__file__).parent / "demo"


def test_one_worker_runs_all_tests_of_the_browser() -> None:
    """It takes longer to start than most of them."""
    using = [path for path in DEMO.glob("test_*.py") if "tests.demo.browser import" in path.read_text("utf-8")]
    assert {f"tests/demo/{path.name}" for path in using} == set(UNITS_THAT_WAIT[0])

"""Which tests one worker (tests/forked_run.py) runs together, and which come first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import PurePath
from typing import Any

import pytest

UNITS_THAT_WAIT = (
    (
        "tests/demo/test_acts.py",
        "tests/demo/test_application.py",
        "tests/demo/test_messages.py",
        "tests/demo/test_operator.py",
        "tests/demo/test_small_screen.py",
        "tests/demo/test_staff.py",
        "tests/demo/test_time.py",
        "tests/demo/test_trouble.py",
        "tests/demo/test_words.py",
    ),
    (
        "tests/scenarios/test_postgres.py",
        "tests/scenarios/test_deploy_drill.py",
    ),
    ("tests/scenarios/test_keys_on_server.py",),
    (
        "tests/storage/test_lost_answers.py",
        "tests/storage/test_postgres.py",
        "tests/storage/test_postgres_keystore.py",
        "tests/storage/test_postgres_log.py",
        "tests/storage/test_postgres_replicas.py",
    ),
)
ROOMS_THAT_WAIT = ("tests/demo/", "tests/real/", "tests/benchmarks/")
UNITS = (
    *UNITS_THAT_WAIT,
    (
        "tests/conventions/test_catalogues.py",
        "tests/conventions/test_fields.py",
        "tests/conventions/test_frozen_values.py",
        "tests/conventions/test_machine.py",
        "tests/conventions/test_moments.py",
        "tests/conventions/test_names_of_colleagues.py",
        "tests/conventions/test_popups.py",
        "tests/conventions/test_sizes.py",
    ),
)
TOGETHER = {file: f"unit {number}" for number, unit in enumerate(UNITS) for file in unit}
"""Files that share a browser, a server or the parsed code, which take longer than most tests. All that use a server in
one unit would be the last to end."""
SLOW_FILES = (
    "test_two_thousand.py", "test_erasure_steps.py", "test_seeds.py", "test_faults.py", "test_two_units.py",
    "test_leaps.py", "test_scrub_database.py",
)  # fmt: skip
"""Their tests go to any worker, one by one."""


def waits(unit: Sequence[pytest.Item]) -> bool:
    """Most of the time, for a browser, a server or processes."""
    file = unit[0].nodeid.partition("::")[0]
    return file.startswith(ROOMS_THAT_WAIT) or any(file in one for one in UNITS_THAT_WAIT)


def units_of(items: Sequence[pytest.Item]) -> list[list[pytest.Item]]:
    """A file goes to one worker, except for slow ones, and for those that belong together."""
    units: dict[str, list[pytest.Item]] = {}
    for item in items:
        file = item.nodeid.partition("::")[0]
        unit = item.nodeid if PurePath(file).name in SLOW_FILES else TOGETHER.get(file, file)
        units.setdefault(unit, []).append(item)
    return list(units.values())


def start_order(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """What is slow first; otherwise all workers wait for it at the end. What is quick last, to fill it up."""
    return sorted(items, key=lambda item: _turn(item.nodeid.partition("::")[0]))


@cache
def _turn(file: str) -> Any:
    if unit := TOGETHER.get(file):
        return 0, unit
    name, room = PurePath(file).name, PurePath(file).parts[1]
    rooms = ("demo", "real", "lives", "scenarios")
    return (1, "") if name in SLOW_FILES else (2 + (rooms.index(room) if room in rooms else len(rooms)), "")

"""Does every query of the dashboard and the alarms ask for a number that there is?"""

from __future__ import annotations

import json
import re
from pathlib import Path

from bot.dialogue.event import What
from bot.dialogue.undelivered import Trouble
from bot.health.metrics import Metrics
from bot.health.probe import Probe
from bot.health.readiness import check_readiness
from bot.health.tally import BOUNDS, Durations, Tally
from bot.intake.receive import NOT_STORED, STORED, UNREADABLE
from bot.jobs.timetable import DONE, NOT_DONE
from bot.machine import SYSTEM
from storage.store import Store
from tests.cases import cases

DOCS = Path(__file__).parents[2] / "docs" / "operator"
ALERTS, PAGE = ((DOCS / name).read_text("utf-8") for name in ("alerts.yml", "monitoring.md"))
BOARD = json.loads((DOCS / "grafana.json").read_text("utf-8"))
QUERIES = [
    *(target["expr"] for panel in BOARD["panels"] for target in panel.get("targets", ())),
    *re.findall(r"expr: (?:>-\n)?(.+?)\n +(?:for|labels):", ALERTS, re.DOTALL),
]
KNOWN = {
    "outcome": {STORED, NOT_STORED, DONE, NOT_DONE},
    "kind": {*What, UNREADABLE},
    "result": {*Trouble, "ok"},
}
"""Values of labels in the code."""


def page_of(store: Store, tally: Tally) -> str:
    probe = Probe(store, SYSTEM.clock, SYSTEM.monotonic, SYSTEM.sleep)
    ready = check_readiness({"storage": [list]})
    return Metrics(tally, probe, lambda: ready, lambda: {"purge": 1.0}, lambda: True).page().decode()


def test_there_are_queries() -> None:
    assert len(QUERIES) > 25
    assert ALERTS.count("alert:") == ALERTS.count("expr:") == ALERTS.count("summary:") == ALERTS.count("action:")


async def test_each_query_names_metrics_that_there_are_and_the_page_names_all(store: Store) -> None:
    page = page_of(store, Tally())
    families = set(re.findall(r"^# TYPE (\w+)", page, re.MULTILINE))
    told = {f"{name}{tail}" for name in families for tail in ("", "_bucket", "_count", "_sum")}
    asked = {name for query in QUERIES for name in re.findall(r"\b(?:momu|process)_\w+", query)}
    assert asked - told == set()
    assert {name for name in families if name.startswith("momu_")} == set(
        re.findall(r"^\| `(\w+)`", PAGE, re.MULTILINE)
    )


@cases("label", KNOWN)
def test_each_query_asks_for_values_that_there_are(label: str) -> None:
    asked = {value for query in QUERIES for value in re.findall(rf'{label}[=!]~?"([^"]*)"', query)}
    assert {part for value in asked for part in value.split("|")} <= KNOWN[label]


async def test_durations_are_told_in_groups_that_add_up(store: Store) -> None:
    tally = Tally()
    for seconds in (0.001, BOUNDS[0], 0.3, 60.0):
        tally.durations["commit"].add(seconds)
    page = page_of(store, tally)
    found = {bound: float(number) for bound, number in re.findall(r'momu_commit_seconds_bucket{le="(.+?)"} (.+)', page)}
    assert (found["0.005"], found["0.25"], found["0.5"], found["10.0"], found["+Inf"]) == (2, 2, 3, 3, 4)
    assert "momu_commit_seconds_count 4.0" in page
    assert "momu_commit_seconds_sum 60.306" in page
    assert Durations().groups == [0] * (len(BOUNDS) + 1)

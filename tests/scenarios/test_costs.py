"""Does one application cost what docs/performance.md says, in statements, commits, tasks, calls and memory?

After a change that is meant: `python -m benchmarks.application_costs` prints the rows for the page.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from tests.costs import ROOT, Costs, counted
from tests.databases import sqlite_only
from tests.people import AIGERIM, DANIYAR, Applicant
from tests.scenarios.stage import Stage, open_stage

pytestmark = sqlite_only(reason="it reads the plans of SQLite, and counts the steps of its file")

PAGE = ROOT / "docs" / "performance.md"
ROW = re.compile(r"^\| (queries|changes|commits|tasks|calls) \| \d+ \| (.+) \|$", re.M)
SCAN = re.compile(r"SCAN (\w+)(?P<in_order> USING .*INDEX)?")
SMALL = {
    *("CONSTANT", "here", "few", "stages", "equal"),  # subqueries, whose own tables have steps of their own
    *("ledger_head", "staff_group_notice", "staff_group"),  # one row
    *("announcements", "breaches", "disclosures", "disclosure_forms", "disclosure_specialists"),  # by hand, by few
    "unsettled",  # keys of the last minute
}
"""What may be read from end to end: it has few rows however many people apply."""
MOST_KEPT = 400
"""Blocks of memory; about 280 stay, some of them the first time only."""


async def spend(folder: Path) -> Costs:
    """What the second application costs, its card and all that follows by itself included."""
    async with open_stage(folder, sweep_interval=600_000) as stage:
        assert stage.app
        await _apply(stage, DANIYAR)
        async with counted(stage.app._store, stage.world) as costs:
            await _apply(stage, AIGERIM)
        return costs


async def _apply(stage: Stage, who: Applicant) -> None:
    await stage.card(await stage.guest(who).apply())
    await stage.world.until(stage.is_outbox_empty)


def read(row: str) -> Counter[str]:
    """The kinds of a row, and how often each was done."""
    return Counter({what: int(number) for number, _, what in (part.partition(" ") for part in row.split(", "))})


async def test_an_application_costs_what_is_written(tmp_path: Path) -> None:
    costs = await spend(tmp_path)
    written = {name: read(row) for name, row in ROW.findall(PAGE.read_text())}
    more = {name: dict(found - written[name]) for name, found in costs.by_name().items() if found - written[name]}
    less = {name: dict(written[name] - found) for name, found in costs.by_name().items() if written[name] - found}
    assert not more, f"an application costs more than is written: {more}"
    assert not less, f"an application costs less than is written, so write it: {less}"
    assert costs.kept.total() <= MOST_KEPT, costs.kept


async def test_no_statement_reads_a_whole_table(tmp_path: Path) -> None:
    """Neither for an application nor at a tick of the jobs: what they cost would grow with the number of people."""
    async with open_stage(tmp_path, sweep_interval=600_000) as stage:
        assert stage.app
        store = stage.app._store
        await _apply(stage, DANIYAR)
        await stage.sweep()
        async with counted(store, stage.world, keep_statements=True) as costs:
            await _apply(stage, AIGERIM)
            await stage.pass_time(60)
        databases = {"database": store.engine, "keystore": store.keys}
        for name, sql in costs.statements or ():
            plan = [row[3] for row in await databases[name].read(f"EXPLAIN QUERY PLAN {sql}")]
            scans = filter(None, map(SCAN.match, plan))
            # In the order of an index, and ended by a limit, few rows are read.
            whole = {scan[1] for scan in scans if not (scan["in_order"] and " LIMIT " in sql)} - SMALL
            assert not whole, f"{whole} is read from end to end: {sql}"

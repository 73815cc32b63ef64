"""The erasure plan knows every place of personal data; a new place is an error until its fate is decided."""

from pathlib import Path

import pytest

from bot.domain.erasure import Kind
from bot.domain.erasure_plan import PLAN, By, What, spots
from bot.domain.fate import Fate
from bot.views.my_data_columns import LEFT_OUT, SHOWN
from storage.migrate import Which, migrate
from storage.sqlite import SqliteEngine


def names(what: What) -> list[str]:
    return sorted(spot.name for spot in spots(what))


async def columns(path: Path, which: Which) -> dict[str, set[str]]:
    """The columns of each table."""
    engine = await SqliteEngine.open(path)
    await migrate(engine, which)
    tables = [row[0] for row in await engine.read("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found = {table: {row[1] for row in await engine.read(f"PRAGMA table_info({table})")} for table in tables}
    await engine.close()
    return found


@pytest.mark.parametrize(("which", "what"), [("main", What.TABLE), ("keys", What.KEYS)])
async def test_every_table_has_a_fate(tmp_path: Path, which: Which, what: What) -> None:
    assert sorted(await columns(tmp_path / "any.db", which)) == names(what), "give it a Spot in erasure_plan.py"


async def test_every_table_that_is_destroyed_says_by_which_column(tmp_path: Path) -> None:
    known = await columns(tmp_path / "any.db", "main")
    wanted = {By.PERSON: {"person"}, By.LEAD: {"lead"}, By.QUEUE: {"lane", "subject"}}
    for spot in spots(What.TABLE, Fate.DESTROYED):
        assert spot.by, spot.name
        assert wanted[spot.by] <= known[spot.name], spot.name


async def test_what_stays_has_a_column_with_a_person_only_if_an_erasure_empties_it(tmp_path: Path) -> None:
    known = await columns(tmp_path / "any.db", "main")
    stay = {spot.name for spot in spots(What.TABLE) if spot.fate is not Fate.DESTROYED}
    assert {name for name in stay if "person" in known[name]} == {"erasures", "disclosure_leads"}


def test_every_kind_of_message_has_a_fate() -> None:
    assert sorted(Kind) == names(What.MESSAGE)


def test_the_plan_names_each_place_once_and_finds_leads_while_there_are_any() -> None:
    assert len({(spot.what, spot.name) for spot in PLAN}) == len(PLAN)
    order = [spot.name for spot in spots(What.TABLE, Fate.DESTROYED)]
    found_by_lead = [spot.name for spot in spots(What.TABLE, Fate.DESTROYED) if spot.by in (By.LEAD, By.QUEUE)]
    assert all(order.index(name) < order.index("leads") for name in found_by_lead)


async def test_every_column_of_a_person_stands_in_my_data_or_is_explained_there(tmp_path: Path) -> None:
    known = await columns(tmp_path / "any.db", "main")
    for spot in spots(What.TABLE, Fate.DESTROYED):
        shown, left_out = set(SHOWN.get(spot.name, "").split()), LEFT_OUT.get(spot.name, {}).keys()
        assert not shown & left_out, spot.name
        assert shown | left_out == known[spot.name], f"{spot.name}: bot/views/my_data_columns.py"
    assert SHOWN.keys() | LEFT_OUT.keys() == {spot.name for spot in spots(What.TABLE, Fate.DESTROYED)}

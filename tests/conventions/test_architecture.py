"""The architecture page describes the folders as they are."""

import re
from pathlib import Path

from bot.domain.erasure_plan import What, spots
from bot.domain.fate import Fate

ROOT = Path(__file__).parents[2]
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
FOLDERS, PLACES = ARCHITECTURE.split("\n## The folders\n")[1].split("\n## Where personal data can be\n")
NAMED = set(re.findall(r"^\| `([\w/]+)/`", FOLDERS, re.MULTILINE))


def test_every_folder_named_exists() -> None:
    assert NAMED
    assert sorted(name for name in NAMED if not (ROOT / name).is_dir()) == []


def test_every_room_is_named() -> None:
    """A room is a folder with code at the top, one in `bot/`, or that of a channel."""
    inside = [*ROOT.glob("*/*.py"), *ROOT.glob("bot/*/*.py"), *ROOT.glob("bot/channels/*/*.py")]
    rooms = {str(path.parent.relative_to(ROOT)) for path in inside if not path.parts[len(ROOT.parts)].startswith(".")}
    assert sorted(rooms - NAMED) == []


def test_every_place_where_a_person_can_be_found_is_named() -> None:
    places = [
        *spots(What.TABLE, Fate.DESTROYED),
        *spots(What.KEYS, Fate.DESTROYED),
        *spots(What.MESSAGE),
        *spots(What.FILE),
    ]
    assert [spot.name for spot in places if f"`{spot.name.removesuffix('*')}`" not in PLACES] == []

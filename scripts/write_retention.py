"""Writes the settings of retention into docs/settings.md and .env.example, from RULES: write_retention.py."""

from __future__ import annotations

import re
from pathlib import Path

from bot.domain.retention import RULES
from scripts.write_timetable import exactly

ROOT = Path(__file__).parents[1]
PAGE, EXAMPLE = ROOT / "docs" / "settings.md", ROOT / ".env.example"
TABLE = re.compile(r"(?<=<!-- made by `make retention` -->\n).*?(?=<!-- end -->)", re.DOTALL)
LINES = re.compile(r"(?<=made by `make retention`\.\n).*?(?=\n\n)", re.DOTALL)


def compose_page(page: str) -> str:
    """`page` with the table of RULES. Raises ValueError if there is no place for it."""
    rows = "".join(
        f"| `{rule.setting}` | `{exactly(rule.default)}` | {rule.record} | {rule.since} |\n" for rule in RULES
    )
    return _put(TABLE, f"| name | default | which record | kept so long |\n|---|---|---|---|\n{rows}", page)


def compose_example(page: str) -> str:
    """`page` with a line for each of RULES. Raises ValueError if there is no place for them."""
    lines = [f"# {rule.record}, {rule.since}\n{rule.setting}={exactly(rule.default)}" for rule in RULES]
    return _put(LINES, "\n".join(lines), page)


def _put(place: re.Pattern[str], made: str, page: str) -> str:
    changed, places = place.subn(lambda _: made, page)
    if places != 1:
        raise ValueError(f"there are {places} places for what is made from RULES, instead of one")
    return changed


if __name__ == "__main__":
    PAGE.write_text(compose_page(PAGE.read_text("utf-8")), "utf-8")
    EXAMPLE.write_text(compose_example(EXAMPLE.read_text("utf-8")), "utf-8")

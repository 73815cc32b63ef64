"""The name that a colleague chose for Telegram is read in one place only, where it becomes readable."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2]
CHOSEN = {"first_name", "last_name", "full_name", "username", "mention_html", "mention_markdown"}
READS = {"handlers/staff/card.py:first_name"}


def test_a_colleagues_name_is_read_in_one_place() -> None:
    found = {
        f"{path.relative_to(ROOT)}:{node.attr}"
        for folder in ("bot", "handlers")
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in CHOSEN
    }
    assert found == READS

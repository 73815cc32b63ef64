"""The name that a colleague chose for Telegram is read in one place only, where it becomes readable."""

import ast

from tests.conventions.code import nodes_in

CHOSEN = {"first_name", "last_name", "full_name", "username", "mention_html", "mention_markdown"}
READS = {"handlers/staff/card.py:first_name"}


def test_a_colleagues_name_is_read_in_one_place() -> None:
    found = {
        f"{file}:{node.attr}"
        for file, node in nodes_in("bot", "handlers")
        if isinstance(node, ast.Attribute) and node.attr in CHOSEN
    }
    assert found == READS

"""Is every value of the house made by the same decorator? (docs/decisions/frozen-values.md)"""

from __future__ import annotations

import ast

from tests.conventions.code import nodes_in


def test_no_value_of_the_house_is_frozen_otherwise() -> None:
    slow = {
        name
        for name, node in nodes_in("bot", "handlers", "storage")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "dataclass"
        if any(word.arg == "frozen" for word in node.keywords)
    }
    assert not slow, "mark it with bot.domain.frozen"

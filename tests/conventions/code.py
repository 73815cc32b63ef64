"""The code of the house, read and parsed once for all conventions that look into it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


def modules(*rooms: str) -> list[Path]:
    return [path for room in rooms for path in sorted((ROOT / room).rglob("*.py"))]


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    """Of the syntax tree; the module itself is the first."""
    return nodes(path.read_text("utf-8"))


def nodes(source: str) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(source)))


def nodes_in(*rooms: str) -> Iterator[tuple[str, ast.AST]]:
    """Each with the name of its file."""
    for path in modules(*rooms):
        name = path.relative_to(ROOT).as_posix()
        for node in nodes_of(path):
            yield name, node

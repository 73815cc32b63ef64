"""Is every moment a Moment and every span a Span (bot/domain/time.py), so that the type checker tells them apart?"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from tests.cases import cases
from tests.conventions.code import nodes, nodes_in

ROOMS = ("bot", "handlers", "storage")
TIMES = re.compile(r"now|at|until|due|moment|since|before|after|\w+_(at|until)|span|gap|age|\w+_for")
"""What moments and spans are called, as parameters, as fields and as what is returned."""
OTHERS = {
    "bot/channels/telegram/pace.py: _silent_until": "monotonic seconds, by the number of the chat",
    "bot/intake/text_pieces.py: before": "the number of the message before",
    "storage/daily_counts.py: since": "how often each event was counted since a day",
}
"""What is called so and is neither, and what it is."""
UNITS = {60_000, 3_600_000, 86_400_000}
"""Milliseconds that have a name: MINUTE, HOUR, DAY."""


def bare(nodes: Iterable[tuple[str, ast.AST]]) -> Iterator[str]:
    """Names that say a time and are annotated as a bare number, behind those of their files."""
    for file, node in nodes:
        match node:
            case ast.arg(arg=name, annotation=ast.expr() as said):
                pass
            case ast.AnnAssign(target=ast.Name(id=name) | ast.Attribute(attr=name), annotation=said):
                pass
            case ast.FunctionDef(name=name, returns=ast.expr() as said):
                pass
            case ast.AsyncFunctionDef(name=name, returns=ast.expr() as said):
                pass
            case _:
                continue
        if TIMES.fullmatch(name) and any(isinstance(one, ast.Name) and one.id == "int" for one in ast.walk(said)):
            yield f"{file}: {name}"


@cases(
    "source",
    [
        "def f(now: int): pass",
        "def f(*, until: int | None = None): pass",
        "async def due() -> list[int]: pass",
        "def remind_at() -> int: pass",
        "class C:\n    sent_at: int = 0",
        "self.kept_for: int = 3",
    ],
)
def test_a_bare_number_is_seen(source: str) -> None:
    assert len(list(bare(("file", node) for node in nodes(source)))) == 1


def test_every_moment_and_span_has_its_type() -> None:
    assert set(bare(nodes_in(*ROOMS))) == OTHERS.keys()


def test_units_of_time_are_said_once() -> None:
    found = {
        file
        for file, node in nodes_in(*ROOMS)
        if isinstance(node, ast.Constant) and isinstance(node.value, int) and node.value in UNITS
    }
    assert found == set()

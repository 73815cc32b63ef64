"""Files and functions are small enough to be read at a glance."""

import ast
from functools import cache
from itertools import chain
from pathlib import Path
from statistics import median

from tests.conventions.code import ROOT, modules, nodes_of

FILES = [path for path in modules("bot", "handlers", "storage", "simulator") if path.stat().st_size]


@cache
def lengths() -> dict[str, int]:
    return {str(path.relative_to(ROOT)): path.read_text("utf-8").count("\n") for path in FILES}


@cache
def all_functions() -> list[tuple[str, int]]:
    return list(chain.from_iterable(functions(path) for path in FILES))


def functions(path: Path) -> list[tuple[str, int]]:
    found = [node for node in nodes_of(path) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [(f"{path.name}:{node.name}", (node.end_lineno or 0) - node.lineno + 1) for node in found]


def test_no_file_is_longer_than_250_lines() -> None:
    assert {name: length for name, length in lengths().items() if length > 250} == {}


def test_the_median_file_has_at_most_80_lines() -> None:
    assert median(lengths().values()) <= 80


def test_no_function_is_longer_than_40_lines() -> None:
    assert [(name, length) for name, length in all_functions() if length > 40] == []


def test_the_median_function_has_at_most_9_lines() -> None:
    assert median(length for _, length in all_functions()) <= 9


def test_every_module_says_what_it_is_for() -> None:
    assert [str(path.relative_to(ROOT)) for path in FILES if not _says_what_it_is_for(nodes_of(path)[0])] == []


def _says_what_it_is_for(module: ast.AST) -> bool:
    return isinstance(module, ast.Module) and bool(ast.get_docstring(module))

"""The simulator knows nothing of the bot: otherwise both would share one mistake."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import simulator
from tests.cases import cases

ROOT = Path(simulator.__file__).parent
FILES = sorted(ROOT.rglob("*.py"))


@cases("file", FILES)
def test_simulator_imports_only_itself_aiohttp_and_the_standard_library(file: Path) -> None:
    imported = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            imported |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            imported.add((node.module or "").partition(".")[0])
    assert imported <= {"simulator", "aiohttp"} | sys.stdlib_module_names

"""Does every room of the house know only the rooms it may know? The contracts stand in pyproject.toml."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def modules(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def test_every_contract_is_kept() -> None:
    # In a process of its own: the linter sets up logging, and every logger of this one would fall silent.
    lint = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run([sys.executable, "-c", lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_few_files_lie_loose() -> None:
    """Rooms hold the others."""
    assert len(list((ROOT / "bot").glob("*.py"))) <= 8


@pytest.mark.parametrize("name", ["time", "os", "random", "secrets", "uuid"])
def test_the_machine_is_asked_in_one_place_only(name: str) -> None:
    """Time, the environment and randomness come in as arguments."""
    allowed = {
        "time": {"bot/clock.py"},
        "secrets": {"bot/clock.py", "bot/cli/demo.py"},
        "os": {"bot/cli/main.py", "storage/files.py"},
    }
    found = {
        str(path.relative_to(ROOT))
        for folder in ("bot", "handlers", "storage")
        for path in modules(folder)
        if name in set(imported(path))
    }
    assert found <= allowed.get(name, set())

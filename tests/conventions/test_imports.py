"""Every room imports only what it may import. The contracts stand in pyproject.toml."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
OURS = {"bot", "handlers", "storage", "simulator", "locales"}
IMPORTED = re.compile(r"^ *(?:from|import) (\w+)", re.MULTILINE)


def test_every_contract_is_kept() -> None:
    # A process of its own: the linter reconfigures logging, which would silence the loggers of this process.
    lint = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run([sys.executable, "-c", lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_bot_has_at_most_8_files_outside_of_rooms() -> None:
    assert len(list((ROOT / "bot").glob("*.py"))) <= 8


def imported() -> set[str]:
    """The libraries that the program imports, by the first part of their names."""
    files = [path for room in OURS for path in (ROOT / room).rglob("*.py")]
    found = {name for path in files for name in IMPORTED.findall(path.read_text("utf-8"))}
    return found - sys.stdlib_module_names - OURS


def test_every_library_that_is_imported_is_named_among_the_dependencies() -> None:
    """Not only brought along by another one, which may do without it one day."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["postgres"]]
    named = {_normal(re.split(r"[^\w.-]", one)[0]) for one in wanted}
    brings = packages_distributions()
    assert [name for name in sorted(imported()) if not {_normal(one) for one in brings.get(name, [name])} & named] == []


def _normal(name: str) -> str:
    """As the index of packages compares names."""
    return re.sub(r"[-_.]+", "-", name).lower()

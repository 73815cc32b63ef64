"""Every room imports only what it may import. The contracts stand in pyproject.toml."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_contract_is_kept() -> None:
    # In a process of its own: the linter sets up logging, and every logger of this one would fall silent.
    lint = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run([sys.executable, "-c", lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_few_files_lie_loose() -> None:
    """Rooms hold the others."""
    assert len(list((ROOT / "bot").glob("*.py"))) <= 8

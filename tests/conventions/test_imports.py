"""Every room imports only what it may import. The contracts stand in pyproject.toml."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_contract_is_kept() -> None:
    # A process of its own: the linter reconfigures logging, which would silence the loggers of this process.
    lint = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run([sys.executable, "-c", lint, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_bot_has_at_most_8_files_outside_of_rooms() -> None:
    assert len(list((ROOT / "bot").glob("*.py"))) <= 8

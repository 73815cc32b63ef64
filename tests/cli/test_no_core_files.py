"""Can a process of the bot leave its memory in a core file?"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="prctl(2) is of Linux")
LOOK = (
    "import ctypes, resource; print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
)
"""PR_GET_DUMPABLE is 3."""
ALLOW = "import resource; most = resource.getrlimit(resource.RLIMIT_CORE)[1]; "
ALLOW += "resource.setrlimit(resource.RLIMIT_CORE, (most, most)); "
COMMAND = "from typer.testing import CliRunner; from bot.cli.main import app; "
COMMAND += "CliRunner().invoke(app, ['stats']); "


def seen(code: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code + LOOK], capture_output=True, text=True, check=True, cwd=folder,
        env={"PYTHONPATH": ":".join(sys.path), "DATABASE_URL": f"sqlite:///{folder}/none.db"},
    )  # fmt: skip
    return done.stdout.strip()


def test_before_any_command_the_process_gives_none_away(tmp_path: Path) -> None:
    assert seen(ALLOW + COMMAND, tmp_path) == "(0, 0) 0"


def test_a_process_of_another_program_would(tmp_path: Path) -> None:
    assert seen(ALLOW, tmp_path).endswith(" 1")

"""Can a process of the bot leave its memory in a core file?"""

from __future__ import annotations

import ctypes
import resource
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli.main import app
from tests.scenarios.processes import forks

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="prctl(2) is of Linux")
PR_GET_DUMPABLE = 3
NONE = "(0, 0) 0"


def look() -> str:
    """How large a core file may be, and whether there may be one."""
    may_be = ctypes.CDLL(None).prctl(PR_GET_DUMPABLE, 0, 0, 0, 0)
    return f"{resource.getrlimit(resource.RLIMIT_CORE)} {may_be}"


def run_command_and_look(folder: Path) -> None:
    most = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))
    before = look()
    CliRunner().invoke(app, ["stats"], env={"DATABASE_URL": f"sqlite:///{folder}/none.db"})
    (folder / "seen").write_text(f"{before}\n{look()}")


def test_before_any_command_the_process_gives_none_away(tmp_path: Path) -> None:
    process = forks.Process(target=run_command_and_look, args=(tmp_path,), daemon=True)
    process.start()
    process.join(30)
    before, after = (tmp_path / "seen").read_text().splitlines()
    assert before.endswith(" 1")  # as of any other program
    assert after == NONE

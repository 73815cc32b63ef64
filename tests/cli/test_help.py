"""Does `--help` show every command in a group, and does the console script lead there?"""

import tomllib
from pathlib import Path

from typer.testing import CliRunner

from bot.__main__ import main
from bot.cli.main import Panel, app

PYPROJECT = Path(__file__).parents[2] / "pyproject.toml"


def test_every_command_stands_in_a_group() -> None:
    told = CliRunner().invoke(app, ["--help"]).output
    for panel in Panel:
        assert f"─ {panel} ─" in told
    assert "─ Commands ─" not in told  # where a command without a group would stand


def test_the_console_script_is_the_same_program() -> None:
    scripts = tomllib.loads(PYPROJECT.read_text("utf-8"))["project"]["scripts"]
    assert scripts == {"momu-bot": f"{main.__module__}:{main.__name__}"}

"""The version is that of the changelog; of the installed package where there is none."""

from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import version as module
from bot.cli.main import app
from bot.cli.version import VERSION, read_version


def test_the_command_says_it_and_ends() -> None:
    result = CliRunner().invoke(app, ["--version"])
    assert (result.exit_code, result.output) == (0, f"{VERSION}\n")


def test_a_package_without_changelog_knows_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "CHANGELOG", tmp_path / "CHANGELOG.md")
    assert read_version() == version("momu-bot")

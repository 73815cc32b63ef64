"""Does the benchmark still run? It starts each bot as a process, and a change of our dialogue can leave its people
waiting."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from benchmarks import dialogues

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc is of Linux")


def test_every_bot_holds_the_same_dialogue(tmp_path: Path) -> None:
    app = typer.Typer()
    app.command()(dialogues.main)
    file = tmp_path / "figures.json"
    words = ["--rounds", "1", "--dialogues", "2", "--warm-up", "1", "--people", "2", "--json", str(file)]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, result.output
    told = json.loads(file.read_text())
    assert told["median"]["aiogram"]["calls"] == told["median"]["ptb"]["calls"] == 8
    assert all(figures["cpu"] >= 0 and figures["rate"] > 0 for figures in told["median"].values())
    assert set(told["ratios"]["aiogram"]) == {"ours", "webhook", "ptb"}

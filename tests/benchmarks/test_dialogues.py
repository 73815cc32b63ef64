"""Does the benchmark still run? It starts each bot as a process, and a change of our dialogue can leave its people
waiting."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from benchmarks import dialogues
from benchmarks.loopback.crowd import STEPS
from benchmarks.peers.table import PEERS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc is of Linux")


OURS = ("ours",)
BOTS = tuple(PEERS) if os.getenv("CI") else OURS
"""Bots of other libraries change with those alone; each needs seconds of the processor to start."""
CALLS = len(STEPS) + sum(bool(step.presses) for step in STEPS)
"""Of a bot that answers each step by a message, and a press by what stops the waiting of its button too."""


def test_every_bot_holds_the_same_dialogue(tmp_path: Path) -> None:
    app = typer.Typer()
    app.command()(dialogues.main)
    file = tmp_path / "figures.json"
    words = ["--rounds", "1", "--dialogues", "2", "--warm-up", "1", "--people", "2", "--json", str(file)]
    result = CliRunner().invoke(app, [*words, "--only", ",".join(BOTS)])
    assert result.exit_code == 0, result.output
    told = json.loads(file.read_text())
    assert set(told["median"]) == set(BOTS)
    assert all(figures["cpu"] >= 0 and figures["rate"] > 0 for figures in told["median"].values())
    assert {told["median"][name]["calls"] for name in {*BOTS} & {"aiogram", "ptb"}} <= {CALLS}
    if BOTS != OURS:
        assert set(told["ratios"]["aiogram"]) == {*BOTS} - {"aiogram"}

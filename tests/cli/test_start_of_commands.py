"""Does a command start fast, without importing what it does not need?"""

import subprocess
import sys

import pytest

HEAVY = {"aiogram", "apscheduler", "PIL", "xlsxwriter"}
"""Importing aiogram takes as long as everything else together."""
SCRIPT = """import sys, bot.cli.main
print(*sys.modules)
import bot.app, aiogram.methods as methods, aiogram.types as types
every = [getattr(kind, name) for kind in (types, methods) for name in kind.__all__]
models = [one for one in every if hasattr(one, "model_rebuild")]
print(sum(model.__pydantic_complete__ for model in models), len(models))
"""


@pytest.fixture(scope="module")
def told() -> list[str]:
    """What a new process has imported for a command, then how many models of Telegram the bot has built, of how
    many."""
    command = [sys.executable, "-c", SCRIPT]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout.splitlines()


def test_a_command_imports_no_library_for_telegram_drawing_or_spreadsheets(told: list[str]) -> None:
    assert HEAVY.isdisjoint(told[0].split())


def test_the_bot_starts_without_building_the_models_of_telegram_that_nobody_has_used(told: list[str]) -> None:
    built, known = map(int, told[1].split())
    assert built * 20 < known

"""Does a command start fast, without importing what it does not need?"""

import subprocess
import sys

HEAVY = {"aiogram", "apscheduler", "PIL", "xlsxwriter"}
"""Importing aiogram takes as long as everything else together."""


def test_a_command_imports_no_library_for_telegram_drawing_or_spreadsheets() -> None:
    script = "import sys, bot.cli.main; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert HEAVY.isdisjoint(told.stdout.split())


def test_the_bot_starts_without_building_the_models_of_telegram_that_nobody_has_used() -> None:
    script = """import bot.app, aiogram.types as types
models = [getattr(types, name) for name in types.__all__ if hasattr(getattr(types, name), "model_rebuild")]
print(sum(model.__pydantic_complete__ for model in models), len(models))
"""
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    built, known = map(int, told.stdout.split())
    assert built * 20 < known

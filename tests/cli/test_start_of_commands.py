"""Does a command import only what it needs, and does the bot build only the models that it uses?"""

import subprocess
import sys
from pathlib import Path

from tests.scenarios.processes import forks

HEAVY = {"aiogram", "apscheduler", "PIL", "xlsxwriter"}
"""Importing aiogram takes as long as everything else together."""


def test_a_command_imports_no_library_for_telegram_drawing_or_spreadsheets() -> None:
    command = [sys.executable, "-c", "import sys, bot.cli.main; print(*sys.modules)"]
    told = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    assert HEAVY.isdisjoint(told.split())


def tell_of_models(out: Path) -> None:
    """How many models of Telegram a process that has taken an application has built, of how many."""
    import aiogram.methods as methods
    import aiogram.types as types

    every = [getattr(kind, name) for kind in (types, methods) for name in kind.__all__]
    models = [one for one in every if hasattr(one, "model_rebuild")]
    out.write_text(f"{sum(model.__pydantic_complete__ for model in models)} {len(models)}")


def test_an_application_is_taken_without_building_the_models_of_telegram_that_nobody_has_used(tmp_path: Path) -> None:
    process = forks.Process(target=tell_of_models, args=(tmp_path / "models",), daemon=True)
    process.start()
    process.join(60)
    built, known = map(int, (tmp_path / "models").read_text().split())
    assert built * 20 < known

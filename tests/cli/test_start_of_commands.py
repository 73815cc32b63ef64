"""Does a command start fast, without importing what it does not need?"""

import subprocess
import sys

HEAVY = {"aiogram", "apscheduler", "matplotlib", "numpy", "openpyxl"}
"""Importing aiogram takes twice as long as everything else together, and 130 MB."""


def test_a_command_imports_no_library_for_telegram_drawing_or_spreadsheets() -> None:
    script = "import sys, bot.cli.main; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert HEAVY.isdisjoint(told.stdout.split())

"""Is a command there at once, without loading what it does not need?"""

import subprocess
import sys

HEAVY = {"aiogram", "apscheduler", "matplotlib", "numpy", "openpyxl"}
"""Loading aiogram takes as long as everything else together, twice, and 130 MB."""


def test_a_command_loads_no_library_that_only_talks_to_telegram_or_draws() -> None:
    script = "import sys, bot.cli.main; print(*sys.modules)"
    told = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert HEAVY.isdisjoint(told.stdout.split())

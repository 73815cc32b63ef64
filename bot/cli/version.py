"""Which version of the bot is this? The newest heading of CHANGELOG.md says it."""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path

CHANGELOG = Path(__file__).parents[2] / "CHANGELOG.md"


def read_version() -> str:
    """Of this checkout; of the installed package where there is no changelog, as in a wheel."""
    if not CHANGELOG.exists():
        return version("momu-bot")
    [newest, *_] = re.findall(r"^## (\S+)", CHANGELOG.read_text("utf-8"), re.MULTILINE)
    return str(newest)


VERSION = read_version()

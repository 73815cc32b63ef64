"""What must be true of every life, written apart from the code: one file an oracle.

Each has `check(played) -> list[str]`: violations, told so that whoever has not seen the life understands them.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module

from tests.lives.played import Played


def judge(played: Played) -> list[str]:
    """What every oracle has found."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return [f"{name}: {one}" for name in names for one in import_module(f"{__name__}.{name}").check(played)]

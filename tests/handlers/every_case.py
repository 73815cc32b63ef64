"""All cases of all modules, for tests about the whole."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from types import ModuleType

from tests import handlers
from tests.handlers.cases import Case


@cache
def modules() -> list[ModuleType]:
    """The modules with a `test_what_is_decided`, which plays their cases."""
    found = pkgutil.walk_packages(handlers.__path__, f"{handlers.__name__}.")
    loaded = [importlib.import_module(one.name) for one in found]
    return [module for module in loaded if hasattr(module, "test_what_is_decided")]


def every_case() -> list[Case]:
    return [case for module in modules() for case in module.CASES]

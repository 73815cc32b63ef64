"""aiogram's models are built when they are first used, not all at import.

aiogram has over 400 models, and builds every one when it is imported: three seconds of a start, and 60 MB. The bot uses
twenty. pydantic builds a model at its first use if nothing has built it before; it then needs the names that aiogram
hands over at import. This module must be imported before aiogram; after it, it changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

_build = BaseModel.__dict__["model_rebuild"].__func__
_names: dict[str, Any] = {}


def _build_at_first_use(
    cls: type[BaseModel], /, *, _types_namespace: Mapping[str, Any] | None = None, **more: Any
) -> bool | None:
    """A `model_rebuild`. aiogram passes names at import; pydantic passes none at the first use."""
    names = _types_namespace
    if cls.__module__.startswith("aiogram."):
        if names is not None and not more:
            _names.update(names)
            return None
        names = _names
    built: bool | None = _build(cls, _types_namespace=names, **more)
    return built


BaseModel.model_rebuild = classmethod(_build_at_first_use)  # type: ignore[method-assign,assignment]
# Or pydantic would try to build each class as soon as it is written. All models inherit it that are made from now on.
BaseModel.model_config = ConfigDict(defer_build=True)

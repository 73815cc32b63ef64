"""Checks a request as the Bot API does: refuses missing and wrong parameters, ignores unknown ones."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from simulator.errors import ApiError, bad_request, refused_by_simulator
from simulator.schema.bot_api import BOT_API_METHODS
from simulator.schema.parameters import METHODS, WHEN_MISSING
from simulator.schema.upload import Upload

Args = dict[str, Any]


def check_parameters(method: str, raw: Mapping[str, Any]) -> Args:
    """The parameters in their types. Raises ApiError. Names are exact, though Telegram ignores case in method names."""
    known = METHODS.get(method)
    if known is None:
        raise _unknown(method)
    files = {name: value for name, value in raw.items() if isinstance(value, Upload)}
    args: Args = {}
    for name, value in raw.items():
        kind = known.required.get(name) or known.optional.get(name)
        if kind is None:
            if name in files:
                _must_be_used(name, raw)
        elif value is not None and value != "":
            args[name] = kind(name, value, files)
    for name in known.required:
        if name not in args:
            raise bad_request(WHEN_MISSING[name])
    return args


def _unknown(method: str) -> ApiError:
    if method in BOT_API_METHODS:
        return ApiError(501, f"SIMULATOR: {method} exists in the Bot API but is not simulated")
    return ApiError(404, "Not Found: method not found")


def _must_be_used(attached: str, raw: Mapping[str, Any]) -> None:
    if not any(f"attach://{attached}" in str(value) for value in raw.values()):
        raise refused_by_simulator(f"the file part {attached!r} is not used by any parameter")

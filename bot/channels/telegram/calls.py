"""One call of the Bot API as a plain value: its method, its parameters, and the files that go with it.

What the bot says all the time is written so. What it asks seldom is written with the methods of aiogram, which check
names and types (docs/decisions/plain-calls.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any

import orjson
from aiogram.methods import TelegramMethod
from aiohttp import FormData

from bot.dialogue.decision import File
from bot.domain.frozen import frozen


@frozen
class Call:
    """`params` are values of JSON. A parameter names a file by its key in `files`, as `attach://key`."""

    method: str
    params: Mapping[str, Any]
    files: Mapping[str, File] = field(default_factory=dict)

    def having(self, **params: Any) -> Call:
        """The same call with these parameters instead of those that it had; None leaves one out."""
        return call(self.method, self.files, **{**self.params, **params})


Method = Call | TelegramMethod[Any]


def call(method: str, files: Mapping[str, File] | None = None, /, **params: Any) -> Call:
    """A parameter that is None is left out."""
    return Call(method, {name: value for name, value in params.items() if value is not None}, files or {})


def as_call(method: Method) -> Call:
    """A method of aiogram without files becomes a plain call."""
    if isinstance(method, Call):
        return method
    return Call(method.__api_method__, method.model_dump(mode="json", exclude_none=True))


def form(sent: Call) -> FormData:
    """The body of a call with files: names are not escaped, as Telegram expects. Raises orjson.JSONEncodeError."""
    fields = FormData(quote_fields=False)
    for name, value in sent.params.items():
        fields.add_field(name, value if isinstance(value, str) else orjson.dumps(value).decode())
    for name, file in sent.files.items():
        fields.add_field(name, file.content, filename=file.name)
    return fields

"""Reads the parameters of an HTTP request: query, form, multipart or JSON (docs/facts/telegram.md 4.2)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from aiohttp import web

from simulator.errors import ApiError, bad_request, refused_by_simulator
from simulator.schema.upload import FormText, Upload


async def parameters_of(request: web.Request) -> dict[str, Any]:
    """All parameters by name; the same name twice is refused."""
    found: dict[str, Any] = {}
    _add(found, ((name, FormText(value)) for name, value in request.query.items()))
    kind = request.content_type
    if not request.can_read_body:
        return found
    if kind == "application/json":
        _add(found, _json_object(await request.read()).items())
    elif kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
        # Telegram reads the body of a GET like that of a POST (tdlib, HttpReader.cpp); aiohttp would read none.
        form = await request.clone(method="POST").post()
        _add(found, [(name, _part(value)) for name, value in form.items()])
    else:
        raise refused_by_simulator(f"a body of type {kind} is ignored by Telegram")
    return found


def _add(found: dict[str, Any], more: Iterable[tuple[str, Any]]) -> None:
    for name, value in more:
        if name in found:
            raise refused_by_simulator(f'parameter "{name}" is given twice')
        found[name] = value


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        given = json.loads(body or b"{}")
    except ValueError:
        raise bad_request("can't parse request JSON object") from None
    if not isinstance(given, dict):
        raise ApiError(400, "Bad Request: can't parse request: JSON object expected")
    return given


def _part(value: Any) -> FormText | Upload:
    if isinstance(value, web.FileField):
        with value.file:
            return Upload(value.filename, value.content_type or "application/octet-stream", value.file.read())
    return FormText(value)

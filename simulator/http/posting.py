"""One attempt to deliver an update to a webhook over HTTP."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import field
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from simulator.schema.frozen import frozen
from simulator.schema.upload import FormText, Upload

RESPONSE_TIMEOUT_SECONDS = 60
MAX_RETRY_AFTER_SECONDS = 3600.0


@frozen
class Answer:
    """What the bot answered: 2xx accepts the update. `call` is what it would have Telegram call. `why` says what is
    wrong with any other answer; `retry_after` is in seconds, 0 if the bot did not ask."""

    status: int
    why: str = ""
    retry_after: float = 0.0
    call: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_accepted(self) -> bool:
        return 200 <= self.status <= 299


Post = Callable[[str, Mapping[str, str], bytes], Awaitable[Answer]]
"""Posts a body with these headers to an address. It raises nothing; the status of what was not answered is 0."""


class HttpPost:
    """`target` replaces the scheme and host of the webhook's URL."""

    def __init__(self, target: str | None) -> None:
        self._target = target
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=RESPONSE_TIMEOUT_SECONDS))

    async def __call__(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        try:
            async with self._session.post(
                self._place(url), data=body, headers=headers, allow_redirects=False
            ) as response:
                if 200 <= response.status <= 299:
                    return Answer(response.status, call=await _body_of(response))
                wrong = f"Wrong response from the webhook: {response.status} {response.reason}"
                asked = min(float(response.headers.get("Retry-After", 0)), MAX_RETRY_AFTER_SECONDS)
                return Answer(response.status, wrong, asked)
        except (aiohttp.ClientError, TimeoutError) as error:
            return Answer(0, f"Connection failed: {type(error).__name__}")

    async def close(self) -> None:
        await self._session.close()

    def _place(self, url: str) -> str:
        if self._target is None:
            return url
        parts = urlsplit(url)
        return self._target.rstrip("/") + parts.path + (f"?{parts.query}" if parts.query else "")


async def _body_of(response: aiohttp.ClientResponse) -> dict[str, Any]:
    """The parameters in JSON, or in multipart as aiogram writes it."""
    if response.content_type == "multipart/form-data":
        return await _multipart(response)
    try:
        given = json.loads(await response.read() or b"{}")
    except ValueError:
        return {}
    return given if isinstance(given, dict) else {}


async def _multipart(response: aiohttp.ClientResponse) -> dict[str, Any]:
    found: dict[str, Any] = {}
    async for part in aiohttp.MultipartReader.from_response(response):
        if not isinstance(part, aiohttp.BodyPartReader) or part.name is None:
            continue
        if part.filename is None:
            found[part.name] = FormText(await part.text())
        else:
            kind = part.headers.get("Content-Type", "application/octet-stream")
            found[part.name] = Upload(part.filename, kind, bytes(await part.read()))
    return found

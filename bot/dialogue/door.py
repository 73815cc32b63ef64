"""What comes in over HTTP, and the answer: plain values, so that a webhook needs no server to be tried out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import field

from bot.domain.frozen import frozen


class TooLong(Exception):
    """The body has more bytes than were allowed."""


class NotWhole(Exception):
    """The body cannot be read: it did not come in time, the connection ended before, or its encoding is broken."""


@frozen
class Knock:
    """One HTTP request to a path that somebody serves.

    `header` returns a header, empty if it is missing. `read` returns the body, given the most bytes that it may have;
    it raises TooLong and NotWhole. Nothing of the body is read before it is called. `is_local`: it comes from this
    machine, and no proxy has handed it on.
    """

    method: str
    header: Callable[[str], str]
    read: Callable[[int], Awaitable[bytes]]
    is_local: bool = False


@frozen
class Reply:
    """The answer: the HTTP status, and plain text or what `headers` say that it is."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


Door = Callable[[Knock], Awaitable[Reply]]
"""Answers the requests to one path."""

Doors = Mapping[str, Door]
"""By path, like `/telegram`."""

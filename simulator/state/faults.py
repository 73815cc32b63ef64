"""Failures between the bot and Telegram: scripted, or random from a seed."""

from __future__ import annotations

import json
from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from simulator import errors
from simulator.errors import ApiError
from simulator.schema.frozen import frozen
from simulator.state.abstract_chat import AbstractChat
from simulator.state.chance import make_random
from simulator.state.message import Message

EVERY_METHOD = "*"
BAD_GATEWAY_PAGE = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


@frozen
class ProxyAnswer:
    """An answer by a proxy instead of Telegram, sent byte for byte. `kind` is the Content-Type, which may be wrong;
    `location` is the Location header."""

    status: int
    body: bytes
    kind: str = "text/html"
    location: str = ""


@frozen
class Fault:
    """One way to fail. `error` and `proxy_answer` replace the effect, or follow it if `has_effect`; `reset` cuts the
    connection."""

    error: ApiError | None = None
    proxy_answer: ProxyAnswer | None = None
    reset: str = ""  # the connection is cut "before" or "after" the effect, or not ("")
    answer_delay: float = 0.0  # seconds between the effect and the answer
    effect_delay: float = 0.0  # seconds from a reset "before" the effect to a late effect; 0 for none
    has_effect: bool = False  # the call is done, although `error` or `proxy_answer` says otherwise
    damage: tuple[bytes, bytes] = (b"", b"")  # in the answer the second replaces the first

    @property
    def prevents(self) -> bool:
        """Whether the call has no effect."""
        return self.reset == "before" or (not self.has_effect and (self.error or self.proxy_answer) is not None)


def too_many_requests(retry_after: int) -> Fault:
    return Fault(error=errors.too_many_requests(retry_after))


def server_error(body: str = "json", status: int = 502, *, after: bool = False) -> Fault:
    """`body`: "json" as the Bot API server answers, "html" as a proxy does. `after`: the call has had its effect, as if
    a proxy stopped waiting too early."""
    if body not in ("json", "html"):
        raise ValueError(f"a server error is json or html, not {body!r}")
    error = ApiError(status, "Bad Gateway" if status == 502 else "Internal Server Error")
    return Fault(
        error=error, proxy_answer=ProxyAnswer(status, BAD_GATEWAY_PAGE) if body == "html" else None, has_effect=after
    )


def proxy_answer(status: int, body: bytes, kind: str = "text/html", *, after: bool = False) -> Fault:
    """A proxy answers this with any Content-Type: a wrong encoding, an unknown one, or a status 200 without JSON."""
    return Fault(proxy_answer=ProxyAnswer(status, body, kind), has_effect=after)


def redirect(status: int, location: str) -> Fault:
    """Redirects the caller, as a network's login page does, or http://api.telegram.org to https."""
    return Fault(proxy_answer=ProxyAnswer(status, BAD_GATEWAY_PAGE, location=location))


def damaged(found: bytes, replacement: bytes) -> Fault:
    """The answer arrives, with the bytes `found` replaced."""
    return Fault(damage=(found, replacement))


def answer_at_once() -> Fault:
    """A true answer without the wait of a long poll, as through a proxy that holds no connection open."""
    return Fault()


def bad_request(description: str) -> Fault:
    return Fault(error=errors.bad_request(description))


def forbidden(description: str) -> Fault:
    return Fault(error=errors.forbidden(description))


def reset_before_effect() -> Fault:
    """The request is lost on its way."""
    return Fault(reset="before")


def reset_after_effect() -> Fault:
    """The call is done, but the answer is lost: the reason for at-most-once and at-least-once."""
    return Fault(reset="after")


def late_effect(seconds: float) -> Fault:
    """The connection is cut, and the call is done that many seconds later, or by `world.late_calls.let_in()`; other
    calls come in between."""
    return Fault(reset="before", effect_delay=seconds)


def slow(seconds: float) -> Fault:
    """The call is done at once; its answer takes that many seconds."""
    return Fault(answer_delay=seconds)


@dataclass
class _Scripted:
    fault: Fault
    left: int
    chat_id: int | None
    message_id: int | None
    containing: str = ""

    def matches(self, params: Mapping[str, Any]) -> bool:
        wanted = {"chat_id": self.chat_id, "message_id": self.message_id}
        in_place = all(value is None or str(params.get(name)) == str(value) for name, value in wanted.items())
        return in_place and (
            not self.containing or any(self.containing in _text_of(value) for value in params.values())
        )


def _text_of(value: object) -> str:
    """A parameter as a form would carry it."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)


@dataclass
class Faults:
    """Scripted faults of each method ("*" for any), used up in order; after them random faults, if there are any."""

    chance: Random
    _scripts: dict[str, deque[_Scripted]] = field(default_factory=lambda: defaultdict(deque))
    _sometimes: list[tuple[str, Fault, float, Random]] = field(default_factory=list)

    def script(
        self,
        method: str,
        *faults: Fault,
        times: int = 1,
        chat: AbstractChat | int | None = None,
        message: Message | None = None,
        containing: str = "",
    ) -> None:
        """The next calls of this method fail with these faults, each used `times` times.

        `chat`, `message` and `containing` limit them to calls about that chat or message, and to calls with a parameter
        that contains the text.
        """
        place = message.chat if message else chat
        chat_id = place if isinstance(place, int) or place is None else place.id
        self._scripts[method].extend(
            _Scripted(fault, times, chat_id, message.id if message else None, containing) for fault in faults
        )

    def sometimes(self, method: str, fault: Fault, probability: float, seed: int | None = None) -> None:
        """From now on each call of this method fails with this fault and this probability (0 to 1)."""
        self._sometimes.append((method, fault, probability, self.chance if seed is None else make_random(seed)))

    def clear(self) -> None:
        self._scripts.clear()
        self._sometimes.clear()

    @property
    def are_coming(self) -> bool:
        """Whether any call can still fail."""
        return any(self._scripts.values()) or bool(self._sometimes)

    def has_script_for(self, method: str) -> bool:
        """Whether a scripted fault awaits the next call of this method that is about no chat."""
        return any(one.chat_id is None for name in (method, EVERY_METHOD) for one in self._scripts.get(name, ()))

    def take(self, method: str, params: Mapping[str, Any]) -> Fault | None:
        """The fault of this call, if any; a scripted one is used up."""
        for name in (method, EVERY_METHOD):
            for scripted in self._scripts.get(name, ()):
                if scripted.matches(params):
                    scripted.left -= 1
                    if not scripted.left:
                        self._scripts[name].remove(scripted)
                    return scripted.fault
        for name, fault, probability, chance in self._sometimes:
            if name in (method, EVERY_METHOD) and chance.random() < probability:
                return fault
        return None

"""What can go wrong between the bot and Telegram? Scripted, or by chance from a seed."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from simulator import errors
from simulator.errors import ApiError
from simulator.state.abstract_chat import AbstractChat
from simulator.state.chance import seeded
from simulator.state.message import Message

EVERY_METHOD = "*"


HTML = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


@dataclass(frozen=True, slots=True)
class Page:
    """Bytes that are sent as they are; `kind` is the Content-Type, true or not, `location` the header of that name."""

    status: int
    body: bytes
    kind: str = "text/html"
    location: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to fail. `error` and `page` answer before the effect, or after it if told so; `reset` cuts the line."""

    error: ApiError | None = None
    page: Page | None = None  # what somebody between answers instead
    reset: str = ""  # "before" or "after" the effect
    delay: float = 0.0  # seconds between the effect and the answer
    late: float = 0.0  # seconds from a reset "before" the effect to the effect after all
    is_done: bool = False  # `error` or `page` hides that it was done
    damage: tuple[bytes, bytes] = (b"", b"")  # in the answer the first is replaced by the second

    @property
    def prevents(self) -> bool:
        """Whether the call has no effect."""
        return self.reset == "before" or (not self.is_done and (self.error or self.page) is not None)


def too_many_requests(retry_after: int) -> Fault:
    return Fault(error=errors.too_many_requests(retry_after))


def server_error(body: str = "json", status: int = 502, *, after: bool = False) -> Fault:
    """`body`: "json" as the Bot API server answers, "html" as a proxy before it does. `after` the effect, as when the
    proxy is tired of waiting."""
    if body not in ("json", "html"):
        raise ValueError(f"a server error is json or html, not {body!r}")
    error = ApiError(status, "Bad Gateway" if status == 502 else "Internal Server Error")
    return Fault(error=error, page=Page(status, HTML) if body == "html" else None, is_done=after)


def page(status: int, body: bytes, kind: str = "text/html", *, after: bool = False) -> Fault:
    """Somebody between answers this, with whatever Content-Type: another encoding than it says, one that nobody knows,
    no JSON with status 200."""
    return Fault(page=Page(status, body, kind), is_done=after)


def redirect(status: int, location: str) -> Fault:
    """Sends the caller elsewhere: as a network's login page does, and http://api.telegram.org to https."""
    return Fault(page=Page(status, HTML, location=location))


def damaged(found: bytes, instead: bytes) -> Fault:
    """The answer arrives, but for these bytes in it."""
    return Fault(damage=(found, instead))


def at_once() -> Fault:
    """The truth, but without the wait of a long poll, as a proxy answers that holds nothing open."""
    return Fault()


def bad_request(description: str) -> Fault:
    return Fault(error=errors.bad_request(description))


def forbidden(description: str) -> Fault:
    return Fault(error=errors.forbidden(description))


def reset_before_effect() -> Fault:
    """The request is lost."""
    return Fault(reset="before")


def reset_after_effect() -> Fault:
    """Telegram did it, the bot never hears so: the reason for at-most-once and at-least-once."""
    return Fault(reset="after")


def late_effect(seconds: float) -> Fault:
    """The connection is cut, and Telegram does it all the same, so much later; other calls come in between."""
    return Fault(reset="before", late=seconds)


def slow(seconds: float) -> Fault:
    """The effect is there at once, the answer is late."""
    return Fault(delay=seconds)


@dataclass
class _Scripted:
    fault: Fault
    left: int
    chat_id: int | None
    message_id: int | None
    containing: str = ""

    def strikes(self, params: Mapping[str, Any]) -> bool:
        wanted = {"chat_id": self.chat_id, "message_id": self.message_id}
        in_place = all(value is None or str(params.get(name)) == str(value) for name, value in wanted.items())
        return in_place and (not self.containing or any(self.containing in str(value) for value in params.values()))


@dataclass
class Faults:
    """Faults wait per method ("*" means any) and are used up in order; then chance, if any, decides."""

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
        """The next calls of this method fail like this, each fault `times` times.

        Only about `chat` or `message`; only those with a parameter `containing` this.
        """
        place = message.chat if message else chat
        chat_id = place if isinstance(place, int) or place is None else place.id
        self._scripts[method].extend(
            _Scripted(fault, times, chat_id, message.id if message else None, containing) for fault in faults
        )

    def sometimes(self, method: str, fault: Fault, probability: float, seed: int | None = None) -> None:
        """Every call of this method fails like this with some probability."""
        self._sometimes.append((method, fault, probability, self.chance if seed is None else seeded(seed)))

    def clear(self) -> None:
        self._scripts.clear()
        self._sometimes.clear()

    def wait_for(self, method: str) -> bool:
        """Whether the next call of this method (in no chat) will fail by script."""
        return any(one.chat_id is None for name in (method, EVERY_METHOD) for one in self._scripts.get(name, ()))

    def take(self, method: str, params: Mapping[str, Any]) -> Fault | None:
        """The fault for this call, used up by it."""
        for name in (method, EVERY_METHOD):
            for scripted in self._scripts.get(name, ()):
                if scripted.strikes(params):
                    scripted.left -= 1
                    if not scripted.left:
                        self._scripts[name].remove(scripted)
                    return scripted.fault
        for name, fault, probability, chance in self._sometimes:
            if name in (method, EVERY_METHOD) and chance.random() < probability:
                return fault
        return None

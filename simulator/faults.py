"""What can go wrong between the bot and Telegram? Scripted, or by chance from a seed."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from simulator import errors
from simulator.chance import seeded
from simulator.errors import ApiError

if TYPE_CHECKING:
    from simulator.chat import Chat

EVERY_METHOD = "*"


HTML = b"<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"


@dataclass(frozen=True, slots=True)
class Page:
    """Bytes that are sent as they are; `kind` is the Content-Type, true or not."""

    status: int
    body: bytes
    kind: str = "text/html"


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to fail. `error` and `page` answer before the effect, or after it if told so; `reset` cuts the line."""

    error: ApiError | None = None
    page: Page | None = None  # what somebody between answers instead
    reset: str = ""  # "before" or "after" the effect
    delay: float = 0.0  # seconds between the effect and the answer
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


def slow(seconds: float) -> Fault:
    """The effect is there at once, the answer is late."""
    return Fault(delay=seconds)


@dataclass
class _Scripted:
    fault: Fault
    left: int
    chat_id: int | None


@dataclass
class Faults:
    """Faults wait per method ("*" means any) and are used up in order; then chance, if any, decides."""

    chance: Random
    _scripts: dict[str, deque[_Scripted]] = field(default_factory=lambda: defaultdict(deque))
    _sometimes: list[tuple[str, Fault, float, Random]] = field(default_factory=list)

    def script(self, method: str, *faults: Fault, times: int = 1, chat: Chat | int | None = None) -> None:
        """The next calls of this method fail like this, each fault `times` times; only in `chat` if given."""
        chat_id = chat if isinstance(chat, int) or chat is None else chat.id
        self._scripts[method].extend(_Scripted(fault, times, chat_id) for fault in faults)

    def sometimes(self, method: str, fault: Fault, probability: float, seed: int | None = None) -> None:
        """Every call of this method fails like this with some probability."""
        self._sometimes.append((method, fault, probability, self.chance if seed is None else seeded(seed)))

    def clear(self) -> None:
        self._scripts.clear()
        self._sometimes.clear()

    def wait_for(self, method: str) -> bool:
        """Whether the next call of this method (in no chat) will fail by script."""
        return any(one.chat_id is None for name in (method, EVERY_METHOD) for one in self._scripts.get(name, ()))

    def take(self, method: str, chat_id: object) -> Fault | None:
        """The fault for this call, used up by it."""
        for name in (method, EVERY_METHOD):
            for scripted in self._scripts.get(name, ()):
                if scripted.chat_id is None or str(scripted.chat_id) == str(chat_id):
                    scripted.left -= 1
                    if not scripted.left:
                        self._scripts[name].remove(scripted)
                    return scripted.fault
        for name, fault, probability, chance in self._sometimes:
            if name in (method, EVERY_METHOD) and chance.random() < probability:
                return fault
        return None

"""What does it mean when a call to a channel does not do what it should?"""

from __future__ import annotations

from enum import StrEnum


class Trouble(StrEnum):
    """Why a call had no effect, or may have had none."""

    BUSY = "busy"  # 429: later, and not before it says
    OUTAGE = "outage"  # network, 5xx, what nobody can read
    CONFLICT = "conflict"  # 409: somebody else fetches the updates
    UNREACHABLE = "unreachable"  # blocked, kicked, no such chat
    NO_TOPIC = "no topic"  # it was deleted, or the chat has none any more
    MOVED = "moved"  # the group has become a supergroup
    GONE = "gone"  # no such message
    UNCHANGED = "unchanged"  # the message says this already
    BUTTON = "button"  # one of the buttons leads where none may
    REFUSED = "refused"  # any other 4xx: repeating it will not help
    OUTDATED = "outdated"  # nobody wants it any more, so it did not leave
    NUMBERLESS = "numberless"  # it was sent, and nobody knows under which number: repeating it would double it


OUT_OF_REACH = (Trouble.UNREACHABLE, Trouble.NO_TOPIC, Trouble.MOVED)
"""Nothing can be said or changed there now."""

TRANSIENT = (Trouble.BUSY, Trouble.OUTAGE, Trouble.CONFLICT)


class Undelivered(Exception):
    """A call did not do what it should; `trouble` says whether trying again can help. All that a call can raise.

    It carries neither the token nor anything that was said.
    """

    def __init__(
        self,
        trouble: Trouble,
        retry_after: float | None = None,
        moved_to: int | None = None,
        *,
        is_certain: bool = True,
        status: int = 0,
        reason: str = "",
    ) -> None:
        """`is_certain`: it surely had no effect, because it never left or was clearly refused. `status` of HTTP, 0 if
        nothing came back. `reason`: words for the log, where there are any: the kind of a network's failure, what is
        known of a description, or Telegram's own words about a conflict."""
        super().__init__(trouble)
        self.is_certain = is_certain
        self.trouble = trouble
        self.retry_after = retry_after
        self.moved_to = moved_to
        self.status = status
        self.reason = reason

    @property
    def permanent(self) -> bool:
        return self.trouble not in TRANSIENT

    @property
    def explanation(self) -> str:
        """For the log."""
        return f"{self.trouble} ({self.reason})" if self.reason else str(self.trouble)

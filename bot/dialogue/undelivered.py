"""Why a call to a channel failed, and whether a retry can help."""

from __future__ import annotations

from enum import StrEnum


class Trouble(StrEnum):
    """Why a call had no effect, or perhaps had none."""

    RATE_LIMITED = "rate limited"  # 429: try again after the time that it says
    OUTAGE = "outage"  # the network, 5xx, or a response that cannot be read
    CONFLICT = "conflict"  # 409: another process fetches the updates
    UNREACHABLE = "unreachable"  # blocked, kicked, no such chat
    NO_TOPIC = "no topic"  # the topic was deleted, or the chat has no topics any more
    MOVED = "moved"  # the group has become a supergroup
    GONE = "gone"  # no such message
    UNCHANGED = "unchanged"  # the message says this already
    BAD_BUTTON = "bad button"  # the channel does not allow the address of a link button
    REFUSED = "refused"  # any other 4xx; a retry does not help
    UNWANTED = "unwanted"  # it did not leave, because it is not wanted any more
    NO_MESSAGE_ID = "no message id"  # it was sent, but its id is unknown; a retry would send it twice


OUT_OF_REACH = (Trouble.UNREACHABLE, Trouble.NO_TOPIC, Trouble.MOVED)
"""Nothing can be sent to this chat or changed in it now."""

TRANSIENT = (Trouble.RATE_LIMITED, Trouble.OUTAGE, Trouble.CONFLICT)


class Undelivered(Exception):
    """A call failed. Calls raise nothing else. `permanent` says whether a retry is useless.

    It carries neither the token nor any text of a message.
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
        """`retry_after` is in seconds, `moved_to` the new id of a group. `is_certain`: the call surely had no effect,
        because it never left or was clearly refused. `status` is that of HTTP, 0 if no response came. `reason` is for
        the log and may be empty: the kind of network failure, the known part of a description, or Telegram's own words
        about a conflict."""
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

"""Compares the clock of this machine with Telegram's time, which every response tells in its Date header. While the two
disagree, the bot does nothing because of the time that cannot be undone.

Between responses the monotonic clock, which nobody can set, counts Telegram's time. So a leap of this machine's clock
is noticed at once, even while Telegram cannot be reached. Before the first response the time is unknown: a machine that
has just started without a network may not know it either.
"""

from __future__ import annotations

from bot.domain.time import EPOCH, MINUTE, NO_TIME, Moment, Span
from bot.machine import Clock, Monotonic, OnResponse

CLOCK = "clock"
"""The name of this alarm; other alarms have the names of jobs."""
TOLERANCE = 5 * MINUTE
"""Telegram tells whole seconds, which can be fifteen seconds old. A clock that nobody sets is wrong by seconds a day.
All data that are destroyed by time are hours old at least."""
MAX_CALL_SECONDS = 60.0
"""A call that takes longer has been interrupted by sleep: a long poll waits 25 seconds, and no call more than 35."""
UNKNOWN = "Telegram has not answered since the start; until it says what time it is nothing is destroyed by time"
NO_REMOTE_TIME = (
    "answers tell no time: whether the clock of this machine is right is unknown, only its leaps would be noticed"
)
WRONG = (
    "the clock of this machine is {minutes} minutes {which} Telegram's; until it is set right nothing is destroyed by "
    "time, and everything else goes by Telegram's"
)


class TimeCheck:
    """Learns Telegram's time from its responses."""

    def __init__(self, clock: Clock, monotonic: Monotonic) -> None:
        self._clock = clock
        self._monotonic = monotonic
        self.knows_remote_time = False  # if no response tells the time, only leaps are noticed
        self._remote_zero: Moment | None = None  # Telegram's time when the monotonic clock was at 0

    def on_request(self) -> OnResponse:
        """A call leaves now. Returns what to call with its response.

        A response is ignored if the machine slept during the call: it tells the time from before the sleep.
        """
        left_at = self._monotonic()

        def on_response(told: Moment | None) -> None:
            seconds = self._monotonic()
            if seconds - left_at >= MAX_CALL_SECONDS:
                return
            elapsed = Span(round(seconds * 1000))
            if told is not None:
                self._remote_zero = told - elapsed
                self.knows_remote_time = True
            elif self._remote_zero is None:
                self._remote_zero = self._clock() - elapsed

        return on_response

    def record(self, told: Moment | None) -> None:
        """A response has come at once, and tells this time, or none."""
        self.on_request()(told)

    @property
    def is_known(self) -> bool:
        """Whether a response has come since the start."""
        return self._remote_zero is not None

    @property
    def agrees(self) -> bool:
        return self.is_known and abs(self.ahead) <= TOLERANCE

    @property
    def ahead(self) -> Span:
        """How far this machine's clock is ahead of Telegram's; negative, if it is behind."""
        zero = self._remote_zero
        return NO_TIME if zero is None else self._clock() - zero - Span(round(self._monotonic() * 1000))

    def now(self) -> Moment:
        """The time of this machine; Telegram's time while the two disagree. So all is due at the right time, even if
        the clock is set meanwhile."""
        own, zero = self._clock(), self._remote_zero
        if zero is None:
            return own
        remote = zero + Span(round(self._monotonic() * 1000))
        return own if abs(own - remote) <= TOLERANCE else remote

    def earliest_now(self) -> Moment:
        """The earlier time of the two clocks; EPOCH while Telegram's is unknown."""
        return self._clock() - max(self.ahead, NO_TIME) if self.is_known else EPOCH

    def disagreement(self) -> str | None:
        """How the clocks disagree, in words for an operator; None if they agree or Telegram's time is unknown."""
        if not self.is_known or self.agrees:
            return None
        which = "ahead of" if self.ahead > NO_TIME else "behind"
        return WRONG.format(minutes=round(abs(self.ahead) / MINUTE), which=which)

    def alarms(self) -> dict[str, str]:
        """The same for staff, by the name of the alarm."""
        reason = self.disagreement()
        return {CLOCK: reason} if reason else {}

    def troubles(self) -> list[str]:
        """Why the bot cannot destroy what is due; empty if it can."""
        reason = self.disagreement() if self.is_known else UNKNOWN
        return [reason] if reason else []

"""Is it as late as this machine says? Telegram tells the time in the head of every answer; while the two disagree,
nothing that cannot be undone happens because of the time.

Telegram's time goes on by the monotonic clock, which nobody can set: a clock of this machine that leaps is noticed at
once, also while Telegram cannot be reached. Before the first answer nobody knows: a machine that has just begun
without a network has not been told the time either.
"""

from __future__ import annotations

from bot.domain.time import EPOCH, MINUTE, NO_TIME, Moment, Span
from bot.machine import Clock, Monotonic, OnResponse

CLOCK = "clock"
"""What staff hear of, beside late jobs."""
TOLERANCE = 5 * MINUTE
"""What Telegram tells is in whole seconds, and up to fifteen of them old; a machine that nobody sets is
wrong by seconds a day. Whatever is destroyed by time is destroyed after hours at the earliest."""
SLOWEST = 60.0
"""Seconds of a call that has not slept: a long poll waits for 25, and no call for more than 35."""
UNKNOWN = "Telegram has not answered since the start; until it says what time it is nothing is destroyed by time"
UNTOLD = "answers tell no time: whether the clock of this machine is right is unknown, only its leaps would be noticed"
WRONG = (
    "the clock of this machine is {minutes} minutes {which} Telegram's; until it is set right nothing is destroyed by "
    "time, and everything else goes by Telegram's"
)


class TimeCheck:
    """Hears the answers of Telegram, and knows from then on what time it is there."""

    def __init__(self, clock: Clock, monotonic: Monotonic) -> None:
        self._clock = clock
        self._monotonic = monotonic
        self.knows_remote_time = False  # whether any answer has told the time; if none does, only leaps are noticed
        self._began_at: Moment | None = None  # Telegram's time when the monotonic clock was at its beginning

    def on_request(self) -> OnResponse:
        """Hears the answer to a call that leaves now. If the machine sleeps meanwhile, the answer tells the time at
        which it fell asleep, and is not believed."""
        left_at = self._monotonic()

        def on_response(told: Moment | None) -> None:
            if self._monotonic() - left_at < SLOWEST:
                self.record(told)

        return on_response

    def record(self, told: Moment | None) -> None:
        """An answer of Telegram's, and what time it tells."""
        if told is not None:
            self._began_at = told - self._elapsed()
            self.knows_remote_time = True
        elif self._began_at is None:
            self._began_at = self._clock() - self._elapsed()

    @property
    def is_known(self) -> bool:
        """Whether Telegram has said what time it is."""
        return self._began_at is not None

    @property
    def agrees(self) -> bool:
        return self.is_known and abs(self.ahead) <= TOLERANCE

    @property
    def ahead(self) -> Span:
        """How far this machine's clock is ahead of Telegram's; negative, if it is behind."""
        return NO_TIME if self._began_at is None else self._clock() - self._began_at - self._elapsed()

    def now(self) -> Moment:
        """The time of this machine, or Telegram's while the two disagree: what is due then is due at the right time,
        also if the clock is set meanwhile."""
        own, ahead = self._clock(), self.ahead
        return own if abs(ahead) <= TOLERANCE else own - ahead

    def earliest_now(self) -> Moment:
        """A moment that is past by both clocks; EPOCH while one of them is unknown."""
        return self._clock() - max(self.ahead, NO_TIME) if self.is_known else EPOCH

    def alarm(self) -> str | None:
        """What somebody has to hear of and set right."""
        if not self.is_known or self.agrees:
            return None
        which = "ahead of" if self.ahead > 0 else "behind"
        return WRONG.format(minutes=round(abs(self.ahead) / MINUTE), which=which)

    def wrongs(self) -> dict[str, str]:
        """The same by name, for staff."""
        alarm = self.alarm()
        return {CLOCK: alarm} if alarm else {}

    def troubles(self) -> list[str]:
        """Why the bot cannot destroy what is due."""
        reason = self.alarm() if self.is_known else UNKNOWN
        return [reason] if reason else []

    def _elapsed(self) -> Span:
        return Span(round(self._monotonic() * 1000))

"""Does the clock of this machine agree with Telegram's?"""

from __future__ import annotations

from bot.health.finding import Finding, ok, problem, warning
from bot.health.time_check import CLOCK, UNTOLD, TimeCheck


def examine_clock(check: TimeCheck) -> Finding:
    """Once an answer of Telegram's has been heard."""
    if not check.knows_remote_time:
        return warning(CLOCK, UNTOLD)
    alarm = check.alarm()
    return problem(CLOCK, alarm) if alarm else ok(CLOCK, "agrees with Telegram's")

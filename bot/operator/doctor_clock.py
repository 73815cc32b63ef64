"""Examines whether the clock of this machine agrees with Telegram's time."""

from __future__ import annotations

from bot.health.finding import Finding, ok, problem, warning
from bot.health.time_check import CLOCK, NO_REMOTE_TIME, TimeCheck


def examine_clock(check: TimeCheck) -> Finding:
    """The finding, once a response of Telegram has come."""
    if not check.knows_remote_time:
        return warning(CLOCK, NO_REMOTE_TIME)
    alarm = check.disagreement()
    return problem(CLOCK, alarm) if alarm else ok(CLOCK, "agrees with Telegram's")

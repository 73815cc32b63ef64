"""What happens in the process of a bot that is not begun as it ships.

A planted mistake brings the whole test framework with it, so it is imported only where there is one.
"""

from __future__ import annotations

import runpy

from bot.channels.telegram import pace
from tests.scenarios.processes import run_command

AS_SHIPPED = 0
UNHURRIED = 1_000_000
"""Messages to a group a minute."""


def run(group_limit: int) -> None:
    """`python -m bot` with the words of this process."""
    _set_pace(group_limit)
    runpy.run_module("bot", run_name="__main__", alter_sys=True)


def run_forked(group_limit: int, mistake: str, environment: dict[str, str], folder: str, out: str, err: str) -> None:
    _set_pace(group_limit)
    if not mistake:
        run_command(("run",), environment, folder, out, err)
        return
    from tests.lives.planted import planted

    with planted(mistake):
        run_command(("run",), environment, folder, out, err)


def _set_pace(group_limit: int) -> None:
    if group_limit != AS_SHIPPED:
        _, seconds = pace.GROUP_LIMIT
        pace.GROUP_LIMIT = (group_limit, seconds)

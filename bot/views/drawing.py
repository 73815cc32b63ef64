"""Draws charts in a thread, so that conversations go on meanwhile."""

from __future__ import annotations

import logging

from bot.domain.chart import Chart
from bot.machine import InThread

log = logging.getLogger(__name__)


async def draw(chart: Chart, in_thread: InThread) -> bytes | None:
    """The PNG, or None if drawing failed: the numbers have already been sent in words."""
    try:
        return await in_thread(lambda: _render(chart))
    except OSError as error:  # the fonts cannot be read
        log.warning("the picture was not drawn: %s", type(error).__name__)
        return None


def _render(chart: Chart) -> bytes:
    from bot.views.picture import render  # imported here, so that the start of the bot does not load the library

    return render(chart)

"""Draws charts in a process of its own, one at a time, so that conversations go on meanwhile."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import asdict
from tempfile import TemporaryDirectory

from bot.domain.chart import Chart
from bot.machine import InProcess

log = logging.getLogger(__name__)
DRAWING_TIMEOUT_SECONDS = 60.0  # on a small machine the library first reads all fonts
PROGRAM = "bot.views.picture"


class ChartPainter:
    """`draw` returns a PNG, or None if drawing failed: the numbers have already been sent in words."""

    def __init__(self, in_process: InProcess) -> None:
        self._turn = asyncio.Lock()
        self._in_process = in_process

    async def draw(self, chart: Chart) -> bytes | None:
        async with self._turn:
            try:
                # The library writes its list of fonts; the bot leaves no files outside its data folder.
                with TemporaryDirectory(prefix="momu-drawing-") as folder:
                    return await self._paint(json.dumps(asdict(chart)).encode(), folder)
            except (OSError, TimeoutError) as error:
                log.warning("the picture was not drawn: %s", type(error).__name__)
        return None

    async def _paint(self, content: bytes, folder: str) -> bytes | None:
        async with asyncio.timeout(DRAWING_TIMEOUT_SECONDS):
            # An environment of its own keeps the token and the master key from the library.
            picture = await self._in_process(PROGRAM, content, {"MPLCONFIGDIR": folder})
        if not picture:
            log.warning("the picture was not drawn: the painter failed")
        return picture or None

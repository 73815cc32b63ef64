"""How is a picture drawn while everybody goes on talking? By a process of its own, one at a time."""

from __future__ import annotations

import asyncio
import json
import logging
from dataclasses import asdict
from tempfile import TemporaryDirectory

from bot.domain.chart import Chart
from bot.machine import InProcess

log = logging.getLogger(__name__)
DRAWING_TIMEOUT_SECONDS = 60.0  # seconds; on a small machine the library looks at every font there is first
PROGRAM = "bot.views.picture"


class ChartPainter:
    """Call `draw` for the PNG; None if it cannot be drawn: the numbers have been told in words."""

    def __init__(self, in_process: InProcess) -> None:
        self._turn = asyncio.Lock()
        self._in_process = in_process

    async def draw(self, chart: Chart) -> bytes | None:
        async with self._turn:
            try:
                # The library keeps a list of fonts; nothing of ours is to lie about anywhere.
                with TemporaryDirectory(prefix="momu-drawing-") as folder:
                    return await self._paint(json.dumps(asdict(chart)).encode(), folder)
            except (OSError, TimeoutError) as error:
                log.warning("the picture was not drawn: %s", type(error).__name__)
        return None

    async def _paint(self, content: bytes, folder: str) -> bytes | None:
        async with asyncio.timeout(DRAWING_TIMEOUT_SECONDS):
            # With an environment of its own: neither the token nor the master key is any business of the library's.
            picture = await self._in_process(PROGRAM, content, {"MPLCONFIGDIR": folder})
        if not picture:
            log.warning("the picture was not drawn: the painter failed")
        return picture or None

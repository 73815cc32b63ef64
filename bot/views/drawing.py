"""How is a picture drawn while everybody goes on talking? By a process of its own, one at a time."""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.domain.chart import Chart

log = logging.getLogger(__name__)
PATIENCE = 60.0  # seconds; on a small machine the library looks at every font there is first
HOUSE = Path(__file__).parents[2]


class Studio:
    """Call `draw` for the PNG; None if it cannot be drawn: the numbers have been told in words."""

    def __init__(self) -> None:
        self._turn = asyncio.Lock()

    async def draw(self, chart: Chart) -> bytes | None:
        async with self._turn:
            try:
                # The library keeps a list of fonts; nothing of ours is to lie about anywhere.
                with TemporaryDirectory(prefix="momu-drawing-") as folder:
                    return await _run(json.dumps(asdict(chart)).encode(), folder)
            except (OSError, TimeoutError) as error:
                log.warning("the picture was not drawn: %s", type(error).__name__)
        return None


async def _run(content: bytes, folder: str) -> bytes | None:
    # With an environment of its own: neither the token nor the master key is any business of the library's.
    painter = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.views.picture",
        cwd=HOUSE,
        env={"MPLCONFIGDIR": folder},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        async with asyncio.timeout(PATIENCE):
            picture, _ = await painter.communicate(content)
    finally:
        if painter.returncode is None:
            painter.kill()
            await painter.wait()
    if painter.returncode or not picture:
        log.warning("the picture was not drawn: the painter ended with %s", painter.returncode)
        return None
    return picture

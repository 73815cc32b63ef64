"""The picture of the README can be made again."""

import struct
from pathlib import Path

from scripts.screenshot import WINDOW, main


async def test_the_picture_shows_an_application_on_its_way(tmp_path: Path, chromium: str) -> None:
    """The script fails if the card never shows the contacts."""
    target = tmp_path / "demo.png"
    await main(target, calm=0)
    width, height = struct.unpack(">II", target.read_bytes()[16:24])
    assert (width, height) == (WINDOW["width"], WINDOW["height"])

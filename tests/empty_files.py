"""A database and a keystore that hold nothing yet: made once by the migrations, then copied, which is twenty times as
quick."""

from __future__ import annotations

import asyncio
import tempfile
import threading
from functools import cache
from pathlib import Path

from storage.files import make_private
from storage.migrate import Which, migrate
from tests.databases import ON_POSTGRES
from tests.same_thread import open_engine

DATABASE = "keys.db" if ON_POSTGRES else "momu.db"
FILES: dict[str, Which] = {"keys.db": "keys"} if ON_POSTGRES else {"keys.db": "keys", "momu.db": "main"}


def place_empty_files(folder: Path) -> None:
    """Puts them where a bot expects them. A folder that has a database is left as it is."""
    if (folder / DATABASE).exists():
        return
    for name, content in _contents().items():
        make_private(folder / name)
        (folder / name).write_bytes(content)


@cache
def _contents() -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as place:
        made = threading.Thread(target=lambda: asyncio.run(_make(Path(place))))  # the loop here is another's
        made.start()
        made.join()
        return {name: (Path(place) / name).read_bytes() for name in FILES}


async def _make(folder: Path) -> None:
    for name, which in FILES.items():
        engine = await open_engine(folder / name)
        await migrate(engine, which)
        await engine.close()

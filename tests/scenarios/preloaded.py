"""What a forked process of the bot begins with: all that it would import, the root certificates, the commands, and
whatever is made at its first use, as models of Telegram are. So an application is taken here, and nothing kept of it.

Each page of memory that a process changes is copied first, in 4 us: what every process would do is better done before.
"""

import asyncio
import contextlib
import gc
import importlib
import io
import ssl
import tempfile
import threading
from functools import cache
from pathlib import Path

import certifi
import typer.main

from bot.config.settings import InvalidSettings, load_settings
from tests.databases import ON_POSTGRES
from tests.people import AIGERIM, BIN
from tests.scenarios.stage import TOKEN, open_stage_over_http

OFTEN = 12
"""After so many calls Python 3.11 has replaced the code of a function by a faster one."""

for name in (
    "bot.cli.main", "bot.cli.demo", "bot.operator.doctor", "tests.scenarios.killed_bot", "tests.scenarios.stopped",
    "tests.real.child", "encodings.idna", "encodings.utf_16_le", "stringprep", "typer._adapters",
    "typer._click.decorators", "tzdata.zoneinfo.Asia", "uvloop",
):  # fmt: skip
    importlib.import_module(name)

# Every bot loads all root certificates when it starts, which takes 35 ms; no test uses TLS.
ssl.create_default_context = cache(ssl.create_default_context)  # type: ignore[assignment]
ssl.create_default_context(cafile=certifi.where())

# Every process makes all commands from their functions when it starts, which takes 20 ms.
typer.main.get_command = cache(typer.main.get_command)
app = importlib.import_module("bot.cli.main").app
for _ in range(OFTEN):
    with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
        app(["--version"])
    with contextlib.suppress(InvalidSettings):  # the settings of this shell may be wrong
        load_settings(need_token=True, _env_file=None, bot_token=TOKEN, operator_bin=BIN)


async def take_application(folder: Path) -> None:
    async with open_stage_over_http(folder, privacy_policy_date="2026-01-31") as stage:
        await stage.card(await stage.guest(AIGERIM).apply())


if not ON_POSTGRES:  # for which a server would have to be started here
    with tempfile.TemporaryDirectory() as made:
        asyncio.run(take_application(Path(made) / "data"))  # not by libuv, whose threads would stay
if threading.active_count() > 1:
    raise RuntimeError("a process with threads is not to be forked")

gc.collect()
gc.set_threshold(50_000, 20, 100)  # as in a bot that has started
gc.freeze()  # or the first collection in each process would copy all this memory

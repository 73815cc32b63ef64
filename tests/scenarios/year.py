"""Where does time pass in the scenarios? A Monday morning in Almaty, and the settings as they are by default."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.config.settings import Settings
from simulator.state.message import Message
from tests.scenarios.stage import TIMELESS, Guest, Stage, open_stage

ALMATY = ZoneInfo("Asia/Almaty")
MINUTE, HOUR, DAY = 60, 3600, 86_400  # seconds
DEFAULTS = {name: Settings.model_fields[name].default for name in TIMELESS}


@asynccontextmanager
async def open_year(folder: Path, start: str = "2026-11-23T10:00", **options: Any) -> AsyncIterator[Stage]:
    """`start` is what the clock on the wall in Almaty shows."""
    moment = int(datetime.fromisoformat(start).replace(tzinfo=ALMATY).timestamp() * 1000)
    async with open_stage(folder, start=moment, **{**DEFAULTS, **options}) as stage:
        yield stage


def wall(stage: Stage) -> str:
    """What the clock on the wall shows."""
    return datetime.fromtimestamp(stage.world.clock.now(), ALMATY).strftime("%Y-%m-%d %H:%M")


async def wait_until(stage: Stage, moment: str) -> None:
    """Time passes until the clock on the wall in Almaty shows this."""
    then = datetime.fromisoformat(moment).replace(tzinfo=ALMATY).timestamp()
    await stage.pass_time(then - stage.world.clock.now())


def notes(stage: Stage, sign: str) -> list[Message]:
    """What the group was told that begins with this sign."""
    return [message for message in stage.group.messages if message.by_bot and message.text.startswith(sign)]


def reminders(guest: Guest) -> list[Message]:
    return [message for message in guest.chat.history if message.by_bot and message.text.startswith("⏳")]

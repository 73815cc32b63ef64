"""A stage on which time matters: a Monday morning in Almaty, with the default settings for times."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.config.settings import Settings
from bot.domain.time import Moment, moment_of
from simulator.state.message import Message
from tests.scenarios.stage import NO_TIMERS, Guest, Stage, open_stage, open_stage_over_http

ALMATY = ZoneInfo("Asia/Almaty")
MINUTE, HOUR, DAY = 60, 3600, 86_400  # seconds
DEFAULTS = {name: Settings.model_fields[name].default for name in NO_TIMERS}


@asynccontextmanager
async def open_timed_stage(
    folder: Path, start: str = "2026-11-23T10:00", *, over_http: bool = False, **options: Any
) -> AsyncIterator[Stage]:
    """`start` is the local time in Almaty."""
    opened = open_stage_over_http if over_http else open_stage
    async with opened(folder, start=moment_in_almaty(start), **{**DEFAULTS, **options}) as stage:
        yield stage


def moment_in_almaty(local: str) -> Moment:
    return moment_of(datetime.fromisoformat(local).replace(tzinfo=ALMATY))


def wall(stage: Stage) -> str:
    """The local time in Almaty."""
    return datetime.fromtimestamp(stage.world.clock.now(), ALMATY).strftime("%Y-%m-%d %H:%M")


async def wait_until(stage: Stage, moment: str) -> None:
    """Lets time pass until this local time in Almaty."""
    then = datetime.fromisoformat(moment).replace(tzinfo=ALMATY).timestamp()
    await stage.pass_time(then - stage.world.clock.now())


def notes(stage: Stage, sign: str) -> list[Message]:
    """The bot's messages in the group that begin with this sign."""
    return [message for message in stage.group.messages if message.by_bot and message.text.startswith(sign)]


def reminders(guest: Guest) -> list[Message]:
    return [message for message in guest.chat.history if message.by_bot and message.text.startswith("⏳")]

"""Whether a bot of the stage publishes its menus of commands and its profile when it starts: a sixth of all that a
start does, at which most scenarios never look. Over HTTP and as a process each bot does."""

from __future__ import annotations

from typing import Any

from bot.app import App

in_use = True


def leave_out(app: App) -> None:
    """This bot says nothing of itself."""

    async def publish_nothing(*_: object) -> None:
        return None

    adapter: Any = app._adapter
    adapter.publish_commands = adapter.publish_profile = publish_nothing

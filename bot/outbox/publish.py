"""Keeps what the messenger shows of the bot up to date: its menus of commands, and its profile."""

from __future__ import annotations

from bot.dialogue.adapter import Adapter, Names, StaffMenu
from bot.dialogue.installation import Installation
from bot.outbox.current_staff_chat import CurrentStaffChat
from bot.views.profile import compose_profiles


async def keep_published(
    adapter: Adapter, here: Installation, staff_chat: CurrentStaffChat, members_may: Names, administrators_may: Names
) -> None:
    """Publish at once, and again whenever the id of the staff group changes; until cancelled."""
    profiles = compose_profiles(here.words, here.operator, here.default_language)
    while True:
        staff_chat.moved.clear()
        group = staff_chat()
        staff = StaffMenu(group, here.staff_language, members_may, administrators_may) if group else None
        await adapter.publish_commands(here.words, here.default_language, staff)
        await adapter.publish_profile(profiles)
        await staff_chat.moved.wait()

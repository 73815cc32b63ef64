"""Is another bot left alone? Two that answer each other never stop."""

from __future__ import annotations

from tests.lives.played import Played


def check(played: Played) -> list[str]:
    others = [user for user in played.life.world.users.values() if user.is_bot]
    said = [(user, sum(one.by_bot for one in user.chat.history)) for user in others]
    return [f"another bot, {user.first_name}, was answered {number} times" for user, number in said if number]

"""Is the keyboard that asks for the phone gone once there is no application to ask for?"""

from __future__ import annotations

from simulator.actors.user import User
from tests.lives.books import pseudonym
from tests.lives.moments import was_restored
from tests.lives.played import Played
from tests.lives.said import people
from tests.lives.sentences import says

ENDS = ("erased.wish", "erased.cancelled", "erased.expired", "erased.unfinished", "draft.dropped", "application.sent")


def check(played: Played) -> list[str]:
    if was_restored(played):
        return []
    return [
        f"{user.first_name} still has the keyboard {user.chat.reply_keyboard_shown} though nothing is asked of them"
        for user in people(played.life.world.users)
        if user.chat.reply_keyboard_shown and _has_heard_of_the_end(user) and not _has_draft(played, user)
    ]


def _has_heard_of_the_end(user: User) -> bool:
    """After the message that brought the keyboard."""
    brought = user.chat.keyboard_message
    return any(one.by_bot and brought and one.id > brought.id and says(one.text, *ENDS) for one in user.chat.history)


def _has_draft(played: Played, user: User) -> bool:
    return bool(played.seen.books.read("SELECT 1 FROM drafts WHERE person = ?", pseudonym(played.life.folder, user.id)))

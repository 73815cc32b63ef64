"""When was somebody told that all of theirs is destroyed? Whatever is stored of them later they have begun anew."""

from __future__ import annotations

from simulator.state.private_chat import PrivateChat
from tests.lives.played import Played
from tests.lives.sentences import says

WHOLE = ("erased.wish", "erased.cancelled", "erased.expired", "erased.unfinished")


def told_destroyed(played: Played, chat: PrivateChat) -> list[int]:
    """The moments, in order."""
    told = [one for one in chat.history if one.by_bot and says(one.text, *WHOLE)]
    return sorted(played.seen.states(one)[0].since for one in told)

"""After a backup without the newest erasures: is no data shown, and nothing sent by itself, until that is confirmed?"""

from __future__ import annotations

from simulator.actors.user import User
from simulator.state.private_chat import PrivateChat
from tests.lives.began import begun
from tests.lives.books import pseudonym
from tests.lives.destroyed import told_destroyed
from tests.lives.empty_place import Move
from tests.lives.moments import clock_time
from tests.lives.oracles.disputes import GOES_OUT
from tests.lives.played import Played
from tests.lives.said import secrets_of_all
from tests.lives.seen import State
from tests.lives.sentences import says


def check(played: Played) -> list[str]:
    return [told for one in played.operator.moves if one.is_doubted for told in _during(played, one)]


def _during(played: Played, move: Move) -> list[str]:
    secrets, found = secrets_of_all(played.life.world.users), []
    for state in played.seen.all_states():
        chat, text = state.message.chat, state.version.text
        if not move.at < state.since < (move.until or played.seen.ended_at):
            continue
        shown = [] if isinstance(chat, PrivateChat) else secrets.shown_in(text)
        found += [
            f"contacts of {one.first_name} were shown on {clock_time(state.since)}, while they may have been erased"
            for one in shown
            if not any(move.at < at < state.since for at in [*begun(played, one), *_sent(played, one)])
        ]
        if says(text, *GOES_OUT) and state == played.seen.states(state.message)[0] and _is_back(played, move, state):
            found.append(f"{text[:40]!r} was sent on {clock_time(state.since)}, while its reader may have been erased")
    return found


def _sent(played: Played, user: User) -> list[int]:
    """When they were thanked for an application. They have sent it after the restore, so it was never erased."""
    thanks = [
        [state.since for state in played.seen.states(message) if says(state.version.text, "application.sent")]
        for message in user.chat.history
        if message.by_bot
    ]
    return [min(moments) for moments in thanks if moments]


def _is_back(played: Played, move: Move, state: State) -> bool:
    """Whether what is stored of the reader came with the backup: they came no later, nor withdrew and came anew."""
    chat = state.message.chat
    if not isinstance(chat, PrivateChat) or pseudonym(played.life.folder, chat.user.id) not in move.people:
        return False
    return not any(move.at < at < state.since for at in told_destroyed(played, chat))

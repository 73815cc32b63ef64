"""After a backup without the newest erasures: is no data shown, and nothing sent by itself, until that is confirmed?"""

from __future__ import annotations

from simulator.state.private_chat import PrivateChat
from tests.lives.began import begun
from tests.lives.empty_place import Move
from tests.lives.moments import clock_time
from tests.lives.oracles.disputes import GOES_OUT
from tests.lives.played import Played
from tests.lives.said import secrets_of_all
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
            if not any(move.at < at < state.since for at in begun(played, one))
        ]
        if isinstance(chat, PrivateChat) and says(text, *GOES_OUT) and state == played.seen.states(state.message)[0]:
            found.append(f"{text[:40]!r} was sent on {clock_time(state.since)}, while its reader may have been erased")
    return found

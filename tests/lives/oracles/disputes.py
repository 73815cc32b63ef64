"""Is nothing done with the data of somebody while a dispute about it lasts, but to keep it?

It lasts until the operator ends it, or all that it is about is destroyed: at the person's wish, or at its end.
"""

from __future__ import annotations

from collections.abc import Iterable

from simulator.state.private_chat import PrivateChat
from tests.lives.destroyed import told_destroyed
from tests.lives.duties import Dispute
from tests.lives.handed_out import handed_out
from tests.lives.moments import MINUTE, clock_time
from tests.lives.obstacles import obstacles
from tests.lives.oracles.leads import thanked_for
from tests.lives.played import Played
from tests.lives.refused import is_beyond_reach
from tests.lives.said import secrets_of_all
from tests.lives.sentences import says

GOES_OUT = ("reminder.card", "announce.letter", "policy.changed")
"""What the bot sends by itself, and nobody waits for."""
CROSSING = MINUTE
PATIENCE = 10 * MINUTE
"""The group takes twenty messages a minute."""


def check(played: Played) -> list[str]:
    return [
        f"{told}, though the data of {one.user.first_name} was out of use since {clock_time(one.at)}"
        for one in played.operator.disputes
        if one.is_sure and not any(restored_at >= one.at for restored_at, _ in played.operator.restored)
        for told in (*_lost(one), *_sent(played, one), *_shown(played, one), *_exported(played, one))
    ]


def _lost(dispute: Dispute) -> list[str]:
    before, after = dispute.kept
    return [] if before == after else [f"something was destroyed ({before} before, {after} after)"]


def _sent(played: Played, dispute: Dispute) -> Iterable[str]:
    for message in dispute.user.chat.history:
        for state in played.seen.states(message)[:1] if message.by_bot else ():
            if _lasts(played, dispute, state.since) and says(state.version.text, *GOES_OUT):
                yield f"{state.version.text[:40]!r} was sent on {clock_time(state.since)}"


def _shown(played: Played, dispute: Dispute) -> Iterable[str]:
    """To staff: on a card that is drawn anew, or that is not emptied though Telegram lets the bot."""
    secrets, hindered = secrets_of_all(played.life.world.users), obstacles(played, played.life.group.id)
    for state in played.seen.all_states():
        if isinstance(state.message.chat, PrivateChat) or dispute.user not in secrets.shown_in(state.version.text):
            continue
        until = min(state.until or played.seen.ended_at, _end(played, dispute))
        since = max([state.since, dispute.at, *(at for at in hindered if dispute.at <= at <= until)])
        if until > since + PATIENCE and not is_beyond_reach(played, state.message, state.since):
            yield f"contacts stood in the group until {clock_time(until)}"


def _exported(played: Played, dispute: Dispute) -> Iterable[str]:
    theirs = thanked_for(dispute.user)
    for file in handed_out(played):
        if _lasts(played, dispute, file.state.since) and file.references & theirs:
            yield f"{file.name} with their application was handed out on {clock_time(file.state.since)}"


def _lasts(played: Played, dispute: Dispute, moment: int) -> bool:
    return dispute.at + CROSSING <= moment < _end(played, dispute)


def _end(played: Played, dispute: Dispute) -> int:
    destroyed = [at for at in told_destroyed(played, dispute.user.chat) if at > dispute.at]
    return min([dispute.until or played.seen.ended_at, *destroyed])

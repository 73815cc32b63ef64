"""Tells a life so that whoever has not seen it understands what went wrong: what was done, suffered, and said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from simulator.state.private_chat import PrivateChat
from tests.lives.played import Played
from tests.lives.virtual_machine import MONDAY

SHOWN = 60  # signs of what the bot says


def tell(played: Played, wrong: Sequence[str]) -> str:
    """What is wrong, then a line for each thing that happened, in order."""
    lines = sorted([*_happened(played), *_said(played)])
    return "\n".join([*(f"  WRONG {one}" for one in wrong), *(f"  {_time(at)} {line}" for at, line in lines)])


def _happened(played: Played) -> Iterator[tuple[int, str]]:
    for at, who, what in (*played.acts, *played.deaths):
        yield at, f"{_called(played, who)}: {what}"
    for at, method, fault in played.weather.struck:
        yield at, f"the network: struck {method}: {fault}"
    for one in played.logs:
        yield one.at_ms, f"the log of process {one.process}: {one.text} {one.error}".rstrip()


def _called(played: Played, who: str) -> str:
    """As the oracles call them too."""
    person = played.guests.get(who)
    return f"{who}, {person.user.first_name}" if person else who


def _said(played: Played) -> Iterator[tuple[int, str]]:
    """Every message of the bot, as it came, changed and went."""
    for state in played.seen.all_states():
        message, chat = state.message, state.message.chat
        place = chat.user.first_name if isinstance(chat, PrivateChat) else "the group"
        text = " ".join(state.version.text.split())
        first = state.version is (*message.edits, message.version)[0]
        shown = f"«{text[:SHOWN]}{'…' if len(text) > SHOWN else ''}»"
        yield state.since, f"the bot {'tells' if first else 'changes for'} {place}: {message.id} {shown}"
    for message, at in played.seen.deletions():
        yield at, f"message {message.id} is deleted"


def _time(at_ms: int) -> str:
    seconds, ms = divmod(at_ms - int(MONDAY), 1000)
    return f"{seconds // 86400}d {seconds // 3600 % 24:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{ms:03}"

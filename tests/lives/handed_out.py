"""Which files with applications were handed out, as whoever stands beside Telegram can see?"""

from __future__ import annotations

import re
from dataclasses import dataclass

from simulator.state.content import Document
from simulator.state.private_chat import PrivateChat
from tests.bytescan import parts
from tests.lives.oracles.leads import LEAD
from tests.lives.played import Played
from tests.lives.seen import State

EXPORT = re.compile(r"\bX-[0-9A-Z]{6}\b")


@dataclass(frozen=True, slots=True)
class HandedOut:
    """A file in somebody's chat for a while: its reference, and those of the applications in it."""

    state: State
    name: str
    references: frozenset[str]


def handed_out(played: Played) -> list[HandedOut]:
    """Every such file, when it came."""
    states = [state for state in played.seen.all_states() if isinstance(state.message.chat, PrivateChat)]
    found = [(state, EXPORT.search(state.version.text), _references(state)) for state in states]
    return [HandedOut(state, name[0], references) for state, name, references in found if name and references]


def gone_at(played: Played, reference: str, since: int) -> int | None:
    """When the application was destroyed; None if it was not, after that moment."""
    statuses = played.seen.witness.statuses.get(reference, [])
    return next((at for at, status in statuses if status == "gone" and at >= since), None)


def _references(state: State) -> frozenset[str]:
    attachment = state.version.attachment
    content = attachment.content if isinstance(attachment, Document) else b""
    inside = [data.decode("utf-8", "ignore") for _, data in parts("", content)]
    return frozenset(one for text in inside for one in LEAD.findall(text))

"""An account together with the world in which it acts."""

from __future__ import annotations

from dataclasses import dataclass, field

from simulator.state.people import Account
from simulator.state.private_chat import PrivateChat
from simulator.state.world_state import WorldState


@dataclass(slots=True, eq=False)
class Actor(Account):
    """`chat` is the private chat with the bot."""

    world: WorldState = field(repr=False, kw_only=True)

    @property
    def chat(self) -> PrivateChat:
        return self.world.private_chats[self.id]

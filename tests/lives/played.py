"""What is left of a life when it is over: what there is to judge."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tests.lives.choice import Choice
from tests.lives.life import Life
from tests.lives.operator import Operator
from tests.lives.people import Person
from tests.lives.seen import Seen
from tests.lives.trouble import Weather


class Act(NamedTuple):
    """Who did or suffered what, in the world's milliseconds."""

    at_ms: int
    who: str
    what: str


class Said(NamedTuple):
    """A line of the log at WARNING and above; `error` as the repr of what was logged with it."""

    at_ms: int
    process: int
    level: str
    text: str
    error: str


@dataclass
class Played:
    """What there is to judge. The bot has stopped; its files are in `life.folder`."""

    seed: int
    choices: Sequence[Choice]
    life: Life
    guests: dict[str, Person]
    """By the name that they have in `acts`, those who never came too."""
    operator: Operator
    weather: Weather
    seen: Seen
    acts: list[Act] = field(default_factory=list)
    logs: list[Said] = field(default_factory=list)
    exceptions: list[str] = field(default_factory=list)
    """What nobody has caught."""
    deaths: list[Act] = field(default_factory=list)
    calm_at: int = 0
    """When all trouble was over; 0 if it never came to that."""
    is_quiet: bool = False
    """Whether everything due was done in the end."""
    has_flown: bool = False
    """Whether after that time has flown past everything that data is kept for."""

    @property
    def faults(self) -> int:
        return len(self.weather.struck) + len(self.life.disk.failures)

    @property
    def trace(self) -> str:
        """The same for the same seed, in any process."""
        told = repr((self.life.trace(), self.acts, self.deaths, self.logs, self.exceptions))
        return hashlib.sha256(told.encode()).hexdigest()[:16]

    def tell(self, who: str, what: str) -> None:
        """Of an act, at this moment."""
        self.acts.append(Act(self.life.world.clock.now_ms(), who, what))

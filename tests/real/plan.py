"""What does a seed plan? When the process is killed, and what kind of person each applicant is.

The processes have real time, so a seed is the same plan and not the same run.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

SOME_TIME, AT_START, LOST, DONE, FILE, CONFIRMED = (
    "at some time", "during its start", "when a call came, which was lost", "when a call came, which was done",
    "when a file changed", "when it confirmed updates",
)  # fmt: skip
MOMENTS = {SOME_TIME: 15, AT_START: 20, LOST: 20, DONE: 20, FILE: 20, CONFIRMED: 15}
"""How often each."""
HABITS = {
    "does as asked": 45, "taps twice": 15, "speaks another language": 10, "edits an answer": 8, "corrects an answer": 7,
    "is forgotten": 10, "is forgotten and comes back": 5,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Kill:
    """The process is killed at this moment, once so many have applied; the seed is its chance."""

    applied: int
    moment: str
    seed: int


@dataclass(frozen=True, slots=True)
class Plan:
    seed: int
    kills: list[Kill]
    habits: list[str]
    """Of each applicant."""


def draw(seed: int, kills: int, applications: int, only: str = "") -> Plan:
    """`only` is the moment of all kills."""
    chance = Random(seed)
    moments = chance.choices(list(MOMENTS), list(MOMENTS.values()), k=kills)
    moments = [only or one for one in moments]
    planned = [
        Kill(number * applications // (kills + 1), moment, chance.getrandbits(32))
        for number, moment in enumerate(moments)
    ]
    return Plan(seed, planned, chance.choices(list(HABITS), list(HABITS.values()), k=applications))

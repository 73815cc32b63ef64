"""A choice of a life: who does or suffers what, and when."""

from __future__ import annotations

from dataclasses import dataclass

PROCESS = "the process"
NETWORK, DISK, CLOCK = "the network", "the disk", "the clock"
OPERATOR = "the operator"
NEAR = 0.4  # seconds; an act is handled within


@dataclass(frozen=True, order=True, slots=True)
class Choice:
    """At `at` seconds from the beginning `who` does or suffers `what`; `seed` is their chance."""

    at: float
    who: str
    what: str
    seed: int

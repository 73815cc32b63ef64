"""What came of a run?"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Figures:
    """`starts` are seconds until a process answers people; `settled` are seconds from the last kill to the end."""

    kills: Counter[str] = field(default_factory=Counter)
    restarts: int = 0
    applied: int = 0
    calls: int = 0
    waits: int = 0
    starts: list[float] = field(default_factory=list)
    settled: float = 0.0
    judged: float = 0.0
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)

"""The source of randomness: seeded, so that a failing run can be repeated."""

from __future__ import annotations

import random
import secrets


def make_random(seed: int | None = None) -> random.Random:
    """Without a seed every run differs, as with Telegram. Nothing here is a secret."""
    return random.Random(secrets.randbits(64) if seed is None else seed)  # noqa: S311

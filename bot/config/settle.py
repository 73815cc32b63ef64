"""Which memory will never be garbage, so that collecting garbage stays short?

After its import aiogram holds some 186,000 objects; a full collection of them stops everybody for 127 ms
(docs/facts/performance.md 2).
"""

from __future__ import annotations

import gc


def settle_memory() -> None:
    """Call once everything is loaded."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)

"""Opens a PostgreSQL engine where its library is installed: SQLite needs none of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from storage.postgres.url import PostgresUrl
from storage.presence import Presence
from storage.server_refusals import DriverMissing

if TYPE_CHECKING:
    from storage.postgres.engine import PostgresEngine


async def open_postgres(
    url: PostgresUrl,
    beside: Sequence[Presence] = (),
    *,
    alone: bool = True,
    shared: bool = False,
    read_only: bool = False,
) -> PostgresEngine:
    """As `PostgresEngine.open`. Raises DriverMissing too."""
    try:
        from storage.postgres.engine import PostgresEngine
    except ImportError as error:
        raise DriverMissing(type(error).__name__, url.shown) from None
    return await PostgresEngine.open(url, beside, alone=alone, shared=shared, read_only=read_only)

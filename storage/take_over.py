"""Takes over what an earlier version stored, once the keys can be read."""

from __future__ import annotations

import logging

from storage.engine import Engine
from storage.mark_contacts import mark_contacts
from storage.seal_anew import seal_anew
from storage.vault import Vault

log = logging.getLogger(__name__)


async def take_over(main: Engine, vault: Vault) -> None:
    """Raises StorageUnavailable."""
    if done := await seal_anew(main, vault):
        log.info("%d addresses of an earlier version sealed anew", done)
    if done := await mark_contacts(main, vault):
        log.info("%d applications of an earlier version marked", done)

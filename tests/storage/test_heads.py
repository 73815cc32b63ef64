"""The file of published heads."""

from pathlib import Path

import pytest

from bot.domain.ledger import Head
from bot.domain.time import EPOCH, Moment
from storage.head_file import HeadFile
from storage.statements import HeadsUnusable


async def test_a_file_that_cannot_be_written_is_named_by_its_error(tmp_path: Path) -> None:
    """The job that publishes is tried again later; a disk that fails is no bug of it."""
    heads = HeadFile(tmp_path / "ledger.heads")
    assert await heads.last_at() == EPOCH
    (tmp_path / "ledger.heads").mkdir()
    with pytest.raises(HeadsUnusable):
        await heads.publish(Head(1, "0" * 64), Moment(1))
    with pytest.raises(HeadsUnusable):
        await heads.last_at()

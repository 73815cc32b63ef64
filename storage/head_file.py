"""The file `ledger.heads`: one line a publication, with its moment (ms since 1970 UTC), the length of the chain, the
hash."""

from __future__ import annotations

from pathlib import Path

from bot.domain.ledger import Head
from bot.domain.time import EPOCH, Moment
from storage.files import append_line, write_private
from storage.statements import HeadsUnusable


class HeadFile:
    """An append-only file. A line cut short by a power cut is skipped."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def read(self) -> list[Head]:
        return [head for _, head in await self.dated()]

    async def dated(self) -> list[tuple[Moment, Head]]:
        return [(at, Head(seq, digest)) for at, seq, digest in self._lines()]

    def text(self) -> bytes:
        """The file's bytes; empty if nothing was published yet."""
        return self._path.read_bytes() if self._path.exists() else b""

    async def last_at(self) -> Moment:
        lines = self._lines()
        return lines[-1][0] if lines else EPOCH

    async def publish(self, head: Head, now: Moment) -> None:
        try:
            append_line(self._path, f"{now} {head.seq} {head.hash}")
        except OSError as error:
            raise HeadsUnusable(type(error).__name__) from None

    async def give_up_after(self, seq: int, now: Moment) -> None:
        lines = [f"{at} {number} {digest}\n" for at, number, digest in self._lines() if number <= seq]
        try:
            write_private(self._path, "".join(lines).encode("ascii"))
        except OSError as error:
            raise HeadsUnusable(type(error).__name__) from None

    def _lines(self) -> list[tuple[Moment, int, str]]:
        try:
            if not self._path.exists():
                return []
            split = [line.split() for line in self._path.read_text("ascii").splitlines()]
            return [(Moment(line[0]), int(line[1]), line[2]) for line in split if len(line) == 3]
        except (OSError, ValueError) as error:
            raise HeadsUnusable(type(error).__name__) from None

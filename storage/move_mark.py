"""The mark of an installation in files that moves to a server, or has moved: a small file beside the database.

While it is there nothing opens the database, or people would apply in two places.
"""

from __future__ import annotations

from pathlib import Path

from bot.domain.frozen import frozen
from storage.files import write_private
from storage.statements import MovedAway, MoveUnfinished, StorageUnavailable

BEGUN, DONE = "begun", "done"


@frozen
class Move:
    """`to` names the new database, without a password."""

    to: str
    is_done: bool = False


class MoveMark:
    """Of the database at `database`."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(f"{database.name}.moved")

    def read(self) -> Move | None:
        """None if there is no mark. Raises StorageUnavailable."""
        try:
            state, to = self._path.read_text("utf-8").split()
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise StorageUnavailable(type(error).__name__, self._path.name) from None
        return Move(to, state == DONE)

    def write(self, move: Move) -> None:
        """It is on disk when this returns. Raises StorageUnavailable."""
        try:
            write_private(self._path, f"{DONE if move.is_done else BEGUN} {move.to}\n".encode())
        except OSError as error:
            raise StorageUnavailable(type(error).__name__, self._path.name) from None

    def remove(self) -> None:
        self._path.unlink(missing_ok=True)

    def refuse(self, *, but_to: str = "") -> None:
        """Raises MovedAway or MoveUnfinished, unless the move to `but_to` is what goes on."""
        move = self.read()
        if move and move.is_done:
            raise MovedAway(move.to)
        if move and move.to != but_to:
            raise MoveUnfinished(move.to)

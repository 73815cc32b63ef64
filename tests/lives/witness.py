"""What did the files say at each instant? Whoever looks only at the end sees no order.

`look` is called after every write of the bot's; it reads what has changed, with connections of its own.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

from tests.lives.books import Books


class Witness:
    """Moments are the world's milliseconds; people go by the name that they have in the database."""

    def __init__(self, folder: Path, now: Callable[[], int]) -> None:
        self._books, self._keys = Books(folder / "momu.db"), Books(folder / "keys.db")
        self._now = now
        self._opened: dict[bytes, bytes] = {}
        """The key of everybody with a row, as it is stored."""
        self._versions: list[object] = []
        self.outlived: list[tuple[int, bytes]] = []
        """When somebody's row was gone, and their key stood."""
        self.arrived: dict[bytes, int] = {}
        """When a key or a row of somebody was first there."""
        self.statuses: dict[str, list[tuple[int, str]]] = defaultdict(list)
        """Of each application since when; "gone" once it is not there."""
        self.spans: set[tuple[tuple[str, str], int]] = set()
        """From the last change to the end, in milliseconds: of applications by status and outcome, and of drafts."""

    def look(self) -> None:
        versions = [books.version() for books in (self._books, self._keys)]
        if versions == self._versions:
            return
        self._versions = versions
        with self._books.at_one_moment():
            self._note()

    def _note(self) -> None:
        here = {person for (person,) in self._books.read("SELECT person FROM persons")}
        keys = {subject: key for subject, key in self._keys.read("SELECT subject, wrapped FROM keys") if any(key)}
        self._compare(here, keys)
        self._note_leads()
        self.spans |= {
            (("draft", ""), end - at) for at, end in self._books.read("SELECT changed_at, destroy_at FROM drafts")
        }

    def close(self) -> None:
        self._books.close()
        self._keys.close()

    def _compare(self, here: set[bytes], keys: dict[bytes, bytes]) -> None:
        now = self._now()
        for person in here:
            self.arrived.setdefault(person, now)
        for person in [one for one in self._opened if one not in here]:
            if keys.get(person) == self._opened.pop(person):
                self.outlived.append((now, person))
        self._opened |= {person: keys[person] for person in here if person in keys}

    def _note_leads(self) -> None:
        rows = self._books.read("SELECT reference, status, outcome, changed_at, destroy_at FROM leads")
        now, stored = self._now(), {reference: status for reference, status, *_ in rows}
        self.spans |= {((status, outcome or ""), end - changed) for _, status, outcome, changed, end in rows}
        for reference in {*self.statuses, *stored}:
            status, known = stored.get(reference, "gone"), self.statuses[reference]
            if not known or known[-1][1] != status:
                known.append((now, status))

"""The queue of updates for the bot (docs/facts/telegram.md 1.6, 1.7)."""

from __future__ import annotations

from bisect import insort
from collections import deque
from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import Any

MESSAGE_LIFETIME_MS = 86_400_000
PRESS_LIFETIME_MS = 150_000
BY_DEFAULT_EXCLUDED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
NEVER = 1 << 62


@dataclass(slots=True, eq=False)
class Update:
    """One update for the bot. Updates of one `lane` are delivered in order. `owed` deliveries follow even after a
    confirmation: that is how redelivery is forced."""

    id: int
    kind: str
    content: dict[str, Any]
    lane: int
    expires_ms: int
    owed: int = 0
    seen: bool = False

    def to_json(self) -> dict[str, Any]:
        return {"update_id": self.id, self.kind: self.content}

    def mark_delivered(self) -> None:
        self.seen = True
        self.owed = max(self.owed - 1, 0)

    def __lt__(self, other: Update) -> bool:
        return self.id < other.id


class UpdateQueue:
    """Ids grow by one from a random start. Confirmed and expired updates are removed."""

    def __init__(self, chance: Random) -> None:
        self.next_id = chance.randrange(100_000_000, 900_000_000)
        self.pending: deque[Update] = deque()
        self.recent: deque[Update] = deque(maxlen=1000)  # for redelivery
        self.allowed: frozenset[str] | None = None
        self.copies = 1
        self._shuffle: Random | None = None
        self._next_expiry = NEVER

    def put(self, kind: str, content: dict[str, Any], lane: int, expires_ms: int) -> Update | None:
        """Queues an update; None if the bot did not ask for this kind."""
        if kind in BY_DEFAULT_EXCLUDED if self.allowed is None else kind not in self.allowed:
            return None
        update = Update(self.next_id, kind, content, lane, expires_ms, self.copies if self.copies > 1 else 0)
        self.next_id += 1
        self._next_expiry = min(self._next_expiry, expires_ms)
        self.pending.append(update)
        self.recent.append(update)
        self._shuffle_last()
        return update

    def put_again(self, update: Update) -> None:
        """Queues the same update with the same id once more, whether confirmed or not."""
        update.owed = max(update.owed, 0) + 1
        if update not in self.pending:
            insort(self.pending, update)
            self._next_expiry = min(self._next_expiry, update.expires_ms)

    def repeat_each(self, times: int) -> None:
        """From now on every update is delivered `times` times in all. Raises ValueError below 2."""
        if times < 2:
            raise ValueError("delivered once is no duplicate: ask for 2 or more")
        self.copies = times

    def shuffle(self, chance: Random) -> None:
        """From now on updates may overtake those of other lanes; a lane keeps its order, as Telegram promises."""
        self._shuffle = chance

    def confirm(self, offset: int) -> None:
        """Removes all updates below the offset; -n keeps only the last n."""
        if offset < 0:
            offset = self.pending[offset].id if -offset <= len(self.pending) else 0
        kept = []
        while self.pending and self.pending[0].id < offset:
            update = self.pending.popleft()
            if update.owed:
                kept.append(update)
        self.pending.extendleft(reversed(kept))

    def take(self, limit: int, now_ms: int) -> list[Update]:
        """The oldest updates, at most `limit`; they stay in the queue until confirmed."""
        self.forget_expired(now_ms)
        batch = list(islice(self.pending, limit))
        for update in batch:
            update.mark_delivered()
        return batch

    def remove(self, update: Update) -> None:
        """Removes an update that the webhook accepted, unless more deliveries of it are owed."""
        update.mark_delivered()
        if not update.owed:
            self.pending.remove(update)

    def drop_all(self) -> None:
        self.pending.clear()

    def forget_expired(self, now_ms: int) -> None:
        """Removes expired updates: after 24 hours for messages, 150 s for presses (docs/facts/telegram.md 1.6)."""
        if now_ms >= self._next_expiry:
            self.pending = deque(update for update in self.pending if update.expires_ms > now_ms)
            self._next_expiry = min((update.expires_ms for update in self.pending), default=NEVER)

    def _shuffle_last(self) -> None:
        """Lets the newest update overtake a few earlier ones of other lanes that have not been delivered yet."""
        place = len(self.pending) - 1
        steps = self._shuffle.randrange(0, 8) if self._shuffle else 0
        while steps and place:
            earlier, newest = self.pending[place - 1], self.pending[place]
            if earlier.lane == newest.lane or earlier.seen:
                return
            earlier.id, newest.id = newest.id, earlier.id
            self.pending[place - 1], self.pending[place] = newest, earlier
            place, steps = place - 1, steps - 1

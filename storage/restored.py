"""Column `persons.restored_at`: people who came back from a backup without the newest file of erasures.

Some of them may have been erased after the backup was made. Until the operator confirms that nobody was, their data is
shown to nobody and used for nothing that goes out by itself.
"""

from __future__ import annotations

from bot.domain.facts import Fact
from bot.domain.ledger import Event
from bot.domain.time import EPOCH, Moment
from storage import ledger, outbox
from storage.engine import Engine
from storage.leads import IN_WORK
from storage.outbox import STAFF, Urgency
from storage.statements import Statement


def doubt_everybody(now: Moment) -> list[Statement]:
    """Withhold the contacts of everybody who is stored, on cards that show them too."""
    unknown = Statement("UPDATE cards SET shown = ''")  # staff and erasures have changed them since the backup
    return [Statement("UPDATE persons SET restored_at = $1", (now,)), *_withhold(), unknown, _draw_cards(now)]


def confirm(now: Moment) -> list[Statement]:
    """Nobody who is stored was erased after the backup: show contacts again."""
    return [
        Statement("UPDATE persons SET restored_at = $1 WHERE restored_at > $1", (EPOCH,)),
        _draw_cards(now),
        *ledger.append(Event.RESTORE_CONFIRMED, "", {}, now),
    ]


async def count_doubted(engine: Engine) -> int:
    number: int = (await engine.read("SELECT count(*) FROM persons WHERE restored_at > $1", EPOCH))[0][0]
    return number


def _withhold() -> list[Statement]:
    """What waited to go out when the backup was made. The policy is asked about once all is confirmed."""
    asked = "UPDATE persons SET policy_asked = '' WHERE person IN (SELECT subject FROM outbox WHERE kind = $1)"
    everybody = Statement("SELECT person FROM persons")
    cancelled = [outbox.cancel_each(one, everybody) for one in (Fact.POLICY, Fact.REMINDER)]
    return [Statement(asked, (Fact.POLICY,)), *cancelled]


def _draw_cards(now: Moment) -> Statement:
    shown = Statement(f"SELECT id AS subject FROM leads WHERE {IN_WORK}")
    return outbox.tell_each(STAFF, Fact.CARD, shown, now, Urgency.MANY)

"""Mistakes in what people, the law and a lost machine ask for: corrections, disputes, breaches, a backup."""

from __future__ import annotations

from bot.domain.facts import Fact
from bot.domain.time import Moment
from storage import breaches, corrections, outbox, persons, restored
from storage.engine import Engine
from storage.outbox import Urgency
from storage.statements import Statement
from tests.lives.planted import Patch, mistake


@mistake("A correction is written, and the card keeps what was there before.")
def correction_not_on_the_card(patch: Patch) -> None:
    real = corrections.correct
    patch.setattr(
        corrections,
        "correct",
        lambda *given, **more: [one for one in real(*given, **more) if Fact.CARD not in one.params],
    )


@mistake("The ledger does not speak of a correction.")
def correction_not_in_the_ledger(patch: Patch) -> None:
    real = corrections.correct
    patch.setattr(
        corrections,
        "correct",
        lambda *given, **more: [one for one in real(*given, **more) if "ledger" not in one.sql],
    )


@mistake("A dispute is registered, and the data is used all the same.")
def dispute_not_heeded(patch: Patch) -> None:
    patch.setattr(persons, "block", lambda person, since: Statement("SELECT 1"))


@mistake("Of two breaches that are told of at once people hear the newer one alone.")
def breach_of_the_newest_alone(patch: Patch) -> None:
    def tell(breach: bytes, person: bytes, now: Moment) -> Statement:
        return outbox.tell(person.hex(), Fact.BREACH, bytes(breaches.ID_BYTES) + person, now, Urgency.USUAL)

    async def load(engine: Engine, breach: bytes) -> breaches.Window | None:
        rows = await engine.read("SELECT start_at, end_at FROM breaches ORDER BY listed_at DESC LIMIT 1")
        return breaches.Window(*rows[0]) if rows else None

    patch.setattr(breaches, "tell", tell)
    patch.setattr(breaches, "load", load)


@mistake("After a restore without the newest erasures everybody is used at once.")
def nobody_in_doubt(patch: Patch) -> None:
    patch.setattr(restored, "doubt_everybody", lambda now: [])

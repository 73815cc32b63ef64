"""Mistakes in how data goes."""

from __future__ import annotations

from collections import Counter
from typing import Any

from bot.domain.erasure import Answer, Result, Step
from bot.intake.personal_messages import PersonalMessages
from bot.jobs import finish_erasures, sweeps
from bot.outbox import take_back
from bot.outbox.earlier_cards import EarlierCards
from bot.outbox.erasure import DeliverErased
from storage import cards, erasure_messages, erasures, messages, persons, strays
from storage.outbox import OutboxRow
from storage.statements import Statement
from storage.store import Store
from storage.tombstone_file import TombstoneFile
from storage.tombstones import Tombstone
from tests.lives.planted import Patch, mistake


async def _leave_tombstones(store: Store, wished: Any, clock: Any) -> bool:
    people = [one.person for one in wished if one.person]
    marks = await persons.marks(store.engine, *people)
    await store.tombstones.add(*(Tombstone(clock(), mark) for mark in marks.values()))
    return True


@mistake("The rows go first, and then the key.")
def key_destroyed_after_rows(patch: Patch) -> None:
    real = finish_erasures._destroy_rows

    async def rows(store: Store, wished: Any, now: Any) -> Counter[str]:
        done = await real(store, wished, now)
        await store.vault.destroy(*(one.person for one in wished if one.person))
        return done

    patch.setattr(finish_erasures, "_destroy_keys", _leave_tombstones)
    patch.setattr(finish_erasures, "_destroy_rows", rows)


@mistake("The key stays.")
def key_kept(patch: Patch) -> None:
    patch.setattr(finish_erasures, "_destroy_keys", _leave_tombstones)


@mistake("No tombstone is written.")
def tombstone_not_written(patch: Patch) -> None:
    async def add(*_: object) -> None: ...

    patch.setattr(TombstoneFile, "add", add)


def _forget(patch: Patch, table: str) -> None:
    real = erasures._delete_rows
    patch.setattr(erasures, "_delete_rows", lambda person: [one for one in real(person) if f" {table} " not in one.sql])


@mistake("An erasure forgets the consents.")
def erasure_forgets_consents(patch: Patch) -> None:
    _forget(patch, "consents")


@mistake("An erasure forgets what colleagues did.")
def erasure_forgets_history(patch: Patch) -> None:
    _forget(patch, "lead_history")


@mistake("An erasure forgets where cards stand.")
def cards_not_kept(patch: Patch) -> None:
    nothing = "UPDATE erasures SET stage = stage WHERE id = $1"
    patch.setattr(erasure_messages, "keep_cards", lambda erasure, person: Statement(nothing, (erasure,)))


@mistake("The receipt is given before the messages are gone.")
def receipt_before_messages_are_gone(patch: Patch) -> None:
    real = DeliverErased.__call__

    async def deliver(self: DeliverErased, row: OutboxRow) -> None:
        erasure = await erasures.load(self.store.engine, self.store.vault, row.subject)
        if erasure:
            await self._give_receipt(row, erasure)
        await real(self, row)

    patch.setattr(DeliverErased, "__call__", deliver)


@mistake("What Telegram says once of a message, that there is none, is believed.")
def absence_believed(patch: Patch) -> None:
    patch.setattr(take_back, "ways", lambda first, can: () if first is Step.GIVE_UP else (first,))

    def conclude(deleted: Answer | None, rewritten: Answer | None) -> Result:
        known = {Answer.DONE: Result.DELETED, Answer.ABSENT: Result.GONE, Answer.REFUSED: Result.UNREACHABLE}
        return known[deleted or rewritten or Answer.REFUSED]

    patch.setattr(take_back, "conclude", conclude)


@mistake("A message is filled without asking whether it is still wanted.")
def fill_not_asked_for(patch: Patch) -> None:
    async def wanted(*_: object) -> bool:
        return True

    patch.setattr(PersonalMessages, "_is_wanted", wanted)


@mistake("Reviews of before keep their data.")
def reviews_keep_their_data(patch: Patch) -> None:
    patch.setattr(messages, "retire", lambda person: Statement("SELECT 1"))


@mistake("An earlier card keeps its contacts when a newer one takes its place.")
def earlier_cards_not_emptied(patch: Patch) -> None:
    async def empty(*_: object) -> set[Result]:
        return set()

    patch.setattr(EarlierCards, "empty", empty)


@mistake("The number of a card that Telegram says is not there is forgotten.")
def card_dropped_on_a_strange_400(patch: Patch) -> None:
    patch.setattr(cards, "replace", lambda lead: [Statement("DELETE FROM cards WHERE lead = $1", (lead,))])


@mistake("A card that came too late for its place stays where it is.")
def stray_cards_stay(patch: Patch) -> None:
    patch.setattr(strays, "tell", lambda *_: Statement("SELECT 1"))


def _skip(patch: Patch, job: str) -> None:
    async def do_nothing(*_: object) -> Counter[str]:
        return Counter()

    patch.setattr(sweeps, job, do_nothing)


@mistake("Nothing is destroyed when its time is over.")
def nothing_is_purged(patch: Patch) -> None:
    _skip(patch, "purge_expired")


@mistake("Answers to /my_data stand for ever.")
def shown_data_stays(patch: Patch) -> None:
    _skip(patch, "take_back_shown")

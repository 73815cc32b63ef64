"""Mistakes in what is written, and when."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from bot.dialogue.taken import Taken
from bot.domain.ledger import Event as LedgerEvent
from bot.domain.retention import DRAFT, Retention
from bot.intake.receive import Receiver
from bot.intake.unit_of_work import UnitOfWork
from handlers.person import send
from storage import daily_counts, drafts, leads, ledger, persons, reminders, seen_updates, sqlite_commit, visitors
from storage.statements import Conflict, Statement
from storage.store import Store
from storage.vault import KEY_VERSION, Seal
from tests.lives.planted import Patch, mistake

DAY = 86_400_000  # milliseconds
NOTHING = "SELECT 1"


@mistake("An update counts as taken as soon as it has come in.")
def acknowledge_before_commit(patch: Patch) -> None:
    async def take(self: Receiver, events: Sequence[Any], *_: float) -> list[Taken]:
        for event in events:
            self._undecided.get(event.number) or self._begin(event)
        return [Taken.COMMITTED] * len(events)

    patch.setattr(Receiver, "take", take)


@mistake("A reply goes out at once, and what it says is written a little later.")
def reply_before_commit(patch: Patch) -> None:
    real = UnitOfWork._commit
    writing = set()

    async def write(self: UnitOfWork, *what: Any) -> None:
        await asyncio.sleep(0.3)
        with suppress(Conflict):
            await real(self, *what)

    async def commit(self: UnitOfWork, *what: Any) -> None:
        task = asyncio.create_task(write(self, *what))
        writing.add(task)
        task.add_done_callback(writing.discard)

    patch.setattr(UnitOfWork, "_commit", commit)


@mistake("An update that comes again after a restart has its effect again.")
def seen_updates_not_asked(patch: Patch) -> None:
    real = visitors.load

    async def load(*what: Any) -> visitors.Visit:
        return replace(await real(*what), is_repeated=False)

    insert = "INSERT INTO seen_updates (update_id, seen_at) VALUES ($1, $2) ON CONFLICT DO NOTHING"
    patch.setattr(visitors, "load", load)
    patch.setattr(seen_updates, "add", lambda number, now: Statement(insert, (number, now)))


@mistake("Which updates had an effect is not written down.")
def no_seen_updates(patch: Patch) -> None:
    patch.setattr(seen_updates, "add", lambda number, now: Statement(NOTHING))


@mistake("No change looks whether what it was decided on is still true.")
def no_expectations(patch: Patch) -> None:
    real = sqlite_commit._run
    patch.setattr(sqlite_commit, "_run", lambda connection, one: real(connection, replace(one, touches=None)))


@mistake("A change of a draft does not look whether the draft is still what it was.")
def no_expectation_on_the_draft(patch: Patch) -> None:
    for name in ("advance", "remove", "unchanged"):
        real = getattr(drafts, name)
        patch.setattr(drafts, name, lambda *given, real=real: replace(real(*given), touches=None))
    note = reminders.note_activity_in
    patch.setattr(reminders, "note_activity_in", lambda *given: [replace(one, touches=None) for one in note(*given)])


@mistake("A colleague's press does not look whether another was faster.")
def no_expectation_on_the_lead(patch: Patch) -> None:
    real = leads.move
    patch.setattr(leads, "move", lambda *given: replace(real(*given), touches=None))


@mistake("A conflict is an error instead of another decision.")
def conflict_not_decided_again(patch: Patch) -> None:
    patch.setattr("bot.intake.unit_of_work.MAX_ATTEMPTS", 1)


@mistake("The draft stays when it is sent, and its lead has a number of its own: a second tap sends it again.")
def lead_twice(patch: Patch) -> None:
    real = send._lead
    patch.setattr(send, "_lead", lambda turn, draft: replace(real(turn, draft), id=turn.entropy(8)))
    stay = "UPDATE drafts SET revision = revision WHERE person = $1"
    patch.setattr(drafts, "remove", lambda person, draft: Statement(stay, (person,)))


@mistake("A sent lead is not written when its draft goes.")
def lead_not_written(patch: Patch) -> None:
    patch.setattr(leads, "insert", lambda *_: Statement(NOTHING))


@mistake("The language that somebody chooses is not kept.")
def language_lost(patch: Patch) -> None:
    speak = "UPDATE persons SET language = language WHERE person = $1 AND erasing = 0"
    patch.setattr(persons, "set_language", lambda person, language: Statement(speak, (person,), touches=1))


@mistake("An application that was closed is kept a day longer than promised.")
def closed_kept_a_day_longer(patch: Patch) -> None:
    real = Retention.end_of_lead
    patch.setattr(
        Retention,
        "end_of_lead",
        lambda self, status, *rest: real(self, status, *rest) + DAY * (status == "closed"),
    )


@mistake("An unfinished application ends a day too early.")
def draft_ends_a_day_early(patch: Patch) -> None:
    real = Retention.end_of_draft
    patch.setattr(Retention, "end_of_draft", lambda self, at: real(self, at) - min(DAY, self.span(DRAFT) // 2))


@mistake("The ledger does not speak of what was destroyed.")
def ledger_row_skipped(patch: Patch) -> None:
    real = ledger.append
    skipped = LedgerEvent.DATA_DESTROYED
    patch.setattr(ledger, "append", lambda event, *rest: [] if event is skipped else real(event, *rest))


@mistake("A row of the ledger forgets the hash of the one before it.")
def ledger_not_chained(patch: Patch) -> None:
    real = ledger.append

    def append(*given: Any) -> list[Statement]:
        row, head = real(*given)
        return [replace(row, sql=row.sql.replace("$4, hash, ledger_hash", "$4, '', ledger_hash")), head]

    patch.setattr(ledger, "append", append)


@mistake("Somebody who goes back and answers again is counted once more.")
def daily_counts_of_one_person(patch: Patch) -> None:
    real = daily_counts.reach
    patch.setattr(daily_counts, "reach", lambda *given: real(*given)[:1])


@mistake("What is stored about somebody can be read by whoever has the file.")
def plain_at_rest(patch: Patch) -> None:
    patch.setattr(Seal, "close", lambda self, table, field, text: KEY_VERSION + text.encode())
    patch.setattr(Seal, "open", lambda self, table, field, sealed: sealed[1:].decode())


@mistake("A key whose rows were not stored stays.")
def orphan_keys_stay(patch: Patch) -> None:
    async def orphans(*_: object) -> dict[bytes, int]:
        return {}

    patch.setattr(Store, "orphans", orphans)


@mistake("A button of an earlier state of the form acts on what is true now.")
def old_revision_acts(patch: Patch) -> None:
    from handlers.conditions import is_current

    patch.setattr(is_current, "__code__", (lambda event, turn: turn.visitor.draft is not None).__code__)

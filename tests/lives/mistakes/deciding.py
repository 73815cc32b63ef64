"""Mistakes that show only when two decisions are made at the same time, as in two replicas."""

from __future__ import annotations

from dataclasses import replace

from bot.intake import bookkeeping
from storage import consents, drafts, persons
from tests.lives.planted import Patch, mistake


@mistake("A consent does not look whether the person has just given one.")
def no_expectation_on_the_consent(patch: Patch) -> None:
    real = consents.none_since
    patch.setattr(consents, "none_since", lambda *given: replace(real(*given), touches=None))


@mistake("A new draft takes the place of whatever draft there is.")
def draft_replaces_any(patch: Patch) -> None:
    real = drafts.put

    def put(*given: object) -> object:
        statement = real(*given)  # type: ignore[arg-type]
        return replace(statement, sql=statement.sql.partition(" WHERE (drafts.")[0])

    patch.setattr(drafts, "put", put)


@mistake("A decision does not look whether the person is still as they were.")
def no_expectation_on_the_person(patch: Patch) -> None:
    patch.setattr(bookkeeping, "_is_expected", lambda event, turn: False)


@mistake("Whoever comes back at the last moment is erased all the same.")
def last_moment_not_asked(patch: Patch) -> None:
    real = persons.still_due
    patch.setattr(persons, "still_due", lambda *given: replace(real(*given), touches=None))

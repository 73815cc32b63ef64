"""Finds the persons that a request by e-mail or letter is about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from bot.domain.address import Address
from bot.domain.fields import FIELDS, Field
from bot.domain.frozen import frozen
from bot.domain.reference import read_reference
from bot.domain.validation import Accepted
from bot.refusal import Refusal
from storage import drafts, leads, persons
from storage.store import Store

SOUGHT = {one.name: one for one in FIELDS if one.sought}
"""The fields by whose answer people are found."""


def option_of(name: str) -> str:
    """The option by which the commands find people: by an answer, or by what else a name stands for."""
    return f"--{name.replace('_', '-')}"


OPTIONS = ", ".join(map(option_of, ("telegram_id", *SOUGHT)))


class NotFound(Refusal):
    """Nothing is stored about anybody who fits the query."""

    line = "nobody like that is stored"


class BadQuery(Refusal):
    """The query has not exactly one field, or its field is not valid."""

    line = f"give exactly one of {OPTIONS} and --lead, as the person would write it"


@frozen
class Query:
    """Exactly one thing is given. `answers` are by the name of their field."""

    address: Address | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    lead: str | None = None


async def find_persons(store: Store, query: Query) -> list[bytes]:
    """Pseudonyms. Raises NotFound and BadQuery.

    Phones and e-mails are stored sealed, so the answers of every person are opened and compared: about 6 s for a
    million persons.
    """
    match query.address, [*query.answers.items()], query.lead:
        case Address() as address, [], None:
            found = await _by_address(store, address)
        case None, [(name, typed)], None:
            found = await _by_answer(store, name, _accepted(SOUGHT[name], typed))
        case None, [], str(reference):
            found = await leads.persons_of(store.engine, read_reference(reference) or "")
        case _:
            raise BadQuery
    if not found:
        raise NotFound
    return found


async def _by_address(store: Store, address: Address) -> list[bytes]:
    visitor = await store.visitor(address)
    return [visitor.pseudonym] if visitor.person else []


async def _by_answer(store: Store, name: str, value: str) -> list[bytes]:
    wanted = value.casefold()
    everybody = await persons.all_pseudonyms(store.engine)
    return [person for person in everybody if wanted in await _answers(store, person, name)]


async def _answers(store: Store, person: bytes, name: str) -> set[str]:
    seal = await store.vault.seal_of(person)
    if seal is None:
        return set()
    draft = await drafts.load(store.engine, person, seal)
    given = [lead.details for lead in await leads.of_person(store.engine, person, seal)]
    return {answers[name].casefold() for answers in [*given, draft.answers if draft else {}] if name in answers}


def _accepted(sought: Field, typed: str) -> str:
    outcome = (sought.doubting.insist if sought.doubting else sought.validate)(typed)
    if not isinstance(outcome, Accepted):
        raise BadQuery(f"{option_of(sought.name)}: must be {sought.sought}")
    return outcome.value

"""Finds the persons that a request by e-mail or letter is about."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.address import Address
from bot.domain.emails import validate_email
from bot.domain.phones import validate_phone
from bot.domain.validation import Accepted
from bot.refusal import Refusal
from storage import drafts, leads, persons
from storage.store import Store

NO_PHONE = "--phone: must be a mobile phone as the person would write it, like +7 701 123 45 67"
NO_EMAIL = "--email: must be an e-mail address as the person would write it"


class NotFound(Refusal):
    """Nothing is stored about anybody who fits the query."""

    line = "nobody like that is stored"


class BadQuery(Refusal):
    """The query has not exactly one field, or its field is not valid."""

    line = "give exactly one of --telegram-id, --phone, --email and --lead, as the person would write it"


@dataclass(frozen=True, slots=True)
class Query:
    """Exactly one field is given."""

    address: Address | None = None
    phone: str | None = None
    email: str | None = None
    lead: str | None = None


async def find_persons(store: Store, query: Query) -> list[bytes]:
    """Pseudonyms. Raises NotFound and BadQuery.

    Phones and e-mails are stored sealed, so the answers of every person are opened and compared: about 6 s for a
    million persons.
    """
    match query:
        case Query(address=Address() as address, phone=None, email=None, lead=None):
            found = await _by_address(store, address)
        case Query(address=None, phone=str(phone), email=None, lead=None):
            found = await _by_answer(store, "phone", _accepted(validate_phone(phone), NO_PHONE))
        case Query(address=None, phone=None, email=str(email), lead=None):
            found = await _by_answer(store, "email", _accepted(validate_email(email, insist=True), NO_EMAIL))
        case Query(address=None, phone=None, email=None, lead=str(reference)):
            found = await leads.persons_of(store.engine, reference.strip().upper())
        case _:
            raise BadQuery
    if not found:
        raise NotFound
    return found


async def _by_address(store: Store, address: Address) -> list[bytes]:
    visitor = await store.visitor(address)
    return [visitor.pseudonym] if visitor.person else []


async def _by_answer(store: Store, field: str, value: str) -> list[bytes]:
    wanted = value.casefold()
    everybody = await persons.all_pseudonyms(store.engine)
    return [person for person in everybody if wanted in await _answers(store, person, field)]


async def _answers(store: Store, person: bytes, field: str) -> set[str]:
    seal = await store.vault.seal_of(person)
    if seal is None:
        return set()
    draft = await drafts.load(store.engine, person, seal)
    given = [lead.details for lead in await leads.of_person(store.engine, person, seal)]
    return {answers[field].casefold() for answers in [*given, draft.answers if draft else {}] if field in answers}


def _accepted(outcome: object, otherwise: str) -> str:
    if not isinstance(outcome, Accepted):
        raise BadQuery(otherwise)
    return outcome.value

"""Corrects an answer for somebody who asks by e-mail, by the rules of the form.

Law 94-V art. 24 and 25(2)(8): within one working day, if the person proves it with documents.
"""

from __future__ import annotations

from bot.domain.facts import Fact
from bot.domain.fields import FIELDS, find_field
from bot.domain.frozen import frozen
from bot.domain.lead import Lead, corrected_fields
from bot.domain.reference import read_reference
from bot.domain.row_id import make_row_id
from bot.domain.time import EPOCH, Moment
from bot.domain.validation import Accepted, Rejected
from bot.i18n import Text, strip_markup
from bot.machine import Clock, Entropy
from bot.operator.find import Query
from bot.operator.known_person import KnownPerson, open_persons
from bot.refusal import Refusal
from storage import corrections, leads, messages, outbox
from storage.statements import Statement
from storage.store import Store
from storage.vault import Vault


class CorrectionRefused(Refusal):
    """The text says why, in one line that never repeats the value. Nothing was changed."""


@frozen
class Change:
    """The new value of one field, as typed by the operator. `lead` is a reference; without it, every application."""

    field: str
    value: str
    lead: str | None = None


async def correct_person(
    store: Store, query: Query, change: Change, text: Text, clock: Clock, entropy: Entropy
) -> list[str]:
    """The references of the applications that changed. Raises CorrectionRefused and what `open_persons` raises."""
    value = _accepted(change, text)
    corrected = []
    for one in await open_persons(store, query, to_change=True):
        known = await leads.of_person(store.engine, one.pseudonym, one.seal)
        for lead in known:
            if _is_meant(lead, change) and lead.details.get(change.field) != value:
                await store.commit(_correct(store.vault, one, lead, {change.field: value}, clock(), entropy))
                corrected.append(lead.reference)
    if not corrected:
        raise CorrectionRefused("no application that was sent has another value; nothing was changed")
    return corrected


def _is_meant(lead: Lead, change: Change) -> bool:
    return change.lead is None or lead.reference == read_reference(change.lead)


def _correct(
    vault: Vault, one: KnownPerson, lead: Lead, values: dict[str, str], now: Moment, entropy: Entropy
) -> list[Statement]:
    details = {**lead.details, **values}
    if not corrected_fields(lead.details, details):
        raise LookupError("nothing would change")
    step, subject = make_row_id(16, now, entropy), one.person.ledger_subject
    return [
        *corrections.correct(step, vault, one.seal, lead, details, subject, now, closed_too=True),
        # What /my_data said is replaced; what the person once typed is theirs.
        *messages.take_back_replaced(one.pseudonym, (), now, EPOCH),
        outbox.tell(one.pseudonym.hex(), Fact.SHOWN, one.pseudonym, now),
    ]


def _accepted(change: Change, text: Text) -> str:
    field = find_field(change.field)
    if field is None:
        raise CorrectionRefused(f"--field: must be one of {', '.join(one.name for one in FIELDS)}")
    outcome = (field.doubting.insist if field.doubting else field.validate)(change.value)
    if isinstance(outcome, Accepted):
        return outcome.value
    reason = strip_markup(text(f"reason.{outcome.reason.value}")) if isinstance(outcome, Rejected) else "not accepted"
    raise CorrectionRefused(f"--value: {reason}")

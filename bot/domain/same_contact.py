"""The same phone or e-mail in applications from different accounts. Staff are told; nothing is merged."""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.fields import FIELDS
from bot.domain.frozen import frozen


@frozen
class SameContact:
    """An application of another person, and the names of the fields with the same answer."""

    reference: str
    fields: tuple[str, ...]


def contacts_of(details: Mapping[str, str]) -> dict[str, str]:
    """The answers that tell people apart, by field, as they are compared."""
    return {field.name: details[field.name].casefold() for field in FIELDS if field.compared and field.name in details}


def shared_fields(one: Mapping[str, str], other: Mapping[str, str]) -> tuple[str, ...]:
    """The names of the fields in which both details have the same contact."""
    of_other = contacts_of(other)
    return tuple(name for name, value in contacts_of(one).items() if of_other.get(name) == value)

"""Tables `access_log` and `disclosure_specialists`: who saw the contacts of which application when (law 94-V art. 22).

A colleague stands there as a number. Their name is stored with the applications they worked on, under the applicants'
keys, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.domain.frozen import frozen
from bot.domain.time import Moment
from storage.engine import Engine
from storage.statements import Statement

COMMAND_LINE = 0
"""The number that the log gives to the operator at the command line."""


@frozen
class Access:
    """Somebody saw the contacts of an application. `how` is the press or the command that showed them."""

    specialist: int
    reference: str
    how: str
    at: Moment


@frozen
class Specialist:
    """A colleague who has worked on applications, between `first_at` and `last_at`."""

    number: int
    pseudonym: bytes
    first_at: Moment
    last_at: Moment


def meet(colleague: bytes, now: Moment) -> Statement:
    """Give a colleague, known by their pseudonym, the next number, or note that they are still there."""
    return Statement(
        "INSERT INTO disclosure_specialists (number, pseudonym, first_at, last_at) "
        "SELECT COALESCE(max(number), 0) + 1, $1, $2, $2 FROM disclosure_specialists WHERE true "
        "ON CONFLICT (pseudonym) DO UPDATE SET last_at = $2",
        (colleague, now),
    )


def note(lead: bytes, colleague: bytes, how: str, now: Moment) -> list[Statement]:
    """Record that a colleague made the card show the contacts of this lead."""
    return [
        meet(colleague, now),
        Statement(
            "INSERT INTO access_log (lead, reference, specialist, how, at) "
            "SELECT leads.id, reference, number, $3, $4 FROM leads, disclosure_specialists "
            "WHERE leads.id = $1 AND pseudonym = $2",
            (lead, colleague, how, now),
        ),
    ]


def note_command(person: bytes, how: str, now: Moment) -> Statement:
    """Record that everything about a person was shown at the command line."""
    return Statement(
        "INSERT INTO access_log (lead, reference, specialist, how, at) "
        "SELECT id, reference, $2, $3, $4 FROM leads WHERE person = $1",
        (person, COMMAND_LINE, how, now),
    )


async def between(engine: Engine, start: Moment, end: Moment) -> list[Access]:
    """What was seen from `start` until before `end`, in order."""
    rows = await engine.read(
        "SELECT specialist, reference, how, at FROM access_log WHERE at >= $1 AND at < $2 ORDER BY at, reference",
        start,
        end,
    )
    return [Access(*row) for row in rows]


async def of_person(engine: Engine, person: bytes) -> list[Access]:
    """Who saw the contacts of a person, in order."""
    rows = await engine.read(
        "SELECT specialist, reference, how, at FROM access_log WHERE lead IN (SELECT id FROM leads WHERE person = $1) "
        "ORDER BY at, reference",
        person,
    )
    return [Access(*row) for row in rows]


async def specialists(engine: Engine) -> list[Specialist]:
    rows = await engine.read("SELECT number, pseudonym, first_at, last_at FROM disclosure_specialists ORDER BY number")
    return [Specialist(*row) for row in rows]


async def numbers(engine: Engine) -> Mapping[bytes, int]:
    """The number of each colleague, by their pseudonym."""
    return dict(await engine.read("SELECT pseudonym, number FROM disclosure_specialists"))


async def count_older(engine: Engine, before: Moment) -> int:
    """How many records are older: of what was seen, of who works here, and of breaches."""
    sql = (
        "SELECT (SELECT count(*) FROM access_log WHERE at < $1)"
        " + (SELECT count(*) FROM disclosure_specialists WHERE last_at < $1)"
        " + (SELECT count(*) FROM breaches WHERE listed_at < $1)"
    )
    number: int = (await engine.read(sql, before))[0][0]
    return number


def drop_older(before: Moment) -> list[Statement]:
    """Delete them."""
    return [
        Statement("DELETE FROM access_log WHERE at < $1", (before,)),
        Statement("DELETE FROM disclosure_specialists WHERE last_at < $1", (before,)),
    ]

"""Table `erasure_messages`: the messages that an erasure has to take back, and what became of each."""

from __future__ import annotations

from bot.domain.erasure import PERSONS_OWN, Kind, Place, Result, Trace, kind_from
from bot.domain.time import Moment
from storage import contact_messages
from storage.cards import SHOWING_LEADS
from storage.engine import Engine
from storage.statements import Statement

CARD = "erasure, place, chat_id, message_id, kind, sent_at, reference, unanswered, late_until"


async def count_stuck(engine: Engine, erasure: bytes) -> int:
    """How many of the bot's own messages in the private chat could not be taken back."""
    rows = await engine.read(
        "SELECT count(*) FROM erasure_messages "
        "WHERE erasure = $1 AND place = $2 AND outcome = $3 AND kind NOT IN ($4, $5)",
        erasure,
        Place.PRIVATE,
        Result.UNREACHABLE,
        *PERSONS_OWN,
    )
    number: int = rows[0][0]
    return number


async def count_dice_since(engine: Engine, erasure: bytes, moment: Moment) -> int:
    """How many dice thrown since `moment` could not be deleted yet."""
    rows = await engine.read(
        "SELECT count(*) FROM erasure_messages WHERE erasure = $1 AND kind = $2 AND outcome = $3 AND sent_at >= $4",
        erasure,
        Kind.DICE,
        Result.UNREACHABLE,
        moment,
    )
    number: int = rows[0][0]
    return number


def keep(erasure: bytes, person: bytes) -> list[Statement]:
    """Copy where the person's messages and cards are. Do it before their rows are deleted."""
    return [
        Statement(
            "INSERT INTO erasure_messages (erasure, place, message_id, kind, sent_at, unanswered, late_until) "
            "SELECT $1, $3, message_id, kind, sent_at, unanswered, late_until FROM messages WHERE person = $2",
            (erasure, person, Place.PRIVATE),
        ),
        *keep_cards(erasure, person),
    ]


def keep_cards(erasure: bytes, person: bytes) -> list[Statement]:
    """Copy where their contacts stand before staff, unless it is copied already."""
    copy = Statement(
        f"INSERT INTO erasure_messages ({CARD}) "
        "SELECT $1, $3, stood.chat_id, stood.message_id, $4, stood.sent_at, reference, unanswered, late_until "
        f"FROM {SHOWING_LEADS} AS stood JOIN leads ON leads.id = stood.lead WHERE leads.person = $2 "
        "ON CONFLICT DO NOTHING",
        (erasure, person, Place.STAFF, Kind.CARD),
    )
    theirs = Statement("SELECT id FROM leads WHERE person = $1", (person,))
    return [copy, *contact_messages.hand_over(erasure, theirs)]


def keep_cards_of_lead(erasure: bytes, lead: bytes, reference: str) -> list[Statement]:
    """Copy where the contacts of one lead stand before staff. The row of the lead may be deleted already."""
    copy = Statement(
        f"INSERT INTO erasure_messages ({CARD}) SELECT $1, $3, chat_id, message_id, $4, sent_at, $5, unanswered, "
        f"late_until FROM {SHOWING_LEADS} AS stood WHERE lead = $2",
        (erasure, lead, Place.STAFF, Kind.CARD, reference),
    )
    return [copy, *contact_messages.hand_over(erasure, Statement("SELECT $1", (lead,)))]


def record(erasure: bytes, trace: Trace, result: Result) -> Statement:
    """Record what became of one message, and drop its reference, which would lead to the proof."""
    return Statement(
        "UPDATE erasure_messages SET outcome = $4, reference = NULL "
        "WHERE erasure = $1 AND place = $2 AND message_id = $3 AND chat_id = $5",
        (erasure, trace.place, trace.message_id, result, trace.chat_id or 0),
    )


def forget(person: bytes) -> Statement:
    """Delete the messages of an erasure that a restored backup brought back."""
    found = "SELECT id FROM erasures WHERE person = $1"
    return Statement(f"DELETE FROM erasure_messages WHERE erasure IN ({found})", (person,))


def give_up(erasure: bytes) -> Statement:
    """Give up the messages in the private chat: nobody knows which chat it is."""
    return Statement(
        "UPDATE erasure_messages SET outcome = $3, reference = NULL "
        "WHERE erasure = $1 AND place = $2 AND outcome IS NULL",
        (erasure, Place.PRIVATE, Result.UNREACHABLE),
    )


def remember(person: bytes, message_id: int, kind: Kind, sent_at: Moment) -> Statement:
    """Record a message that came while the person is being erased. Conflicts if no erasure of theirs is under way."""
    return Statement(
        "INSERT INTO erasure_messages (erasure, place, message_id, kind, sent_at) "
        "SELECT id, $2, $3, $4, $5 FROM erasures WHERE person = $1",
        (person, Place.PRIVATE, message_id, kind, sent_at),
        touches=1,
    )


async def traces(engine: Engine, erasure: bytes, place: Place, *, open_only: bool = True) -> list[Trace]:
    """The messages in one place; with `open_only` those without an outcome yet."""
    rows = await engine.read(
        "SELECT chat_id, message_id, kind, sent_at, reference, late_until FROM erasure_messages "
        "WHERE erasure = $1 AND place = $2 AND ($3 = 0 OR outcome IS NULL) ORDER BY message_id",
        erasure,
        place,
        int(open_only),
    )
    return [
        Trace(place, chat_id or None, message_id, kind_from(kind), sent_at, reference, late_until)
        for chat_id, message_id, kind, sent_at, reference, late_until in rows
    ]


async def results(engine: Engine, erasure: bytes) -> dict[tuple[Place, Result | None], int]:
    """How many messages there are, by place and outcome. Outcome None: still open."""
    rows = await engine.read(
        "SELECT place, outcome, count(*) FROM erasure_messages WHERE erasure = $1 GROUP BY place, outcome", erasure
    )
    return {(Place(place), Result(outcome) if outcome else None): number for place, outcome, number in rows}

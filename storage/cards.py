"""Tables `cards` and `old_cards`: the message in the staff group that shows a lead, and the messages that showed it."""

from __future__ import annotations

from bot.domain.card import Card, EarlierCard
from bot.domain.erasure import Result
from bot.domain.facts import Fact
from bot.domain.frozen import frozen
from bot.domain.time import Moment
from storage import late_changes, outbox, persons
from storage.engine import Engine
from storage.outbox import STAFF, Urgency
from storage.statements import Statement

EMPTIED, OPEN, MISSED = 0, 1, 2
"""Whether an earlier card still shows something: surely not; perhaps; both ways to clear it found no such message."""

SHOWING_LEADS = (
    "(SELECT lead, chat_id, message_id, sent_at, unanswered, late_until FROM cards UNION ALL "
    f"SELECT lead, chat_id, message_id, sent_at, unanswered, late_until FROM old_cards WHERE open <> {EMPTIED})"
)
"""A subquery: every message that may still show something of a lead."""

_WAITING = (
    "FROM outbox WHERE lane = $1 AND kind = $2 AND NOT EXISTS (SELECT 1 FROM cards WHERE cards.lead = outbox.subject)"
)


async def load(engine: Engine, lead: bytes) -> Card | None:
    rows = await engine.read("SELECT chat_id, message_id, shown, late_until FROM cards WHERE lead = $1", lead)
    return Card(*rows[0]) if rows else None


async def is_current(engine: Engine, lead: bytes, chat_id: int, message_id: int) -> bool:
    """Whether this message is the card of this lead."""
    found = "SELECT 1 FROM cards WHERE lead = $1 AND chat_id = $2 AND message_id = $3"
    return bool(await engine.read(found, lead, chat_id, message_id))


async def find_lead(engine: Engine, chat_id: int, message_id: int) -> bytes | None:
    """The lead that this message shows, or once showed; None for any other message."""
    rows = await engine.read(
        "SELECT lead FROM cards WHERE chat_id = $1 AND message_id = $2 "
        "UNION SELECT lead FROM old_cards WHERE chat_id = $1 AND message_id = $2",
        chat_id,
        message_id,
    )
    return rows[0][0] if rows else None


@frozen
class Circumstances:
    """What a card says beside the lead. `is_erasing`, `is_blocked`: see persons. `is_shown_anew`: the card was replaced
    by a newer message at least once. `is_shown_alone`: a message shows its contacts to a colleague alone. `rating`: of
    this application, None if there is none. `card`: the message that shows it."""

    is_erasing: bool
    is_blocked: bool
    is_shown_anew: bool
    is_shown_alone: bool
    rating: int | None
    card: Card | None


_CIRCUMSTANCES = (
    f"SELECT {persons.ERASING}, {persons.BLOCKED}, EXISTS (SELECT 1 FROM old_cards WHERE lead = $2), "
    "EXISTS (SELECT 1 FROM contact_messages WHERE lead = $2), (SELECT rating FROM feedback WHERE lead = $2), "
    "chat_id, message_id, shown, late_until FROM (SELECT 1) AS here LEFT JOIN cards ON cards.lead = $2"
)
_MAY_BE_BORN = f"SELECT 1 FROM outbox WHERE kind = $3 AND subject = $2 AND version = $4 AND NOT {persons.BLOCKED}"


async def circumstances(engine: Engine, person: bytes, lead: bytes) -> Circumstances:
    """All of one moment, in one query."""
    [[erasing, blocked, anew, alone, rating, *card]] = await engine.read(_CIRCUMSTANCES, person, lead)
    shown = None if card[0] is None else Card(*card)
    return Circumstances(bool(erasing), bool(blocked), bool(anew), bool(alone), rating, shown)


async def may_be_born(engine: Engine, person: bytes, lead: bytes, version: int) -> bool:
    """Whether a lead is still to be shown: its fact waits in this version, and the data of its person is in use."""
    return bool(await engine.read(_MAY_BE_BORN, person, lead, Fact.CARD, version))


async def earlier(engine: Engine, lead: bytes) -> list[EarlierCard]:
    """Replaced cards of this lead that may still show something, the oldest first."""
    rows = await engine.read(
        "SELECT chat_id, message_id, sent_at, late_until FROM old_cards WHERE lead = $1 AND open = $2 ORDER BY sent_at",
        lead,
        OPEN,
    )
    return [EarlierCard(*row) for row in rows]


async def still_open(engine: Engine) -> list[tuple[str, int, int]]:
    """Replaced cards of leads in use that could not be cleared: (reference, chat id, message id)."""
    rows = await engine.read(
        "SELECT reference, chat_id, message_id FROM old_cards JOIN leads ON leads.id = lead WHERE open = $1 "
        "ORDER BY reference, message_id",
        OPEN,
    )
    return [(reference, chat, message) for reference, chat, message in rows]


async def reference_of_earlier(engine: Engine, chat_id: int, message_id: int) -> str | None:
    """The reference of the lead that this replaced card showed; None for any other message."""
    rows = await engine.read(
        "SELECT reference FROM old_cards JOIN leads ON leads.id = lead WHERE chat_id = $1 AND message_id = $2",
        chat_id,
        message_id,
    )
    return rows[0][0] if rows else None


def replace(lead: bytes) -> list[Statement]:
    """Make room for a new card. The present one is kept in `old_cards` until it surely shows nothing."""
    return [
        Statement(
            "INSERT INTO old_cards (chat_id, message_id, lead, sent_at, open, unanswered, late_until) "
            "SELECT chat_id, message_id, lead, sent_at, $2, unanswered, late_until FROM cards WHERE lead = $1",
            (lead, OPEN),
        ),
        Statement("DELETE FROM cards WHERE lead = $1", (lead,)),
    ]


def settle(card: EarlierCard, result: Result) -> Statement:
    """Record what became of an earlier card. An erasure tries a missing one again."""
    state = {Result.UNREACHABLE: OPEN, Result.GONE: MISSED}.get(result, EMPTIED)
    return Statement(
        "UPDATE old_cards SET open = $3 WHERE chat_id = $1 AND message_id = $2", (card.chat_id, card.message_id, state)
    )


def place(lead: bytes, card: Card, now: Moment) -> Statement:
    """Record the lead's only card. Conflicts if the lead has been destroyed meanwhile, or has another card."""
    return Statement(
        "INSERT INTO cards (lead, chat_id, message_id, sent_at, shown) SELECT id, $2, $3, $4, $5 FROM leads "
        "WHERE id = $1 ON CONFLICT (lead) DO UPDATE SET sent_at = $4 "
        "WHERE cards.chat_id = $2 AND cards.message_id = $3",
        (lead, card.chat_id, card.message_id, now, card.shown),
        touches=1,
    )


def draw(lead: bytes, message_id: int, shown: str, *, fills: bool) -> Statement:
    """Record what the card is known to show while it is being edited, and whether the edit `fills` in contacts.

    Conflicts if the card is gone.
    """
    fill = ", unanswered = 1" if fills else ""
    return Statement(
        f"UPDATE cards SET shown = $3{fill} WHERE lead = $1 AND message_id = $2", (lead, message_id, shown), touches=1
    )


def show(lead: bytes, message_id: int, shown: str, late_until: Moment) -> Statement:
    """Record what the card shows after an edit was answered. Conflicts if the card is gone.

    An edit without an answer may still take effect before `late_until`; EPOCH if there is none.
    """
    return Statement(
        f"UPDATE cards SET shown = $3, {late_changes.answered('$4')} WHERE lead = $1 AND message_id = $2",
        (lead, message_id, shown, late_until),
        touches=1,
    )


def block(person: bytes, now: Moment) -> Statement:
    """Remove the contacts from all cards of a person at once, also where a legal hold postpones the erasure."""
    theirs = Statement("SELECT id AS subject FROM leads WHERE person = $1", (person,))
    return outbox.tell_each(STAFF, Fact.CARD, theirs, now, Urgency.ERASURE)


async def wait_more_than(engine: Engine, number: int) -> bool:
    """Whether more cards wait, new ones or changes: `count_waiting` looks each one up among all cards."""
    some = "SELECT 1 FROM outbox WHERE lane = $1 AND kind = $2 LIMIT 1 OFFSET $3"
    return bool(await engine.read(some, STAFF, Fact.CARD, number))


async def count_waiting(engine: Engine) -> int:
    """Leads that are still to be shown for the first time."""
    rows = await engine.read(f"SELECT count(*) {_WAITING}", STAFF, Fact.CARD)
    return int(rows[0][0])


async def is_any_waiting(engine: Engine, beside: bytes = b"") -> bool:
    """Whether a lead is still to be shown for the first time, `beside` this one."""
    return bool(await engine.read(f"SELECT 1 {_WAITING} AND subject <> $3 LIMIT 1", STAFF, Fact.CARD, beside))

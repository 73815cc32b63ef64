"""Table `contact_messages`: messages that show the contacts of a lead to the colleague who took it alone.

A row is placed before its message is filled, and goes when the message is taken back. An erasure takes the lead out of
it; then `erasure_messages` names it by its id.
"""

from __future__ import annotations

from bot.domain.address import Address
from bot.domain.erasure import SHOWN_FOR, Kind, Place, Trace
from bot.domain.frozen import frozen
from bot.domain.lead import OPEN, Status
from bot.domain.time import EPOCH, Moment
from storage import late_changes
from storage.engine import Engine
from storage.persons import IN_USE
from storage.statements import Row, Statement
from storage.vault import Vault

TABLE = "contact_messages"
UNKNOWN = ""
OVER = "over"
"""As `shown`: the receiver has left the group."""
PRIVATE_CHAT = 0  # as `chat_id`: whose it is says the sealed address alone
COLUMNS = "id, lead, receiver, address, chat_id, message_id, sent_at, shown, late_until"
WORKED_ON = ", ".join(f"'{status}'" for status in OPEN if status is not Status.NEW)
IS_WANTED = (
    f"leads.owner = $2 AND leads.status IN ({WORKED_ON}) AND EXISTS (SELECT 1 FROM persons WHERE "
    f"persons.person = leads.person AND {IN_USE} AND (restored_at = 0 OR restored_at < leads.created_at))"
)
"""Whether the colleague $2 works on the lead, and its data is in use."""


@frozen
class ContactMessage:
    """`chat_id` is None for the colleague's private chat. `shown` is the digest of its text, or UNKNOWN."""

    id: int
    receiver: bytes
    address: Address
    chat_id: int | None
    message_id: int
    sent_at: Moment
    shown: str = UNKNOWN
    late_until: Moment = EPOCH

    @property
    def until(self) -> Moment:
        """When it is taken back at the latest."""
        return self.sent_at + SHOWN_FOR

    @property
    def trace(self) -> Trace:
        place, receiver = (Place.COLLEAGUE, None) if self.chat_id is None else (Place.ASIDE, self.address)
        chat, late = self.chat_id, self.late_until
        return Trace(place, chat, self.message_id, Kind.CONTACTS, self.sent_at, late_until=late, receiver=receiver)


def place(vault: Vault, lead: bytes, one: ContactMessage) -> Statement:
    """Record a message without contacts yet. Conflicts unless its receiver works on the lead now.

    A number that a channel gives again belongs to the newer message.
    """
    return Statement(
        f"INSERT INTO contact_messages ({COLUMNS}) SELECT $3, id, $2, $4, $5, $6, $7, $8, 0 FROM leads "
        f"WHERE id = $1 AND {IS_WANTED} ON CONFLICT (chat_id, receiver, message_id) DO UPDATE SET id = excluded.id, "
        "lead = excluded.lead, address = excluded.address, sent_at = excluded.sent_at, shown = excluded.shown",
        (
            lead,
            one.receiver,
            one.id,
            vault.colleagues.close(TABLE, "address", str(one.address)),
            one.chat_id or PRIVATE_CHAT,
            one.message_id,
            one.sent_at,
            UNKNOWN,
        ),
        touches=1,
    )


def fill(number: int) -> Statement:
    """Record that contacts are being put into it. Conflicts if it is being taken back."""
    return Statement(
        "UPDATE contact_messages SET shown = $2, unanswered = 1 WHERE id = $1 AND lead IS NOT NULL AND shown <> $3",
        (number, UNKNOWN, OVER),
        touches=1,
    )


def show(number: int, shown: str, late_until: Moment) -> Statement:
    """Record what it shows after an edit was answered."""
    return Statement(
        f"UPDATE contact_messages SET shown = $2, {late_changes.answered('$3')} WHERE id = $1 AND shown <> $4",
        (number, shown, late_until, OVER),
    )


def end(receiver: bytes) -> Statement:
    """Show a colleague no contacts any more: they have left the group."""
    return Statement("UPDATE contact_messages SET shown = $2 WHERE receiver = $1", (receiver, OVER))


def leads_shown_to(receiver: bytes) -> Statement:
    """Find, as `subject`, the leads whose contacts a colleague alone is shown."""
    sql = "SELECT DISTINCT lead AS subject FROM contact_messages WHERE receiver = $1 AND lead IS NOT NULL"
    return Statement(sql, (receiver,))


def drop(number: int) -> Statement:
    return Statement("DELETE FROM contact_messages WHERE id = $1", (number,))


def hand_over(erasure: bytes, leads: Statement) -> list[Statement]:
    """Have an erasure take back those of the leads that the query `leads` finds, and forget which leads these were."""
    one, two, three, four = (f"${len(leads.params) + number}" for number in range(1, 5))
    return [
        Statement(
            "INSERT INTO erasure_messages (erasure, place, chat_id, message_id, kind, sent_at, unanswered, late_until) "
            f"SELECT {one}, CASE WHEN chat_id = {PRIVATE_CHAT} THEN {two} ELSE {three} END, 0, id, {four}, sent_at, "
            f"unanswered, late_until FROM contact_messages WHERE lead IN ({leads.sql}) ON CONFLICT DO NOTHING",
            (*leads.params, erasure, Place.COLLEAGUE, Place.ASIDE, Kind.CONTACTS),
        ),
        Statement(f"UPDATE contact_messages SET lead = NULL WHERE lead IN ({leads.sql})", leads.params),
    ]


async def is_wanted(engine: Engine, one: ContactMessage) -> bool:
    """Whether its receiver still works on the lead."""
    sql = (
        "SELECT 1 FROM contact_messages JOIN leads ON leads.id = lead "
        f"WHERE contact_messages.id = $1 AND shown <> $3 AND {IS_WANTED}"
    )
    return bool(await engine.read(sql, one.id, one.receiver, OVER))


async def of_lead(engine: Engine, vault: Vault, lead: bytes) -> list[ContactMessage]:
    """The newest first."""
    rows = await engine.read(f"SELECT {COLUMNS} FROM contact_messages WHERE lead = $1 ORDER BY sent_at DESC, id", lead)
    return [_read(row, vault) for row in rows]


async def load(engine: Engine, vault: Vault, number: int) -> ContactMessage | None:
    rows = await engine.read(f"SELECT {COLUMNS} FROM contact_messages WHERE id = $1", number)
    return _read(rows[0], vault) if rows else None


def _read(row: Row, vault: Vault) -> ContactMessage:
    number, _, receiver, sealed, chat_id, message_id, sent_at, shown, late_until = row
    address = Address.parse(vault.colleagues.open(TABLE, "address", sealed))
    return ContactMessage(number, receiver, address, chat_id or None, message_id, sent_at, shown, late_until)

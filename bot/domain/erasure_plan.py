"""The one list of all places where a person's data can be, and what an erasure does with each.

The storage destroys by this list. Tests compare it with the schema, the kinds of messages and the files on the disk, so
a new place without a fate is an error; a fact of the outbox carries its fate in its own row (`facts.py`). A table
stands before the tables through which its rows are found.
"""

from __future__ import annotations

from enum import StrEnum

from bot.domain.facts import Fact
from bot.domain.fate import Fate
from bot.domain.frozen import frozen


class What(StrEnum):
    """The sort of a place."""

    TABLE = "table"  # of the main database
    KEYS = "keys"  # a table of the keystore
    FACT = "fact"  # a kind of row in the outbox
    MESSAGE = "message"  # a kind of message in a chat
    FILE = "file"  # in the folder of the database; `*` stands for any ending
    OUTSIDE = "outside"  # out of reach of the bot


class By(StrEnum):
    """Which column leads from a person to their rows."""

    PERSON = "person"  # the pseudonym
    LEAD = "lead"  # the id of a lead of theirs
    QUEUE = "queue"  # lane and subject of the outbox


@frozen
class Spot:
    """One place. `how` says how its fate is reached, or why nothing has to be done."""

    what: What
    name: str
    fate: Fate
    how: str
    by: By | None = None


PLAN = (
    Spot(What.TABLE, "outbox", Fate.DESTROYED, "rows with their id, their lane or a lead of theirs", By.QUEUE),
    Spot(What.TABLE, "cards", Fate.DESTROYED, "what was on them goes on as erasure_messages", By.LEAD),
    Spot(What.TABLE, "old_cards", Fate.DESTROYED, "like cards, but for those that surely show nothing", By.LEAD),
    Spot(What.TABLE, "lead_history", Fate.DESTROYED, "who did what with a lead of theirs, notes too", By.LEAD),
    Spot(What.TABLE, "feedback", Fate.DESTROYED, "how they rated the service", By.LEAD),
    Spot(What.TABLE, "contact_marks", Fate.DESTROYED, "too short to lead to anybody's number or address", By.LEAD),
    Spot(What.TABLE, "access_log", Fate.DESTROYED, "who saw the contacts of a lead of theirs", By.LEAD),
    Spot(What.TABLE, "contact_messages", Fate.DESTROYED, "those not taken back yet go on without the lead", By.LEAD),
    Spot(What.TABLE, "messages", Fate.DESTROYED, "which they were goes on as erasure_messages", By.PERSON),
    Spot(What.TABLE, "drafts", Fate.DESTROYED, "with all answers", By.PERSON),
    Spot(What.TABLE, "leads", Fate.DESTROYED, "with all answers and who worked on them", By.PERSON),
    Spot(What.TABLE, "consents", Fate.DESTROYED, "the proof stays in the ledger", By.PERSON),
    Spot(What.TABLE, "muted_milestones", Fate.DESTROYED, "what they did not want to be told", By.PERSON),
    Spot(What.TABLE, "letters", Fate.DESTROYED, "announcements still to be sent to them", By.PERSON),
    Spot(What.TABLE, "persons", Fate.DESTROYED, "last: everything else is found by it", By.PERSON),
    Spot(What.TABLE, "erasures", Fate.ANONYMOUS, "who and where is known, sealed, until the person has been told"),
    Spot(What.TABLE, "erasure_messages", Fate.ANONYMOUS, "numbers of messages, until the erasure is done"),
    Spot(What.TABLE, "erasure_left", Fate.ANONYMOUS, "how many messages could not be taken back"),
    Spot(What.TABLE, "erasure_cards", Fate.ANONYMOUS, "cards out of the bot's reach, until they are; named to staff"),
    Spot(What.TABLE, "seen_updates", Fate.ANONYMOUS, "ids of updates, 48 hours"),
    Spot(What.TABLE, "daily_counts", Fate.ANONYMOUS, "numbers by day"),
    Spot(What.TABLE, "consent_texts", Fate.ANONYMOUS, "what everybody is shown"),
    Spot(What.TABLE, "disclosures", Fate.ANONYMOUS, "files handed out; what staff typed ends with the last person"),
    Spot(What.TABLE, "disclosure_leads", Fate.ANONYMOUS, "the pseudonym goes; a random reference stays, for staff"),
    Spot(What.TABLE, "disclosure_forms", Fate.ANONYMOUS, "what an administrator answers before an export, an hour"),
    Spot(What.TABLE, "breaches", Fate.ANONYMOUS, "two moments"),
    Spot(What.TABLE, "disclosure_specialists", Fate.ANONYMOUS, "numbers of colleagues, who are no applicants there"),
    Spot(What.TABLE, "announcements", Fate.ANONYMOUS, "what everybody is sent"),
    Spot(What.TABLE, "ledger", Fate.ANONYMOUS, "under a random name; what links it to a person was under their key"),
    Spot(What.TABLE, "ledger_head", Fate.ANONYMOUS, "how long the ledger is"),
    Spot(What.TABLE, "schema_versions", Fate.ANONYMOUS, "about the database"),
    Spot(What.TABLE, "sqlite_sequence", Fate.ANONYMOUS, "how many rows the outbox has ever had"),
    Spot(What.TABLE, "sweeps", Fate.ANONYMOUS, "about the bot"),
    Spot(What.TABLE, "leader", Fate.ANONYMOUS, "about the bot"),
    Spot(What.TABLE, "erasures_without_rows", Fate.ANONYMOUS, "how many tombstones have no row here"),
    Spot(What.TABLE, "backup_folders", Fate.ANONYMOUS, "where backups were made"),
    Spot(What.TABLE, "staff_group", Fate.ANONYMOUS, "number of the staff group"),
    Spot(What.TABLE, "chat_moves", Fate.ANONYMOUS, "numbers of the staff group"),
    Spot(What.TABLE, "staff_group_notice", Fate.ANONYMOUS, "how many applications wait"),
    Spot(What.KEYS, "keys", Fate.DESTROYED, "first of all: overwritten; a pseudonym may stay until the night"),
    Spot(What.KEYS, "unsettled", Fate.DESTROYED, "with the key; a pseudonym may stay until the night"),
    Spot(What.KEYS, "secrets", Fate.ANONYMOUS, "of the installation"),
    Spot(What.KEYS, "schema_versions", Fate.ANONYMOUS, "about the keystore"),
    *(Spot(What.FACT, fact.value, fact.trace.fate, fact.trace.how) for fact in Fact),
    Spot(What.MESSAGE, "answer", Fate.TAKEN_BACK, "deleted; what only the person can delete is named to them"),
    Spot(What.MESSAGE, "dice", Fate.TAKEN_BACK, "deleted; what only the person can delete is named to them"),
    Spot(What.MESSAGE, "read_back", Fate.TAKEN_BACK, "of an earlier version; deleted, else rewritten"),
    Spot(What.MESSAGE, "review", Fate.TAKEN_BACK, "deleted, else rewritten"),
    Spot(What.MESSAGE, "retired", Fate.TAKEN_BACK, "deleted, else rewritten"),
    Spot(What.MESSAGE, "my_data", Fate.TAKEN_BACK, "deleted, else rewritten"),
    Spot(What.MESSAGE, "my_data_file", Fate.TAKEN_BACK, "deleted, else emptied"),
    Spot(What.MESSAGE, "meanwhile", Fate.TAKEN_BACK, "what the bot says while it destroys; it holds nothing"),
    Spot(What.MESSAGE, "card", Fate.TAKEN_BACK, "rewritten at any age: staff must see that nobody is to be called"),
    Spot(What.MESSAGE, "contacts", Fate.TAKEN_BACK, "deleted; a device that is off may not hear of it, which is named"),
    Spot(What.FILE, "momu.db*", Fate.UNREADABLE, "rows are gone at once, traces of sealed ones at night"),
    Spot(What.FILE, "keys.db*", Fate.DESTROYED, "overwritten, its log emptied; not before nobody reads an old state"),
    Spot(What.FILE, "erasures.log", Fate.ANONYMOUS, "marks that lead to nobody; outlives all backups"),
    Spot(What.FILE, "ledger.heads", Fate.ANONYMOUS, "lengths and hashes"),
    Spot(What.FILE, "master.key", Fate.ANONYMOUS, "of the installation"),
    Spot(What.FILE, "export-X-*", Fate.DESTROYED, "with the data of anybody in it, and within a day"),
    Spot(What.OUTSIDE, "backups", Fate.UNREADABLE, "copies of keys live a week at most; restoring erases again"),
    Spot(What.OUTSIDE, "exports", Fate.NAMED, "the disclosure register says who holds a copy; staff destroy it there"),
    Spot(What.OUTSIDE, "copies staff made", Fate.NAMED, "forwards, screenshots, notes: the card tells staff"),
    Spot(What.OUTSIDE, "Telegram", Fate.NAMED, "messages out of a bot's reach: the receipt says how to clear the chat"),
)  # fmt: skip


def spots(what: What, *fates: Fate) -> tuple[Spot, ...]:
    """All places of one sort, in the order of destruction; only those of `fates`, if any are given."""
    return tuple(spot for spot in PLAN if spot.what is what and (not fates or spot.fate in fates))

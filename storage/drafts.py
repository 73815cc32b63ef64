"""Table `drafts`: at most one unfinished application a person. Its step is the state of the conversation."""

from __future__ import annotations

import orjson

from bot.domain.fields import FIELDS
from bot.domain.form import REVIEW, VERSION, Doubt, Draft, field_of
from bot.domain.frozen import frozen
from bot.domain.time import Moment
from storage.engine import Engine
from storage.statements import Row, Statement
from storage.vault import Seal

TABLE = "drafts"
USED = "EXISTS (SELECT 1 FROM persons WHERE person = $1 AND erasing = 0)"
"""The person is known, and their data is not being destroyed."""
STEPS = ", ".join(f"'{step}'" for step in (*(field.name for field in FIELDS), REVIEW))
UNKNOWN = f"(drafts.version <> {VERSION} OR drafts.step NOT IN ({STEPS}))"
"""A draft that this version of the bot cannot read: `load` returns None."""


COLUMNS = "drafts.id, drafts.step, drafts.revision, drafts.version, drafts.answers, drafts.corrects, drafts.reminders"


async def load(engine: Engine, person: bytes, seal: Seal) -> Draft | None:
    """The person's draft; None also for a draft of another form version, which is started over."""
    rows = await engine.read(f"SELECT {COLUMNS} FROM drafts WHERE person = $1", person)
    return open_row(rows[0], seal) if rows else None


def open_row(row: Row, seal: Seal) -> Draft | None:
    """The draft of a row of COLUMNS; None as above."""
    draft_id, step, revision, version, sealed, *more = row
    content = orjson.loads(seal.open(TABLE, "answers", sealed))
    doubt = Doubt(*content["doubt"]) if content["doubt"] else None
    draft = Draft(draft_id, step, revision, content["answers"], content["editing"], doubt, version, *more)
    known = version == VERSION and (draft.step == REVIEW or field_of(draft) is not None)
    return draft if known else None


async def end_of(engine: Engine, person: bytes) -> Moment | None:
    """When a person's draft will be destroyed."""
    rows = await engine.read("SELECT destroy_at FROM drafts WHERE person = $1", person)
    return rows[0][0] if rows else None


def put(person: bytes, seal: Seal, draft: Draft, now: Moment, destroy_at: Moment) -> Statement:
    """Store a new draft. Conflicts if the person has one by now, or their data is being destroyed.

    It replaces a draft of another form version.
    """
    return Statement(
        "INSERT INTO drafts (person, id, step, revision, version, answers, changed_at, destroy_at, corrects) "
        "SELECT person, $2, $3, $4, $5, $6, $7, $8, $9 FROM persons WHERE person = $1 AND erasing = 0 "
        "ON CONFLICT (person) DO UPDATE SET id = $2, step = $3, revision = $4, version = $5, answers = $6, "
        f"changed_at = $7, destroy_at = $8, corrects = $9 WHERE {UNKNOWN}",
        (
            person,
            draft.id,
            draft.step,
            draft.revision,
            draft.version,
            _seal(seal, draft),
            now,
            destroy_at,
            draft.corrects,
        ),
        touches=1,
    )


def advance(person: bytes, seal: Seal, before: Draft, after: Draft, now: Moment, destroy_at: Moment) -> Statement:
    """Store the next state, or the draft that takes its place.

    Conflicts if the draft is not at the revision of `before`, or is being destroyed.
    """
    return Statement(
        "UPDATE drafts SET step = $4, revision = $5, answers = $6, changed_at = $7, destroy_at = $8, id = $9, "
        "corrects = $10 "
        f"WHERE person = $1 AND id = $2 AND revision = $3 AND {USED}",
        (
            person,
            before.id,
            before.revision,
            after.step,
            after.revision,
            _seal(seal, after),
            now,
            destroy_at,
            after.id,
            after.corrects,
        ),
        touches=1,
    )


def unchanged(person: bytes, revision: int) -> Statement:
    """Change nothing. Conflicts if the draft has another revision."""
    return Statement(
        "UPDATE drafts SET revision = revision WHERE person = $1 AND revision = $2", (person, revision), touches=1
    )


def none(person: bytes) -> Statement:
    """Change nothing. Conflicts if the person has a draft by now, or their data is being destroyed."""
    return Statement(
        "UPDATE persons SET erasing = 0 WHERE person = $1 AND erasing = 0 "
        f"AND NOT EXISTS (SELECT 1 FROM drafts WHERE drafts.person = $1 AND NOT {UNKNOWN})",
        (person,),
        touches=1,
    )


async def is_at(engine: Engine, person: bytes, revision: int) -> bool:
    """Whether the draft has this revision."""
    return bool(await engine.read("SELECT 1 FROM drafts WHERE person = $1 AND revision = $2", person, revision))


def remove(person: bytes, draft: Draft) -> Statement:
    """Delete this draft. Conflicts as `advance` does."""
    return Statement(
        f"DELETE FROM drafts WHERE person = $1 AND id = $2 AND revision = $3 AND {USED}",
        (person, draft.id, draft.revision),
        touches=1,
    )


def remove_application(person: bytes) -> Statement:
    """Delete the person's unfinished application; a correction stays.

    An answer that is being decided meanwhile conflicts, and is decided again.
    """
    return Statement("DELETE FROM drafts WHERE person = $1 AND corrects IS NULL", (person,))


def remove_correction(lead: bytes) -> Statement:
    """Delete the unfinished correction of this lead, as `remove_application` does."""
    return Statement("DELETE FROM drafts WHERE corrects = $1", (lead,))


def remove_due(person: bytes, now: Moment) -> Statement:
    """Delete a draft that has reached its end. Conflicts if the person has just come back to it."""
    return Statement("DELETE FROM drafts WHERE person = $1 AND destroy_at <= $2", (person, now), touches=1)


@frozen
class DueDraft:
    """A draft that has reached its end. `has_lead`: its person has sent an application too."""

    person: bytes
    has_lead: bool
    is_correction: bool


async def due(engine: Engine, now: Moment, limit: int) -> list[DueDraft]:
    """Drafts that have reached their end, the oldest first."""
    rows = await engine.read(
        "SELECT person, EXISTS (SELECT 1 FROM leads WHERE leads.person = drafts.person), corrects IS NOT NULL "
        "FROM drafts WHERE destroy_at <= $1 AND EXISTS (SELECT 1 FROM persons "
        "WHERE persons.person = drafts.person AND erasing = 0 AND held_until <= $1) ORDER BY destroy_at LIMIT $2",
        now,
        limit,
    )
    return [DueDraft(person, bool(has_lead), bool(is_correction)) for person, has_lead, is_correction in rows]


def _seal(seal: Seal, draft: Draft) -> bytes:
    doubt = [draft.doubt.typed, draft.doubt.suggested] if draft.doubt else None
    content = {"answers": dict(draft.answers), "editing": draft.editing, "doubt": doubt}
    return seal.close(TABLE, "answers", orjson.dumps(content).decode())

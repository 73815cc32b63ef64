"""Table `disclosure_forms`: what an administrator has answered before an export, sealed, so that any process can go on.

A form has the id and the key that its disclosure will have.
"""

from __future__ import annotations

import json

from bot.domain.address import Address
from bot.domain.export_form import ANSWERED_WITHIN, ExportForm
from bot.domain.time import Moment
from storage.engine import Engine
from storage.statements import Statement
from storage.vault import Seal, Vault

TABLE = "disclosure_forms"


def begin(form: ExportForm, seal: Seal, now: Moment) -> Statement:
    return Statement(
        "INSERT INTO disclosure_forms (id, reference, form, answered, destroy_at) VALUES ($1, $2, $3, 0, $4)",
        (form.id, form.reference, _close(seal, form), now + ANSWERED_WITHIN),
    )


def answer(before: ExportForm, after: ExportForm, seal: Seal, now: Moment) -> Statement:
    """Store one more answer. Conflicts if it has just been given, or the form is over."""
    return Statement(
        "UPDATE disclosure_forms SET form = $3, answered = answered + 1, destroy_at = $4 "
        "WHERE id = $1 AND answered = $2 AND destroy_at > $5",
        (before.id, len(before.answers), _close(seal, after), now + ANSWERED_WITHIN, now),
        touches=1,
    )


def stop(form: ExportForm, now: Moment) -> Statement:
    """End a form unanswered; `purge_disclosures` destroys it with its key. Conflicts if it has just been answered or
    finished."""
    return Statement(
        "UPDATE disclosure_forms SET destroy_at = $3 WHERE id = $1 AND answered = $2 AND destroy_at > $3",
        (form.id, len(form.answers), now),
        touches=1,
    )


def finish(form: ExportForm, now: Moment) -> Statement:
    """Delete a form, whose key goes on with the disclosure. Conflicts if it has just been finished."""
    return Statement(
        "DELETE FROM disclosure_forms WHERE id = $1 AND answered = $2 AND destroy_at > $3",
        (form.id, len(form.answers), now),
        touches=1,
    )


def drop(form: bytes, now: Moment) -> Statement:
    """Delete a form that is over. Conflicts if it was answered just in time. Mark its key before, destroy it after."""
    return Statement("DELETE FROM disclosure_forms WHERE id = $1 AND destroy_at <= $2", (form, now), touches=1)


async def load(engine: Engine, vault: Vault, reference: str, now: Moment) -> tuple[ExportForm, Seal] | None:
    """A form that is not over, and its key."""
    rows = await engine.read(
        "SELECT id, form FROM disclosure_forms WHERE reference = $1 AND destroy_at > $2", reference, now
    )
    seal = await vault.seal_of(rows[0][0]) if rows else None
    return (_open(seal, rows[0][0], reference, rows[0][1]), seal) if seal else None


async def due(engine: Engine, now: Moment, limit: int) -> list[bytes]:
    rows = await engine.read("SELECT id FROM disclosure_forms WHERE destroy_at <= $1 LIMIT $2", now, limit)
    return [row[0] for row in rows]


def _close(seal: Seal, form: ExportForm) -> bytes:
    said = {"address": str(form.address), "command": form.command, "leads": form.leads, "answers": dict(form.answers)}
    return seal.close(TABLE, "form", json.dumps(said, ensure_ascii=False))


def _open(seal: Seal, key: bytes, reference: str, sealed: bytes) -> ExportForm:
    said = json.loads(seal.open(TABLE, "form", sealed))
    return ExportForm(
        key, reference, Address.parse(said["address"]), said["command"], tuple(said["leads"]), said["answers"]
    )

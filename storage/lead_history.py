"""Table `lead_history`: who did what with a lead and when, and what colleagues note of it.

Sealed with the applicant's key; deleted with the lead.
"""

from __future__ import annotations

import json

from bot.domain.lead import Lead, LeadStep
from storage.engine import Engine
from storage.statements import Statement
from storage.vault import Seal, Vault

TABLE = "lead_history"


def add(step_id: bytes, seal: Seal, lead: Lead, step: LeadStep) -> Statement:
    said = {"what": step.what, "by": step.by, "outcome": step.outcome, "fields": list(step.fields), "who": step.who}
    content = json.dumps(said | ({"words": step.words} if step.words else {}), ensure_ascii=False)
    return Statement(
        "INSERT INTO lead_history (id, lead, person, at, step) VALUES ($1, $2, $3, $4, $5)",
        (step_id, lead.id, lead.person, step.at, seal.close(TABLE, "step", content)),
    )


async def of_person(engine: Engine, person: bytes, seal: Seal) -> list[LeadStep]:
    """All steps of all leads of a person, the oldest first."""
    rows = await engine.read("SELECT lead, at, step FROM lead_history WHERE person = $1 ORDER BY at, id", person)
    return [LeadStep(lead, at, **json.loads(seal.open(TABLE, "step", sealed))) for lead, at, sealed in rows]


async def of_lead(engine: Engine, vault: Vault, lead: Lead) -> list[LeadStep]:
    """All steps of one lead, the oldest first; none if the person's key is gone."""
    seal = await vault.seal_of(lead.person)
    steps = await of_person(engine, lead.person, seal) if seal else []
    return [step for step in steps if step.lead == lead.id]

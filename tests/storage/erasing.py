"""Somebody whose erasure is under way, in a store in memory."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.disclosure import COLUMNS, Basis, Details, Disclosure, Format, Recipient
from bot.domain.erasure import Erasure, Kind, Place, Reason, Result
from bot.domain.time import SECOND, Moment
from storage import disclosures, erasure_messages, erasures, messages
from storage.erasure_beginnings import begin
from storage.outbox import Urgency
from tests.handlers.memory import seeded_entropy
from tests.handlers.scene import Scene
from tests.handlers.somebody import SINCE, STRANGER, at, known, make_lead, sent
from tests.handlers.turns import NOW

LATER = NOW + 7 * SECOND
MESSAGE, CARD = 31, 555
OTHER = known(who=STRANGER, leads=(make_lead(reference="M-2A2B2C"),))


async def requested(scene: Scene, reason: Reason = Reason.WISH, *, handed_out: bool = False) -> Erasure:
    """The erasure that somebody with an application, a draft and a message of their own has just requested.

    `handed_out`: a file that names them was exported before.
    """
    await scene.admit(replace(at("phone"), leads=sent().leads, card=CARD))
    visitor = await scene.visitor()
    await scene.store.commit([messages.remember(visitor.pseudonym, MESSAGE, Kind.ANSWER, SINCE)])
    if handed_out:
        await hand_out(scene)
    begun = begin(scene.store.vault, visitor.pseudonym, visitor.person, reason, NOW, seeded_entropy(3))
    await scene.store.commit(begun.changes, begun.keys)
    found = await erasures.under_way(scene.store.engine, scene.store.vault, visitor.pseudonym)
    assert found
    return found


async def hand_out(scene: Scene) -> None:
    """Hand out a file with every lead."""
    details = Details("Мадина", "audit", "")
    one = Disclosure(b"file", "D-2A2A2A", Format.CSV, Recipient.STAFF, Basis.CONSENT, "KZ", COLUMNS, details, SINCE)
    seal, key = scene.store.vault.make_seal(one.id, SINCE)
    await scene.store.commit(disclosures.ask(one, seal), [key])
    await scene.store.commit(await disclosures.hand_out(scene.store.engine, one, SINCE, LATER))


async def destroyed(scene: Scene, reason: Reason = Reason.WISH) -> Erasure:
    """The same, after the rows are destroyed."""
    erasure = await requested(scene, reason)
    await scene.store.commit(erasures.destroy_rows(erasure, LATER))
    return erasure


async def load(scene: Scene, erasure: Erasure) -> Erasure | None:
    return await erasures.load(scene.store.engine, scene.store.vault, erasure.id)


async def columns(scene: Scene, names: str) -> list[tuple[object, ...]]:
    return await scene.store.engine.read(f"SELECT {names} FROM erasures")


async def queue(scene: Scene) -> dict[str, tuple[str, Urgency, Moment]]:
    """Lane, urgency and moment of each fact about the erasure."""
    rows = await scene.store.engine.read("SELECT kind, lane, urgency, due_at FROM outbox WHERE kind LIKE 'eras%'")
    return {kind: (lane, Urgency(urgency), due_at) for kind, lane, urgency, due_at in rows}


async def take_back(scene: Scene, erasure: Erasure, place: Place) -> None:
    """Record that every message in this place is deleted."""
    for trace in await erasure_messages.traces(scene.store.engine, erasure.id, place):
        await scene.store.commit([erasure_messages.record(erasure.id, trace, Result.DELETED)])

"""A person confirms the application, and it becomes a lead: once, however often they tap."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.dialogue.presses import Move
from bot.domain.facts import Fact
from bot.domain.form import REVIEW, Draft
from bot.domain.lead import Status
from storage.statements import Conflict
from tests.handlers.cases import Case, each, heard, move, popup, typed
from tests.handlers.lines import ASK, RETIRED
from tests.handlers.scene import Scene
from tests.handlers.somebody import ANSWERS, REVISION, Somebody, at, known, make_lead, sent
from tests.handlers.turns import NOW

SEND = move(Move.CONFIRM)
SENDING = popup("application.sending")
REVIEWED = at(REVIEW)
SENT = (
    *("DELETE FROM drafts", "INSERT INTO leads", "UPDATE messages", "INSERT INTO outbox"),
    *("INSERT INTO daily_counts", "UPDATE persons", "INSERT INTO contact_marks"),
)
HALF = Somebody(draft=Draft(b"draft-id", REVIEW, REVISION, {"name": ANSWERS["name"]}))
"""At the review of a form that has got required fields since."""

CASES = [
    Case("send.confirm", SEND, [SENDING], SENT, REVIEWED),
    Case("send.confirm", typed("button.confirm"), [SENDING], SENT, REVIEWED),
    Case("send.confirm", typed("button.yes"), [SENDING], SENT, at(REVIEW, leads=(make_lead(),))),
    Case("send.confirm", SEND, [ASK["phone"]], ["UPDATE drafts", *RETIRED], HALF),
    Case("send.confirm_again", SEND, [popup("old_button")], [], at("email")),
    Case("send.confirm_again", move(Move.CONFIRM, REVISION - 1), [popup("old_button")], [], REVIEWED),
    Case("send.confirm_again", SEND, [popup("application.new", reference="M-7K3F9Q")], [], sent()),
    Case("send.confirm_again", SEND, [popup("application.taken", reference="M-7K3F9Q")], [], sent(Status.TAKEN)),
    Case("send.confirm_again", SEND, [popup("old_button")], [], known()),
    Case("send.confirm_again", SEND, [popup("old_button")]),
    Case("forget.wait_for_erasure", SEND, [popup("forget.under_way")], ["UPDATE outbox"], at(REVIEW, erasing=True)),
]


@each(CASES)
async def test_what_is_decided(case: Case, scene: Scene) -> None:
    await case.play(scene)


async def test_the_draft_becomes_a_lead_with_every_answer(scene: Scene) -> None:
    await scene.admit(REVIEWED)
    await scene.play(SEND)
    visitor, lead = await scene.visitor(), await scene.lead()
    assert visitor.draft is None
    assert lead.id == b"draft-id"
    assert (lead.details, lead.status, lead.language, lead.repeated) == (ANSWERS, Status.NEW, "kk", False)
    assert (lead.person, lead.created_at, lead.owner) == (visitor.pseudonym, NOW, None)


@pytest.mark.parametrize("may_have_left", [False, True])
async def test_the_person_is_thanked_first_and_staff_get_a_card(scene: Scene, may_have_left: bool) -> None:
    """Nothing may delay the thanks: what becomes of the review is told after it, if the press has not waited."""
    await scene.admit(REVIEWED)
    await scene.play(replace(SEND, may_have_left=may_have_left))
    visitor, lead = await scene.visitor(), await scene.lead()
    told = await scene.store.engine.read(
        "SELECT kind, subject FROM outbox WHERE lane = $1 ORDER BY id", visitor.pseudonym.hex()
    )
    assert told == [(Fact.SENT, lead.id), (Fact.RETIRED, visitor.pseudonym)][:: -1 if may_have_left else 1]
    assert await scene.tells(Fact.CARD, lead.id)


async def test_a_double_tap_sends_once(scene: Scene) -> None:
    await scene.admit(REVIEWED)
    first, second = await scene.decide(SEND), await scene.decide(SEND)
    await scene.commit(first)
    with pytest.raises(Conflict):
        await scene.commit(second)
    reference = (await scene.lead()).reference
    assert heard(await scene.play(SEND)) == [popup("application.new", reference=reference)]
    assert await scene.count("leads") == 1


async def test_a_mended_answer_is_not_sent_as_it_was(scene: Scene) -> None:
    await scene.admit(REVIEWED)
    decided = await scene.decide(SEND)
    await scene.play(move(Move.EDIT, field="email"))
    with pytest.raises(Conflict):
        await scene.commit(decided)
    assert await scene.count("leads") == 0

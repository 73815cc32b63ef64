"""An administrator bans the sender of an application from sending further ones, or lifts the ban."""

from __future__ import annotations

import pytest

from bot.dialogue.event import Quoted
from bot.domain.facts import Fact
from bot.domain.form import REVIEW
from bot.domain.time import EPOCH
from storage import persons
from storage.statements import Conflict
from tests.handlers.cases import ADMINISTRATOR, UNTOLD, Case, Line, each, heard, in_group, say, typed
from tests.handlers.scene import Scene
from tests.handlers.somebody import SECOND, SINCE, at, make_lead, sent
from tests.handlers.turns import NOW, OPERATOR

REFERENCE = "M-7K3F9Q"
BAN, UNBAN = in_group(f"/ban {REFERENCE}"), in_group(f"/unban {REFERENCE}")
ON_CARD = in_group("/ban", reply_to=Quoted(1, "", True))
BANNED = sent(banned_at=SINCE)
RECORDED = ("UPDATE persons", "INSERT INTO lead_history", "INSERT INTO outbox", "INSERT INTO disclosure_specialists")
ENDED = (*RECORDED, "DELETE FROM drafts", "UPDATE messages")


def answer(key: str) -> Line:
    return say(f"ban.{key}", reference=REFERENCE)


CASES = [
    Case("ban.change_ban", BAN, [answer("ban.done")], ENDED, sent(), turn=ADMINISTRATOR),
    Case("ban.change_ban", ON_CARD, [answer("ban.done")], ENDED, sent(card=1), turn=ADMINISTRATOR),
    Case("ban.change_ban", BAN, [answer("ban.already")], [], BANNED, turn=ADMINISTRATOR),
    Case("ban.change_ban", UNBAN, [answer("unban.done")], RECORDED, BANNED, turn=ADMINISTRATOR),
    Case("ban.change_ban", UNBAN, [answer("unban.already")], [], sent(), turn=ADMINISTRATOR),
    Case("ban.change_ban", in_group("/ban"), [say("lead.which", command="ban")], [], sent(), turn=ADMINISTRATOR),
    Case("ban.change_ban", in_group("/unban M-222222"), [say("lead.unknown", command="unban")], turn=ADMINISTRATOR),
    Case("ban.change_ban", BAN, [say("lead.unknown", command="ban")], [], sent(erasing=True), turn=ADMINISTRATOR),
    Case("permissions.refuse_member", BAN, [say("staff.only_administrators")], [], sent()),
    Case("permissions.refuse_member", UNBAN, [say("staff.only_administrators")], [], BANNED),
    Case("permissions.refuse_unknown", BAN, [say("staff.unknown.passing")], [], sent(), turn=UNTOLD),
]


@each(CASES)
async def test_what_is_decided(case: Case, scene: Scene) -> None:
    await case.play(scene)


async def test_from_then_on_the_person_is_refused_and_the_draft_gone(scene: Scene) -> None:
    await scene.admit(at(REVIEW, leads=(make_lead(),)))
    await scene.play(BAN, **ADMINISTRATOR)
    visitor = await scene.visitor()
    assert (await scene.person()).banned_at == NOW
    assert visitor.draft is None
    assert await scene.tells(Fact.RETIRED, visitor.pseudonym)
    assert await scene.tells(Fact.CARD, visitor.leads[0].id)
    refused = heard(await scene.play(typed("button.confirm")))
    assert refused[0].words.startswith(say("banned.refused", email=OPERATOR.email).words)
    assert await scene.count("leads") == 1


async def test_of_two_administrators_one_bans(scene: Scene) -> None:
    await scene.admit(sent())
    other = in_group(f"/ban {REFERENCE}", SECOND)
    first, second = await scene.decide(BAN, **ADMINISTRATOR), await scene.decide(other, **ADMINISTRATOR)
    await scene.commit(first)
    with pytest.raises(Conflict):
        await scene.commit(second)
    assert heard(await scene.play(other, **ADMINISTRATOR)) == [answer("ban.already")]
    assert await scene.count("lead_history") == 1


async def test_applications_are_taken_again(scene: Scene) -> None:
    await scene.admit(BANNED)
    await scene.play(UNBAN, **ADMINISTRATOR)
    assert await persons.banned_at(scene.store.engine, (await scene.visitor()).pseudonym) == EPOCH
    assert heard(await scene.play(typed("/start"))) == [say("application.new", reference=REFERENCE)]


async def test_nobody_bans_by_answering_a_message_that_is_no_card(scene: Scene) -> None:
    await scene.admit(sent(card=2))
    assert heard(await scene.play(ON_CARD, **ADMINISTRATOR)) == [say("lead.unknown", command="ban")]
    assert (await scene.person()).banned_at == EPOCH

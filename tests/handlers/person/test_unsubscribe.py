"""A person stops the offers with one tap under any announcement."""

from __future__ import annotations

import pytest

from bot.dialogue.presses import StopOffersPress
from bot.domain.consent import Purpose
from storage import announcements, consents
from storage.statements import Conflict
from tests.handlers.cases import BUTTONS, Case, each, heard, popup
from tests.handlers.lines import LEDGER
from tests.handlers.scene import Scene
from tests.handlers.somebody import known, sent
from tests.handlers.turns import POLICY, make_press

STOP = make_press(StopOffersPress())
SAID = [popup("offer.withdrawn"), BUTTONS]
WITHDRAWN = ("UPDATE persons", "UPDATE consents", *LEDGER)

CASES = [
    Case("unsubscribe.stop_offers", STOP, SAID, WITHDRAWN, known(wants_offers=True)),
    Case("unsubscribe.stop_offers", STOP, SAID, WITHDRAWN, sent(wants_offers=True, agreed_to="0")),
    Case("unsubscribe.stop_offers", STOP, SAID, WITHDRAWN, known(wants_offers=True, banned_at=1)),
    Case("unsubscribe.stop_offers", STOP, SAID, [], known()),
    Case("unsubscribe.stop_offers", STOP, SAID),
    Case("forget.wait_for_erasure", STOP, [popup("forget.under_way")], ["UPDATE outbox"], known(erasing=True)),
]


@each(CASES)
async def test_what_is_decided(case: Case, scene: Scene) -> None:
    await case.play(scene)


async def test_no_more_is_sent_from_then_on(scene: Scene) -> None:
    await scene.admit(known(wants_offers=True))
    engine, who = scene.store.engine, (await scene.visitor()).pseudonym
    assert await announcements.wants(engine, who, POLICY.version)
    await scene.play(STOP)
    assert not await announcements.wants(engine, who, POLICY.version)
    newest = (await consents.history(engine, who))[0]
    assert (newest.purpose, newest.withdrawn_at) == (Purpose.MARKETING, scene.now)


async def test_the_application_is_not_touched(scene: Scene) -> None:
    await scene.admit(sent(wants_offers=True))
    before = await scene.visitor()
    await scene.play(STOP)
    after = await scene.visitor()
    assert (after.consent, after.leads) == (before.consent, before.leads)


async def test_a_double_tap_withdraws_once(scene: Scene) -> None:
    await scene.admit(known(wants_offers=True))
    first, second = await scene.decide(STOP), await scene.decide(STOP)
    await scene.commit(first)
    with pytest.raises(Conflict):
        await scene.commit(second)
    assert heard(await scene.play(STOP)) == SAID

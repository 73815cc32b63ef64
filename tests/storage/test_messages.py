"""Is the bot's message with answers kept in mind if a channel gives its number to a message of the person too?"""

from __future__ import annotations

from bot.domain.erasure import PERSONS_OWN, Kind
from storage import messages
from tests.cases import cases
from tests.handlers.memory import close, open_in_memory
from tests.handlers.scene import Scene
from tests.handlers.somebody import known
from tests.handlers.turns import NOW


@cases("own", PERSONS_OWN)
async def test_the_bot_s_message_counts_whichever_came_first(own: Kind) -> None:
    scene = Scene(await open_in_memory())
    await scene.admit(known())
    who = (await scene.visitor()).pseudonym
    for number, kinds in {1: (Kind.REVIEW, own), 2: (own, Kind.REVIEW), 3: (own, own)}.items():
        for kind in kinds:
            await scene.store.commit([messages.remember(who, number, kind, NOW)])
    kept = await messages.of_person(scene.store.engine, who)
    assert [(trace.message_id, trace.kind) for trace in kept] == [(1, Kind.REVIEW), (2, Kind.REVIEW), (3, own)]
    await close(scene.store)

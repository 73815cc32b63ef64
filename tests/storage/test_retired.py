"""Does the fact that messages are to lose their answers wait for as long as one of them still shows any?"""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.domain.erasure import Kind
from bot.domain.facts import Fact
from storage import messages, outbox
from tests.handlers.memory import close, open_in_memory
from tests.handlers.scene import Scene
from tests.handlers.somebody import known
from tests.handlers.turns import NOW


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    store = await open_in_memory()
    yield Scene(store)
    await close(store)


async def test_it_waits_for_the_last_of_them(scene: Scene) -> None:
    await scene.admit(known())
    who, waits = (await scene.visitor()).pseudonym, list[bool]()
    shown = [messages.remember(who, number, Kind.RETIRED, NOW) for number in (1, 2)]
    await scene.store.commit([*shown, outbox.tell(who.hex(), Fact.RETIRED, who, NOW)])
    for number in (1, 2):
        done = outbox.cancel_each(Fact.RETIRED, messages.all_retired_are_done(who))
        await scene.store.commit([messages.forget(who, number), done])
        waits.append(await outbox.is_waiting(scene.store.engine, Fact.RETIRED, who))
    assert waits == [True, False]

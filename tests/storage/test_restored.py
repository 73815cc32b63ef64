"""Does nothing go out by itself to people in doubt, also of what waited when the backup was made?"""

from __future__ import annotations

import pytest

from bot.domain.facts import Fact
from bot.domain.time import Moment
from storage import outbox, persons, restored
from storage.statements import Statement
from storage.store import Store

PERSON, NOW, LATER = b"p" * 32, Moment(1_000), Moment(2_000)
STORED = Statement(
    "INSERT INTO persons (person, address, language, created_at, policy_asked) VALUES ($1, $2, 'kk', 1, '2')",
    (PERSON, b"x"),
)


@pytest.mark.parametrize("asked", [True, False])
async def test_what_waited_is_not_sent_and_the_policy_is_asked_about_once_confirmed(store: Store, asked: bool) -> None:
    facts = (Fact.REMINDER, Fact.POLICY, Fact.BREACH) if asked else (Fact.REMINDER, Fact.BREACH)
    await store.commit([STORED, *(outbox.tell(PERSON.hex(), one, PERSON, NOW) for one in facts)])
    await store.commit(restored.doubt_everybody(LATER))
    assert await store.engine.read("SELECT kind FROM outbox") == [(Fact.BREACH,)]
    assert await persons.to_ask_about_policy(store.engine, "2", LATER, 9) == []
    await store.commit(restored.confirm(LATER))
    assert await persons.to_ask_about_policy(store.engine, "2", LATER, 9) == ([PERSON] if asked else [])

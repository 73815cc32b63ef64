"""Are the terms of a consent kept as they were shown, whichever version stored them?"""

import json

from bot.domain.consent import Consent, Notice, Purpose, Terms
from bot.domain.policy import Policy
from bot.domain.retention import Retention
from bot.domain.time import Moment, Span
from storage import consents
from storage.statements import Statement
from storage.store import Store
from tests.databases import sqlite_only

TERMS: dict[str, object] = {
    "operator": "ТОО",
    "bin": None,
    "email": "a@example.com",
    "draft": 1,
    "open_lead": 2,
    "closed_lead": 3,
}


async def put(store: Store, terms: dict[str, object]) -> None:
    sql = "INSERT INTO consent_texts (hash, language, body, terms) VALUES ($1, $2, $3, $4)"
    await store.commit([Statement(sql, ("h", "kk", "text", json.dumps(terms)))])


async def test_terms_of_an_older_version_are_read_without_the_rules_it_did_not_know(store: Store) -> None:
    await put(store, TERMS | {"proof": None})
    shown = await consents.load_text(store.engine, "h")
    assert shown
    assert shown.terms == Terms(
        "ТОО", None, "a@example.com", {"draft": Span(1), "open_lead": Span(2), "closed_lead": Span(3)}
    )


async def test_terms_are_stored_flat_with_the_name_of_every_rule(store: Store) -> None:
    periods = Retention({}).by_name()
    notice = Notice("text", "kk", Policy("https://momu.kz/", "1", ""), Terms("ТОО", None, "a@example.com", periods))
    consent = Consent.of(notice, bytes(16), Purpose.APPLICATION, 1, Moment(1))
    await store.commit(consents.grant(bytes(32), "name", consent, notice))
    ((stored,),) = await store.engine.read("SELECT terms FROM consent_texts")
    assert json.loads(stored) == {"operator": "ТОО", "bin": None, "email": "a@example.com"} | periods
    shown = await consents.load_text(store.engine, notice.digest)
    assert shown
    assert shown.terms == notice.terms


async def test_the_newest_consent_in_force_says_how_long_anything_may_be_kept(store: Store) -> None:
    """Not an older one, one to offers or somebody else's; nothing is said where no terms were stored."""

    def grant(person: int, text: str, purpose: Purpose, at: int, terms: Terms | None) -> Consent:
        notice = Notice(text, "kk", Policy("https://momu.kz/", "1", ""), terms)
        consent = Consent.of(notice, bytes([person, at] * 8), purpose, 1, Moment(at))
        granted.extend(consents.grant(bytes([person] * 32), "name", consent, notice))
        return consent

    granted: list[Statement] = []
    for text, purpose, at, days in (("a", Purpose.APPLICATION, 1, 5), ("b", Purpose.APPLICATION, 2, 6)):
        newest = grant(1, text, purpose, at, Terms("ТОО", None, "a@example.com", {"closed_lead": Span(days)}))
    grant(1, "c", Purpose.MARKETING, 3, Terms("ТОО", None, "a@example.com", {"closed_lead": Span(7)}))
    grant(2, "d", Purpose.APPLICATION, 4, None)
    await store.commit(granted)
    promised = [await consents.promised(store.engine, bytes([person] * 32)) for person in (1, 2, 3)]
    assert promised == [{"closed_lead": Span(6)}, {}, {}]
    await store.commit(consents.withdraw(newest, "name", Moment(9)))
    assert await consents.promised(store.engine, bytes([1] * 32)) == {"closed_lead": Span(5)}


@sqlite_only(reason="it reads the plan of SQLite")
async def test_the_newest_is_found_without_sorting(store: Store) -> None:
    """It is asked for with every update."""
    plan = await store.engine.read(f"EXPLAIN QUERY PLAN {consents.newest('id')}", b"any", Purpose.APPLICATION)
    assert [row[3] for row in plan] == ["SEARCH consents USING INDEX consents_by_person (person=? AND purpose=?)"]

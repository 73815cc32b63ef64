"""A person sees all their consents, and gives or withdraws one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bot.dialogue.decision import Rewrite, Say
from bot.dialogue.event import Event
from bot.dialogue.offer_presses import MarketingPress, OfferPlace
from bot.domain.consent import Consent, Purpose
from bot.domain.row_id import abbreviate, make_row_id
from bot.domain.time import Moment, Span
from bot.i18n import Markup
from storage import announcements, consents
from storage.statements import Conflict
from tests.handlers.cases import Case, Line, each, heard, popup, say, targets, typed
from tests.handlers.lines import ASK, GRANTED, LEDGER
from tests.handlers.scene import Scene
from tests.handlers.somebody import SINCE, at, known, sent
from tests.handlers.turns import NOW, POLICY, SAY, make_press, make_turn, offer

SHOW = typed("/consents")
MARK = offer("kk").mark
DATE = make_turn(SHOW).date
NOTHING, OLD, CHANGED = popup("consents.nothing"), popup("consents.old"), popup("consent.changed")
GIVEN = ("UPDATE persons", *GRANTED)
WITHDRAWN = ("UPDATE persons", "UPDATE consents", *LEDGER)
NOT_GIVEN = SAY("consents.not_given")


def choose(wants: bool, stamp: str = "", **more: Any) -> Event:
    """A press of the button about offers, as it is drawn now."""
    given: dict[str, Any] = {"since": SINCE, "language": "kk", "shown": MARK, "place": OfferPlace.CONSENTS, **more}
    return make_press(MarketingPress(wants=wants, stamp=stamp, **given))


def state(given_at: Moment, version: str = POLICY.version, key: str = "given") -> str:
    return SAY(f"consents.{key}", date=DATE(given_at), version=version)


def listed(application: str, marketing: str, *, asks: bool, **others: str) -> str:
    """The list of consents: each purpose with its state, and the question about offers below."""
    stated = [
        SAY("consents.purpose", title=SAY(f"purpose.{one}"), what=SAY(f"purpose.{one}.what"), state=Markup(how))
        for one, how in {"application": application, "marketing": marketing, **others}.items()
    ]
    return "\n\n".join([SAY("consents.head"), *stated, *([offer("kk").text] if asks else [])])


APPLIED = listed(state(SINCE), NOT_GIVEN, asks=True)
OFFERED = listed(state(SINCE), state(SINCE + Span(2)), asks=False)
OUTDATED = listed(state(SINCE, "0", "outdated"), NOT_GIVEN, asks=True)
ACCEPTED = popup("offer.accepted", date=DATE(NOW))
TAKING = listed(state(SINCE), state(NOW), asks=False)

OFFERED_TO = sent(wants_offers=True)

CASES = [
    Case("consents.find_no_consent", SHOW, [say("consents.nothing")]),
    Case("consents.show_consents", SHOW, [Line(Say, APPLIED)], [], known()),
    Case(
        "consents.show_consents",
        SHOW,
        [Line(Say, OFFERED)],
        ["UPDATE persons"],
        sent(wants_offers=True, asking="forget"),
    ),
    Case("consents.show_consents", SHOW, [Line(Say, OUTDATED)], [], at("phone", agreed_to="0")),
    # In words
    Case("consents.find_no_consent", typed("button.offer_stop"), [say("consents.nothing")]),
    Case("consents.show_consents", typed("button.offer_yes"), [Line(Say, APPLIED)], [], known()),
    Case("consents.refuse_offers", typed("button.offer_stop"), [say("offer.withdrawn")], WITHDRAWN, OFFERED_TO),
    Case("consents.show_consents", typed(SAY("button.offer_stop") + "?"), [Line(Say, APPLIED)], [], known()),
    Case("consents.show_consents", typed(SAY("button.feedback_withdraw") + "?"), [Line(Say, APPLIED)], [], known()),
    Case("consents.refuse_offers", typed("button.offer_no"), [say("offer.withdrawn")], WITHDRAWN, OFFERED_TO),
    Case("consents.refuse_offers", typed("button.offer_no"), [say("offer.declined")], [], sent()),
    Case("consents.refuse_offers", typed("button.offer_no"), [say("offer.declined"), ASK["name"]], [], at("name")),
    # Offers: yes
    Case("consents.choose_offers", choose(True), [ACCEPTED, Line(Rewrite, TAKING)], GIVEN, sent()),
    Case(
        "consents.choose_offers",
        choose(True, shown="1234"),
        [CHANGED, Line(Say, APPLIED)],
        [],
        known(),
    ),
    Case("consents.choose_offers", choose(True, since=1), [OLD], [], known()),
    Case("consents.choose_offers", choose(True, language="xx"), [OLD], [], known()),
    Case("consents.choose_offers", choose(True, stamp="00000000"), [OLD], [], known()),
    Case("consents.choose_offers", choose(True), [OLD], [], known(wants_offers=True)),
    # Offers: no
    Case(
        "consents.choose_offers",
        choose(False, place=OfferPlace.SENT),
        [Line(Rewrite, SAY("offer.declined"))],
        [],
        known(),
    ),
    Case("consents.choose_offers", choose(False), [OLD], [], known(wants_offers=True)),
    # Nobody is known
    Case("consents.press_after_the_end", choose(True), [NOTHING]),
    Case("forget.wait_for_erasure", choose(True), [popup("forget.under_way")], ["UPDATE outbox"], known(erasing=True)),
]


@each(CASES)
async def test_what_is_decided(case: Case, scene: Scene) -> None:
    await case.play(scene)


async def history(scene: Scene) -> list[Consent]:
    return await consents.history(scene.store.engine, (await scene.visitor()).pseudonym)


async def stop(scene: Scene) -> Event:
    """A press of the button that withdraws the consent to offers, as it is drawn now."""
    return choose(False, next(abbreviate(one.id) for one in await history(scene) if one.purpose is Purpose.MARKETING))


async def test_a_yes_is_kept_with_what_was_shown(scene: Scene) -> None:
    await scene.admit(sent())
    await scene.play(choose(True))
    newest = (await history(scene))[0]
    assert (newest.purpose, newest.text_hash, newest.granted_at) == (Purpose.MARKETING, offer("kk").digest, NOW)
    assert await announcements.wants(scene.store.engine, (await scene.visitor()).pseudonym, POLICY.version)


async def test_where_it_was_sent_the_answer_takes_the_place_of_the_question(scene: Scene) -> None:
    await scene.admit(sent())
    yes = heard(await scene.play(choose(True, place=OfferPlace.SENT)))
    assert yes == [ACCEPTED, Line(Rewrite, f"{SAY('review.sent', reference='M-7K3F9Q')}\n\n{ACCEPTED.words}")]


async def test_under_a_receipt_of_an_earlier_version_the_receipt_stays(scene: Scene) -> None:
    await scene.admit(sent())
    press = choose(False, place=OfferPlace.SENT)
    assert press.tap
    decision = await scene.play(replace(press, tap=replace(press.tap, is_file=True)))
    [declined] = heard(decision)
    assert declined.words.startswith(SAY("receipt.head", about="M-7K3F9Q"))
    assert declined.words.endswith(SAY("offer.declined"))


async def test_a_no_is_counted_and_not_kept(scene: Scene) -> None:
    await scene.admit(sent())
    decision = await scene.play(choose(False, place=OfferPlace.SENT))
    assert heard(decision)[0].words.endswith(SAY("offer.declined"))
    assert await scene.store.engine.read("SELECT event, count FROM daily_counts") == [("marketing_refused", 1)]
    assert len(await history(scene)) == 1


async def test_offers_are_taken_back(scene: Scene) -> None:
    await scene.admit(known(wants_offers=True))
    decision = await scene.play(await stop(scene))
    assert targets(decision) == set(WITHDRAWN)
    after = listed(state(SINCE), SAY("consents.withdrawn", date=DATE(NOW)), asks=True)
    assert heard(decision) == [popup("offer.withdrawn"), Line(Rewrite, after)]
    assert (await history(scene))[0].withdrawn_at == NOW


async def test_a_double_tap_takes_back_once(scene: Scene) -> None:
    await scene.admit(known(wants_offers=True))
    press = await stop(scene)
    first, second = await scene.decide(press), await scene.decide(press)
    await scene.commit(first)
    with pytest.raises(Conflict):
        await scene.commit(second)
    assert heard(await scene.play(press)) == [OLD]


async def test_a_double_tap_gives_once(scene: Scene) -> None:
    await scene.admit(known())
    await scene.play(choose(True))
    assert heard(await scene.play(choose(True))) == [OLD]
    assert len(await history(scene)) == 2


async def test_of_two_taps_at_once_one_gives(scene: Scene) -> None:
    await scene.admit(known())
    first, second = await scene.decide(choose(True)), await scene.decide(choose(True))
    await scene.commit(first)
    with pytest.raises(Conflict):
        await scene.commit(second)
    assert len(await history(scene)) == 2


async def test_a_button_of_an_earlier_yes_of_the_same_second_is_old(scene: Scene) -> None:
    await scene.admit(known())
    who, person = (await scene.visitor()).pseudonym, await scene.person()
    for moment in (SINCE + Span(2), SINCE + Span(3)):
        number = make_row_id(16, moment, scene.entropy)
        given = Consent(number, Purpose.MARKETING, "0", "kk", POLICY.url, POLICY.version, "", 1, moment)
        await scene.store.commit(consents.grant(who, person.ledger_subject, given, offer("kk")))
    newest, earlier, _ = await history(scene)
    assert heard(await scene.play(choose(False, abbreviate(earlier.id))))[0] == OLD
    assert heard(await scene.play(choose(False, abbreviate(newest.id))))[0] != OLD


async def test_an_outdated_yes_can_be_given_anew(scene: Scene) -> None:
    """A new policy stops offers at once; the button says yes to the new one."""
    await scene.admit(known())
    who, person = (await scene.visitor()).pseudonym, await scene.person()
    old = Consent(b"o" * 16, Purpose.MARKETING, "0", "kk", POLICY.url, "0", "", 1, SINCE + Span(2))
    await scene.store.commit(consents.grant(who, person.ledger_subject, old, offer("kk")))
    decision = await scene.play(choose(True, abbreviate(old.id)))
    assert heard(decision)[0] == ACCEPTED

"""A person asks what is stored about them, and gets all of it in words and as a file."""

from __future__ import annotations

import json
from typing import Any

from bot.dialogue.decision import Decision, File, Meanwhile, Show
from bot.dialogue.event import ChatKind, Place
from bot.dialogue.presses import MyDataPress
from bot.domain.disclosure import COLUMNS, HOME, Basis, Details, Disclosure, Format, Recipient
from bot.domain.erasure import Kind
from bot.domain.form import REVIEW
from bot.domain.lead import Status
from bot.domain.phones import format_phone
from bot.domain.time import DAY, EPOCH, Span
from bot.i18n import Markup
from handlers.person.my_data_words import IN_A_MESSAGE
from storage import disclosures
from tests.handlers.cases import Case, Line, each, popup, say, show, typed
from tests.handlers.scene import Scene
from tests.handlers.somebody import ANSWERS, COLLEAGUE, DRAFT_END, SINCE, TYPO, at, known, make_lead, sent
from tests.handlers.turns import NOW, POLICY, SAY, WHO, make_event, make_press, make_turn
from tests.people import AIGERIM

ASK = typed("/my_data")
AS_TEXT = make_press(MyDataPress(since=SINCE))
TURN = make_turn(ASK)
GIVEN = SAY("consents.given", date=TURN.date(SINCE), version=POLICY.version)

WHOLE = SAY(
    "my_data.card",
    parts=Markup(
        "\n\n".join(
            [
                SAY("my_data.who", language=SAY("language.name"), id=WHO, since=TURN.date(SINCE)),
                SAY("my_data.consents", lines=SAY("my_data.consent", title=SAY("purpose.application"), state=GIVEN)),
                SAY("my_data.disclosures", lines=SAY("my_data.not_disclosed")),
            ]
        )
    ),
    end=SAY("my_data.both_go"),
)
CASES = [
    Case("my_data.show_my_data", ASK, [Line(Show, WHOLE), show("my_data.file", end=SAY("my_data.goes"))], [], known()),
    Case(
        "my_data.show_my_data",
        ASK,
        [Line(Show, WHOLE), show("my_data.file", end=SAY("my_data.goes"))],
        ["UPDATE persons"],
        known(asking="forget"),
    ),
    Case("my_data.find_nothing", ASK, [say("my_data.nothing")]),
    Case(
        "my_data.show_my_data",
        typed("command.my_data"),
        [Line(Show, WHOLE), show("my_data.file", end=SAY("my_data.goes"))],
        [],
        known(),
    ),
    Case("my_data.find_nothing", typed("command.my_data"), [say("my_data.nothing")]),
    Case("my_data.send_in_words", AS_TEXT, [show("my_data.text_file", end=SAY("my_data.goes"))], [], known()),
    Case("my_data.send_in_words", make_press(MyDataPress(since=EPOCH)), [popup("old_button")], [], known()),
    Case("my_data.press_after_the_end", AS_TEXT, [popup("my_data.nothing")]),
    Case(
        "forget.wait_for_erasure",
        ASK,
        [Line(Meanwhile, SAY("forget.under_way"))],
        ["UPDATE outbox"],
        known(erasing=True),
    ),
]


@each(CASES)
async def test_what_is_decided(case: Case, scene: Scene) -> None:
    await case.play(scene)


def shown(decision: Decision) -> list[Show]:
    """The texts of the message and of the file."""
    return [reply for reply in decision.replies if isinstance(reply, Show)]


def content(decision: Decision) -> dict[str, Any]:
    file = shown(decision)[1].file
    assert isinstance(file, File)
    found: dict[str, Any] = json.loads(file.content)
    return found


async def test_it_stands_in_two_messages_that_go_again(scene: Scene) -> None:
    await scene.admit(sent(asking="forget"))
    decision = await scene.play(ASK)
    assert [(one.kind, one.stub) for one in shown(decision)] == [
        (Kind.MY_DATA, SAY("my_data.stub")),
        (Kind.MY_DATA_FILE, SAY("my_data.stub")),
    ]
    assert len(decision.replies) == 2
    assert (await scene.person()).asking is None


async def test_who_they_are_and_what_they_answered(scene: Scene) -> None:
    await scene.admit(at(REVIEW))
    decision = await scene.play(ASK)
    text = shown(decision)[0].text
    for part in (*AIGERIM.name.split(), format_phone(AIGERIM.phone), AIGERIM.email, str(WHO), TURN.date(DRAFT_END)):
        assert part in text
    found = content(decision)
    assert (found["telegram_id"], found["language"]) == (WHO, "kk")
    assert found["draft"]["answers"] == ANSWERS


async def test_an_answer_in_doubt_is_told_too(scene: Scene) -> None:
    await scene.admit(at("email", TYPO))
    assert content(await scene.play(ASK))["draft"]["unsure"] == {"typed": TYPO.typed, "suggested": TYPO.suggested}


async def test_a_draft_without_answers_says_so(scene: Scene) -> None:
    await scene.admit(at("name"))
    assert SAY("my_data.no_answers") in shown(await scene.play(ASK))[0].text


async def test_of_many_applications_the_rest_is_in_the_file(scene: Scene) -> None:
    many = tuple(make_lead(reference=f"M-{number}AAAAA", created_at=SINCE + Span(number)) for number in range(2, 8))
    await scene.admit(known(leads=many))
    decision = await scene.play(ASK)
    assert SAY("my_data.more", count=len(many) - IN_A_MESSAGE.applications) in shown(decision)[0].text
    assert len(content(decision)["applications"]) == len(many)


async def test_a_hold_and_a_ban_are_told(scene: Scene) -> None:
    await scene.admit(sent(Status.TAKEN, held_until=NOW + DAY, banned_at=SINCE))
    text = shown(await scene.play(ASK))[0].text
    assert SAY("my_data.held", until=TURN.date(NOW + DAY), reason="іс сотта") in text
    assert SAY("my_data.banned", since=TURN.date(SINCE)) in text


async def hand_out(scene: Scene, number: int, country: str = HOME) -> None:
    one = Disclosure(
        id=bytes([number]) * 16,
        reference=f"X-{number}AAAAA",
        format=Format.CSV,
        to=Recipient.STATE,
        basis=Basis.LAW,
        country=country,
        fields=COLUMNS,
        details=Details("Мадина", "", f"Аудитор {number}", "№ 5", "2026-11-20"),
        asked_at=NOW,
        address=COLLEAGUE.address,
    )
    seal, key = scene.store.vault.make_seal(one.id, NOW)
    await scene.store.commit(disclosures.ask(one, seal), [key])
    await scene.store.commit(await disclosures.hand_out(scene.store.engine, one, NOW + Span(number), NOW + DAY))


async def test_who_was_given_it(scene: Scene) -> None:
    await scene.admit(sent())
    assert SAY("my_data.not_disclosed") in shown(await scene.play(ASK))[0].text
    for number in range(IN_A_MESSAGE.recipients + 1):
        await hand_out(scene, number)
    decision = await scene.play(ASK)
    text = shown(decision)[0].text
    assert ["Аудитор 0" in text, "Аудитор 1" in text, "Аудитор 2" in text] == [False, True, True]
    assert SAY("my_data.disclosed_more") in text
    assert [one["recipient"] for one in content(decision)["disclosures"]] == ["Аудитор 2", "Аудитор 1", "Аудитор 0"]


async def test_kind_country_and_document_are_named(scene: Scene) -> None:
    """A country that an earlier version let people type has only a code."""
    await scene.admit(sent())
    for number, country in enumerate((HOME, "FR", "ZZ")):
        await hand_out(scene, number, country)
        decision = await scene.play(ASK)
        [line] = [line for line in shown(decision)[0].text.splitlines() if f"Аудитор {number}" in line]
        assert f"({SAY('recipient.state')})" in line
        assert (SAY(f"country.{country.lower()}") if country != "ZZ" else "ZZ") in line
    newest = content(decision)["disclosures"][0]
    assert (newest["kind_of_recipient"], newest["document"], newest["document_dated"]) == ("state", "№ 5", "2026-11-20")


async def test_nobody_sees_what_is_another_persons(scene: Scene) -> None:
    await scene.admit(sent())
    await scene.admit(known(who=COLLEAGUE))
    decision = await scene.play(make_event("/my_data", Place(21, ChatKind.PRIVATE), who=COLLEAGUE))
    assert AIGERIM.email not in shown(decision)[0].text
    assert content(decision)["applications"] == []


async def test_the_text_leaves_nothing_out(scene: Scene) -> None:
    many = [make_lead(Status.CLOSED, f"M-AAAAA{number}", SINCE + Span(number + 1)) for number in range(6)]
    await scene.admit(known(leads=tuple(many)))
    [reply] = (await scene.play(AS_TEXT)).replies
    assert isinstance(reply, Show)
    assert reply.file
    told = reply.file.content.decode("utf-8-sig")
    assert all(lead.reference in told for lead in many)
    assert format_phone(ANSWERS["phone"]) in told
    assert "<" not in told

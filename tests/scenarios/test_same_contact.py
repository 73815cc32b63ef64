"""The same phone or e-mail from another account is marked on the card, and known to staff alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from simulator.state.message import Message
from tests.form import progress
from tests.people import AIGERIM, ALICE, DANIYAR, Applicant, example_number
from tests.scenarios.colleagues import TAKE, close_work, press
from tests.scenarios.evidence import cards, rows, shows
from tests.scenarios.stage import Guest, Stage, words

KK = words("kk")
PHONE, EMAIL = KK("field.phone.label"), KK("field.email.label")
SAME_PHONE = replace(DANIYAR, phone=AIGERIM.phone)
SAME_EMAIL = replace(DANIYAR, email=AIGERIM.email.capitalize())
BOTH = replace(ALICE, phone=AIGERIM.phone, email=AIGERIM.email)
DAY = 24 * 3600


async def sent(stage: Stage, who: Applicant) -> tuple[Guest, str, Message]:
    guest = stage.guest(who)
    reference = await guest.apply()
    await stage.world.until(lambda: bool(cards(stage.group, reference)))
    return guest, reference, cards(stage.group, reference)[0]


def mark(reference: str, *fields: str) -> str:
    text: str = KK("card.same", reference=reference, fields=", ".join(fields))
    return text


@pytest.mark.parametrize(
    ("other", "fields"),
    [(SAME_PHONE, (PHONE,)), (SAME_EMAIL, (EMAIL,)), (BOTH, (PHONE, EMAIL))],
    ids=["phone", "e-mail", "both"],
)
async def test_both_cards_name_each_other(stage: Stage, other: Applicant, fields: tuple[str, ...]) -> None:
    _, first, card = await sent(stage, AIGERIM)
    _, second, other_card = await sent(stage, other)
    await stage.world.until(lambda: mark(first, *fields) in other_card.html)
    await stage.world.until(lambda: mark(second, *fields) in card.html)
    assert not shows(other_card, AIGERIM)
    assert not shows(card, other)
    assert KK("card.repeated") not in other_card.html


async def test_others_are_not_marked(stage: Stage) -> None:
    found = [await sent(stage, who) for who in (AIGERIM, DANIYAR, ALICE)]
    await stage.sweep()
    assert [card.html for *_, card in found if "👥" in card.html] == []


async def test_of_the_same_account_it_is_a_repeat_and_no_mark(stage: Stage) -> None:
    guest, first, _ = await sent(stage, AIGERIM)
    await close_work(stage, first)
    second = await guest.apply_again()
    card = await stage.card(second, KK("card.repeated"))
    await stage.sweep()
    assert "👥" not in card.html


async def test_neither_person_is_told(stage: Stage) -> None:
    guest, first, _ = await sent(stage, AIGERIM)
    other, second, card = await sent(stage, BOTH)
    await stage.world.until(lambda: first in card.text)
    for person, foreign in ((guest, second), (other, first)):
        await person.hears(lambda: person.user.write("/my_data"))  # noqa: B023
        await stage.world.until(lambda: person.chat.last.document is not None)  # noqa: B023
        content: bytes = getattr(person.chat.last.version.attachment, "content", b"")
        assert foreign.encode() not in content
        assert not [one for one in person.chat.history if foreign in one.text]


@pytest.mark.parametrize("gone", ["first", "second"])
async def test_the_mark_goes_with_either_person(stage: Stage, gone: str) -> None:
    guest, first, card = await sent(stage, AIGERIM)
    other, second, other_card = await sent(stage, BOTH)
    await stage.world.until(lambda: first in other_card.text and second in card.text)
    await (guest if gone == "first" else other).forget()
    left, reference = (other_card, first) if gone == "first" else (card, second)
    await stage.world.until(lambda: reference not in left.text)
    assert "👥" not in left.html
    [[own]] = rows(stage.folder / "momu.db", "SELECT id FROM leads")
    assert {lead for (lead,) in rows(stage.folder / "momu.db", "SELECT lead FROM contact_marks")} == {own}


async def test_the_mark_goes_with_an_application_that_ends(stage: Stage) -> None:
    _, first, card = await sent(stage, AIGERIM)
    _, second, other_card = await sent(stage, BOTH)
    await close_work(stage, first)
    await stage.world.until(lambda: second in card.text)
    await stage.pass_time(91 * DAY)
    await stage.world.until(lambda: first not in other_card.text)


async def test_a_hold_takes_the_mark_off_too(stage: Stage) -> None:
    guest, first, _ = await sent(stage, AIGERIM)
    _, _, other_card = await sent(stage, BOTH)
    await stage.world.until(lambda: first in other_card.text)
    until = stage.world.clock.now_ms() + 30 * DAY * 1000
    stage.execute("UPDATE persons SET held_until = ? WHERE person = (SELECT person FROM leads WHERE reference = ?)",
                  until, first)  # fmt: skip
    await guest.write("/forget_me")
    await stage.world.until(lambda: KK("button.forget") in guest.chat.last.labels)
    guest.user.tap(KK("button.forget"))
    await stage.world.until(lambda: first not in other_card.text)


async def test_a_correction_marks_and_unmarks(stage: Stage) -> None:
    _, first, card = await sent(stage, AIGERIM)
    guest, second, other_card = await sent(stage, DANIYAR)
    for email, is_marked in ((AIGERIM.email, True), (DANIYAR.email, False)):
        label = str(
            guest.text("button.edit_field", edit=guest.text("button.edit"), field=guest.text("field.email.label"))
        )
        await guest.write(label, progress("email"))
        await guest.write(email, guest.text("button.confirm"))
        await guest.tap(guest.text("button.confirm"), "✓")
        await stage.world.until(lambda: (mark(first, EMAIL) in other_card.html) is is_marked)  # noqa: B023
        await stage.world.until(lambda: (mark(second, EMAIL) in card.html) is is_marked)  # noqa: B023


async def test_of_many_the_oldest_are_named(stage: Stage) -> None:
    found = [await sent(stage, replace(AIGERIM, email=f"a{number}@example.com")) for number in range(5)]
    last = found[-1][2]
    await stage.world.until(lambda: KK("card.same_more") in last.html)
    assert [reference in last.text for _, reference, _ in found] == [True, True, True, False, True]
    await press(stage, stage.madina, TAKE, last)
    await stage.world.until(lambda: "a4@example.com" in last.text)


async def test_what_is_stored_leads_to_nobody_s_number(stage: Stage) -> None:
    """16 bits and two more: of a million numbers some have the same."""
    await sent(stage, AIGERIM)
    marks = rows(stage.folder / "momu.db", "SELECT field, mark, more FROM contact_marks")
    assert {field for field, *_ in marks} == {"phone", "email"}
    assert all(0 <= number < 1 << 16 and 0 <= more < 1 << 2 for _, number, more in marks)


async def test_applications_of_an_earlier_version_are_marked_at_the_start(stage: Stage) -> None:
    _, first, card = await sent(stage, AIGERIM)
    await stage.stop()
    stage.execute("DELETE FROM contact_marks")
    await stage.start()
    _, second, other_card = await sent(stage, replace(SAME_PHONE, email="x@example.com"))
    await stage.world.until(lambda: first in other_card.text and second in card.text)


async def test_another_country_s_number_is_another_number(stage: Stage) -> None:
    await sent(stage, AIGERIM)
    _, _, card = await sent(stage, replace(DANIYAR, phone=example_number("UZ")))
    await stage.sweep()
    assert "👥" not in card.html

"""A person asks by e-mail: the operator shows, corrects, blocks, proves; the bot is stopped, and all is registered."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from typer.testing import Result

from tests.form import progress
from tests.people import AIGERIM, ALICE, DANIYAR, MADINA
from tests.scenarios.colleagues import TAKE, ask, press, taken_card
from tests.scenarios.stage import Stage, words
from tests.scenarios.stopped import command

KK = words("kk")
OTHER_PHONE = ALICE.phone
THEIRS = ("--phone", AIGERIM.phone)


async def person(stage: Stage, *words: object) -> Result:
    """The command, with the bot stopped; afterwards the bot runs again."""
    await stage.stop()
    result = await of_stopped(stage, *words)
    await stage.start()
    return result


async def of_stopped(stage: Stage, *words: object) -> Result:
    key = (stage.folder / "master.key").read_text().strip()
    result = await command(stage.folder, "person", *words, MASTER_KEY=key)
    assert "Traceback" not in result.output
    return result


def registered(stage: Stage) -> list[tuple[str, Any]]:
    return [(event, json.loads(facts)) for event, facts in stage.query("SELECT event, facts FROM ledger ORDER BY seq")]


async def test_show_prints_what_is_held_of_the_person_and_of_nobody_else(stage: Stage) -> None:
    guest, other = stage.guest(AIGERIM), stage.guest(DANIYAR)
    reference = await guest.apply()
    await other.apply()
    ways = {"--phone": AIGERIM.phone, "--email": AIGERIM.email, "--telegram-id": guest.user.id, "--lead": reference}
    await stage.stop()
    for number, (way, value) in enumerate(ways.items(), 1):
        result = await of_stopped(stage, "show", way, value)
        held = json.loads(result.output)
        assert (result.exit_code, held["applications"][0]["answers"]) == (0, AIGERIM.answers), way
        assert not any(secret in result.output for secret in DANIYAR.secrets), way
        assert registered(stage)[-number:] == [("request_answered", {"request": "show"})] * number, way


async def test_who_is_not_there_or_badly_asked_for_is_one_kind_line(stage: Stage) -> None:
    await stage.guest(AIGERIM).apply()
    before = registered(stage)
    correction = ("--field", "phone", "--value", OTHER_PHONE)
    await stage.stop()
    for action, more in (("show", ()), ("block", ()), ("proof", ()), ("correct", correction)):
        for query in (("--phone", DANIYAR.phone), (), (*THEIRS, "--email", AIGERIM.email), ("--phone", "nonsense")):
            result = await of_stopped(stage, action, *query, *more)
            assert (result.exit_code, len(result.output.strip().splitlines())) == (1, 1), (action, query)
    assert registered(stage) == before


async def test_a_running_bot_is_left_alone(stage: Stage) -> None:
    await stage.guest(AIGERIM).apply()
    key = (stage.folder / "master.key").read_text().strip()
    result = await command(stage.folder, "person", "show", *THEIRS, MASTER_KEY=key)
    assert (result.exit_code, "stop it first" in result.output) == (1, True)


async def test_what_is_corrected_stands_on_the_card_and_its_old_value_nowhere(stage: Stage) -> None:
    reference, card = await taken_card(stage)
    result = await person(stage, "correct", *THEIRS, "--field", "phone", "--value", OTHER_PHONE.replace("+44", "+44 "))
    assert (result.exit_code, reference in result.output, OTHER_PHONE in result.output) == (0, True, False)
    await stage.card(reference, OTHER_PHONE, MADINA)
    assert AIGERIM.phone not in card.text
    assert registered(stage)[-1] == ("data_corrected", {"fields": ["phone"]})
    assert (await person(stage, "show", "--phone", OTHER_PHONE)).exit_code == 0
    assert (await person(stage, "show", *THEIRS)).exit_code == 1


async def test_a_closed_application_can_be_corrected_too(stage: Stage) -> None:
    _, card = await taken_card(stage)
    await press(stage, stage.madina, KK("button.close"))
    await stage.world.until(lambda: KK("outcome.won") in card.labels)
    await press(stage, stage.madina, KK("outcome.won"))
    result = await person(stage, "correct", *THEIRS, "--field", "name", "--value", "Сейтқалиева Айгерім")
    assert result.exit_code == 0
    held = json.loads((await person(stage, "show", *THEIRS)).output)
    assert held["applications"][0]["answers"]["name"] == "Сейтқалиева Айгерім"


WRONG_VALUES = [
    ("phone", "12", "--value:"),
    ("email", "nobody", "--value:"),
    ("phone", AIGERIM.phone, "has another value"),
    ("colour", "red", "--field: must be one of name, phone, email"),
]


async def test_a_value_that_the_form_would_refuse_changes_nothing(stage: Stage) -> None:
    await stage.guest(AIGERIM).apply()
    before = registered(stage)
    await stage.stop()
    for field, value, told in WRONG_VALUES:
        result = await of_stopped(stage, "correct", *THEIRS, "--field", field, "--value", value)
        assert (result.exit_code, told in result.output, value in result.output.removeprefix(told)) == (1, True, False)
    assert registered(stage) == before


async def test_a_block_takes_the_contacts_off_the_card_and_ends_with_the_dispute(stage: Stage) -> None:
    reference, card = await taken_card(stage)
    assert (await person(stage, "block", *THEIRS)).exit_code == 0
    await stage.world.until(lambda: card.html == KK("card.disputed", reference=reference))
    assert card.labels == []
    assert registered(stage)[-1] == ("data_blocked", {})
    assert (await ask(stage, f"/lead {reference}")).html == KK("staff.disputed")
    assert reference not in (await ask(stage, "/leads")).text
    assert "already" in (await person(stage, "block", *THEIRS)).output
    assert (await person(stage, "block", "--lift", *THEIRS)).exit_code == 0
    await stage.world.until(lambda: AIGERIM.phone in card.text)
    assert registered(stage)[-1] == ("data_unblocked", {})


async def test_a_button_pressed_on_a_card_of_earlier_tells_why(stage: Stage) -> None:
    reference, card = await taken_card(stage)
    button = next(one.data for one in card.inline_buttons if one.text == KK("button.contacted"))
    await person(stage, "block", *THEIRS)
    await stage.world.until(lambda: card.html == KK("card.disputed", reference=reference))
    query = stage.madina.tap_data(button or "", card)
    await stage.world.until(lambda: query.answer is not None)
    assert query.answer
    assert query.answer.text == KK("staff.disputed")


async def test_a_blocked_person_is_asked_nothing_and_still_has_their_rights(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.apply()
    await person(stage, "block", *THEIRS)
    for said in ("/start", KK("button.new_application"), KK("button.edit"), "сәлем"):
        (answer,) = await guest.say(said)
        assert answer.html == KK("blocked.told", email="info@momu.kz")
    await guest.say("/my_data")
    await stage.world.until(lambda: any(AIGERIM.email in one.text for one in guest.chat.messages))
    await guest.forget()
    assert stage.rows("persons", "leads") == [[], []]


async def test_a_blocked_person_is_not_reminded(stage: Stage) -> None:
    await stage.restart(draft_reminders=(3_600_000,))
    guest = stage.guest(AIGERIM)
    await guest.reach("phone")
    assert (await person(stage, "block", "--telegram-id", guest.user.id)).exit_code == 0
    before = len(guest.chat.history)
    await stage.pass_time(2 * 3600)
    assert len(guest.chat.history) == before
    assert (await person(stage, "block", "--lift", "--telegram-id", guest.user.id)).exit_code == 0
    await stage.sweep()
    assert len(guest.chat.history) == before + 1


async def test_a_blocked_person_is_in_no_export(stage: Stage) -> None:
    await stage.guest(AIGERIM).apply()
    await person(stage, "block", *THEIRS)
    await stage.stop()
    key = (stage.folder / "master.key").read_text().strip()
    order = ("export", "--to", "staff", "--reason", "x", "--recipient", "x", "--format", "csv")
    assert (await command(stage.folder, *order, MASTER_KEY=key)).exit_code == 1


async def test_the_retention_of_a_blocked_person_still_ends(stage: Stage) -> None:
    await stage.guest(AIGERIM).apply()
    await person(stage, "block", *THEIRS)
    await stage.pass_time(366 * 24 * 3600)
    assert stage.rows("persons", "leads") == [[], []]


async def test_a_person_who_asked_to_be_forgotten_is_not_changed_any_more(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.apply()
    await stage.stop()
    key = (stage.folder / "master.key").read_text().strip()
    held = await command(stage.folder, "hold", "--reason", "x", "--until", "2099-01-01", *THEIRS, MASTER_KEY=key)
    assert held.exit_code == 0
    await stage.start()
    await guest.write("/forget_me")
    await stage.world.until(lambda: KK("button.forget") in guest.chat.last.labels)
    await guest.hears(lambda: guest.user.tap(KK("button.forget")))
    for words_ in (("block",), ("correct", "--field", "phone", "--value", OTHER_PHONE)):
        result = await person(stage, *words_, *THEIRS)
        assert (result.exit_code, "asked to be forgotten" in result.output) == (1, True)
    assert json.loads((await person(stage, "show", *THEIRS)).output)["applications"][0]["answers"] == AIGERIM.answers


async def test_who_saw_the_contacts_is_known_by_number_press_and_time(stage: Stage) -> None:
    """Taking and showing a card again are; so is what the command line shows. Contacting shows nothing new."""
    reference, card = await taken_card(stage)
    await press(stage, stage.madina, KK("button.contacted"))
    stage.timur.write(f"/lead {reference}", chat=stage.group)
    await stage.world.until(lambda: card.labels == [])
    await person(stage, "show", *THEIRS)
    result = await person(stage, "access", "--lead", reference)
    lines = [line.split("  ")[1:] for line in result.output.splitlines() if f"  {reference}  " in line]
    assert sorted(lines) == [  # the clock of a stage runs ahead of that of a command
        [reference, "specialist 1", "take"],
        [reference, "specialist 2", "lead"],
        [reference, "the command line", "person show"],
    ]
    assert f"specialist 1: {MADINA}," in result.output
    assert "specialist 2: name no longer stored," in result.output
    assert registered(stage)[-1] == ("request_answered", {"request": "access"})
    assert not any(secret in result.output for secret in AIGERIM.secrets)


async def test_the_log_of_accesses_goes_with_the_person_and_at_its_own_end(stage: Stage) -> None:
    """The job purge_access_log."""
    guest, (reference, _) = stage.guest(DANIYAR), await taken_card(stage)
    await guest.apply()
    assert [row[1] for row in stage.rows("access_log")[0]] == [reference]
    await stage.pass_time(366 * 24 * 3600)
    assert stage.rows("access_log", "disclosure_specialists") == [[], []]


async def test_of_an_erased_person_no_access_is_remembered(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.apply()
    await press(stage, stage.madina, TAKE)
    assert len(stage.rows("access_log")[0]) == 1
    await guest.forget()
    assert stage.rows("access_log") == [[]]
    assert "specialist 1: name no longer stored" in (await person(stage, "access")).output


async def test_proof_prints_the_text_that_was_agreed_to_with_its_hash(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.reach("consent")
    shown = next(message for message in guest.chat.history if KK("button.agree") in message.labels)
    await guest.tap(KK("button.agree"), progress("name"))
    await guest.go_on("name")
    await guest.confirm()
    result = await person(stage, "proof", *THEIRS)
    [(digest, body)] = stage.query("SELECT hash, body FROM consent_texts")
    assert hashlib.sha256(body.encode()).hexdigest() == digest
    assert (body in result.output, f"{digest}, that of the text below" in result.output) == (True, True)
    assert shown.html.split("\n")[0] in result.output
    assert "consent_given" in result.output
    assert registered(stage)[-1] == ("request_answered", {"request": "proof"})


async def test_proof_tells_of_a_text_that_was_changed(stage: Stage) -> None:
    await stage.guest(AIGERIM).apply()
    await stage.stop()
    stage.execute("UPDATE consent_texts SET body = body || ' '")
    assert "NOT that of the stored text" in (await person(stage, "proof", *THEIRS)).output


async def test_a_card_that_nobody_has_taken_shows_the_block_too(stage: Stage) -> None:
    reference = await stage.guest(AIGERIM).apply()
    card = await stage.card(reference)
    await person(stage, "block", *THEIRS)
    await stage.world.until(lambda: card.html == KK("card.disputed", reference=reference))
    await person(stage, "block", "--lift", *THEIRS)
    await stage.world.until(lambda: TAKE in card.labels)

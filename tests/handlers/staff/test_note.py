"""A colleague leaves a short note on a lead."""

from __future__ import annotations

import pytest

from bot.dialogue.event import Event, Quoted
from bot.domain.facts import Fact
from bot.domain.lead import MAX_NOTE_LENGTH, NOTE, Status
from handlers.staff.note import split_note
from storage import lead_history
from storage.statements import Conflict, Statement
from tests.cases import cases
from tests.handlers.cases import Case, each, in_group, say
from tests.handlers.scene import Scene
from tests.handlers.somebody import COLLEAGUE, SECOND, sent

REFERENCE = "M-7K3F9Q"
WORDS = "дүйсенбіде қайта қоңырау шалу"
TAKEN, CONTACTED = sent(Status.TAKEN, card=1), sent(Status.CONTACTED, card=1)
KEPT = say("note.kept", reference=REFERENCE)
HOW = say("note.how", reference=REFERENCE)
NOT_TAKEN = say("note.not_taken", reference=REFERENCE)
WRITES = ("UPDATE leads", "INSERT INTO lead_history", "INSERT INTO disclosure_specialists", "INSERT INTO outbox")


def note(words: str) -> Event:
    return in_group(f"/note {REFERENCE} {words}")


def answering(message: int, words: str = WORDS) -> Event:
    return in_group(f"/note {words}", COLLEAGUE, reply_to=Quoted(message, "", True))


CASES = [
    Case("note.write_note", note(WORDS), [KEPT], WRITES, TAKEN),
    Case("note.write_note", note("я" * MAX_NOTE_LENGTH), [KEPT], WRITES, CONTACTED),
    Case("note.write_note", answering(1), [KEPT], WRITES, TAKEN),
    # Any colleague may: whoever had the lead before has something to say too
    Case("note.write_note", in_group(f"/note {REFERENCE} {WORDS}", SECOND), [KEPT], WRITES, TAKEN),
    # Nothing to keep
    Case("note.write_note", note(""), [HOW], [], TAKEN),
    Case("note.write_note", note("\u3164"), [HOW], [], TAKEN),
    Case("note.write_note", note("я" * (MAX_NOTE_LENGTH + 1)), [say("note.too_long", longest=300)], [], TAKEN),
    Case("note.write_note", note("карта 4111 1111 1111 1111"), [say("note.sensitive")], [], TAKEN),
    # No lead whose contacts are shown
    Case("note.write_note", note(WORDS), [NOT_TAKEN], [], sent(card=1)),
    Case("note.write_note", note(WORDS), [NOT_TAKEN], [], sent(Status.CLOSED, card=1)),
    Case("note.write_note", answering(2), [say("lead.unknown", command="note")], [], TAKEN),
    Case("note.write_note", in_group(f"/note {WORDS}"), [say("lead.which", command="note")], [], TAKEN),
    Case("note.write_note", note(WORDS), [say("lead.unknown", command="note")], [], sent(erasing=True)),
]


@each(CASES)
async def test_what_is_decided(case: Case, scene: Scene) -> None:
    await case.play(scene)


async def test_it_is_kept_sealed_and_the_card_is_drawn_anew(scene: Scene) -> None:
    await scene.admit(TAKEN)
    await scene.play(note(WORDS))
    who = await scene.visitor()
    assert who.seal
    [step] = await lead_history.of_person(scene.store.engine, who.pseudonym, who.seal)
    assert (step.what, step.words) == (NOTE, WORDS)
    assert await scene.tells(Fact.CARD, step.lead)
    [[stored]] = await scene.store.engine.read("SELECT step FROM lead_history")
    assert WORDS.encode() not in stored


@pytest.mark.parametrize(
    "meanwhile",
    [
        "UPDATE leads SET status = 'closed'",
        "DELETE FROM leads",
        "UPDATE persons SET blocked_at = 1",
        "UPDATE persons SET erasing = 1",
    ],
)
async def test_it_is_not_left_on_what_has_just_ended(scene: Scene, meanwhile: str) -> None:
    """Its retention, say: no row of the person may stay without the lead with which it goes."""
    await scene.admit(TAKEN)
    decision = await scene.decide(note(WORDS))
    await scene.store.commit([Statement(meanwhile)])
    with pytest.raises(Conflict):
        await scene.commit(decision)
    assert await scene.count("lead_history") == 0


@cases(
    ("typed", "expected"),
    [
        (f"{REFERENCE} call again", (REFERENCE, "call again")),
        ("m 7k3f9q  call  again ", ("m 7k3f9q", "call again")),
        (REFERENCE, (REFERENCE, "")),
        ("call again", ("", "call again")),
        ("М 7К3Н9Х call", ("М 7К3Н9Х", "call")),
        # What looks like a reference and is none
        ("agreed to a visit", ("", "agreed to a visit")),
        ("2 weeks on holiday", ("", "2 weeks on holiday")),
        ("M", ("", "M")),
        ("call\n\nE-mail: x@example.org", ("", "call E-mail: x@example.org")),
        ("", ("", "")),
    ],
)
def test_the_reference_comes_first_if_there_is_one(typed: str, expected: tuple[str, str]) -> None:
    assert split_note(typed) == expected

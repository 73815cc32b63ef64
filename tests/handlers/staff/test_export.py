"""An administrator exports all applications, after answering for whom, why, where and on what legal basis."""

from __future__ import annotations

from bot.dialogue.decision import ExportForm, Rewrite, Say
from bot.dialogue.event import Event, Quoted, What
from bot.dialogue.keyboard import ForceReply
from bot.dialogue.presses import ExportPress, ForgetPress
from bot.domain.disclosure import COLUMNS, MAX_DETAIL_LENGTH, Basis, Disclosure, Format
from bot.domain.facts import Fact
from bot.i18n import strip_markup
from handlers.staff.export import QUESTIONS
from storage import disclosures
from tests.handlers.cases import ADMINISTRATOR, UNTOLD, Case, Line, each, heard, in_group, on_card, popup, rewrite, say
from tests.handlers.scene import Scene
from tests.handlers.somebody import COLLEAGUE, SINCE, sent
from tests.handlers.turns import GROUP, NOW, SAY, make_event, make_press
from tests.people import AIGERIM, MADINA

EXPORT = in_group("/export")
ANSWERS = {"reason": "есеп", "recipient": "Аудитор", "country": "KZ", "basis": "law", "format": "csv"}
OVER = ExportForm(7, dict.fromkeys(QUESTIONS, ""))
TOO_LONG = say("export.too_long", longest=MAX_DETAIL_LENGTH)
OLD = popup("export.old")


def until(field: str) -> ExportForm:
    """The form with all questions answered before this one."""
    return ExportForm(7, {name: ANSWERS[name] for name in QUESTIONS[: QUESTIONS.index(field)]})


def reply(text: str | None, to: str, **more: What) -> Event:
    """A reply to this question."""
    asked = Quoted(3, strip_markup(SAY(f"export.ask.{to}")), True)
    return make_event(text, GROUP, who=COLLEAGUE, reply_to=asked, **more)


def press(field: str, value: str, export_form: int = 7) -> Event:
    return on_card(ExportPress(form=export_form, field=field, value=value))


def ask(field: str) -> Line:
    return say(f"export.ask.{field}")


def answer(event: Event, asked: str, says: list[Line], after: ExportForm | None) -> Case:
    return Case(
        "export.answer", event, says, [], sent(), {"export_form": after}, {**ADMINISTRATOR, "export_form": until(asked)}
    )


def choose(event: Event, asked: str | None, line: Line, after: ExportForm | None = None) -> Case:
    export_form = until(asked) if asked else None
    return Case(
        "export.choose",
        event,
        [line],
        [],
        sent(),
        {"export_form": after},
        {**ADMINISTRATOR, "export_form": export_form},
    )


CASES = [
    Case("export.begin", EXPORT, [ask("reason")], [], sent(), {"export_form": ExportForm(7, {})}, ADMINISTRATOR),
    Case("export.begin", EXPORT, [say("export.nothing")], [], sent(erasing=True), {"export_form": None}, ADMINISTRATOR),
    Case("export.begin", EXPORT, [say("export.nothing")], turn=ADMINISTRATOR),
    Case("permissions.refuse_member", EXPORT, [say("staff.only_administrators")], [], sent()),
    Case("permissions.refuse_unknown", EXPORT, [say("staff.unknown.passing")], [], sent(), turn=UNTOLD),
    # Typed
    answer(reply("есеп", "reason"), "reason", [ask("recipient")], until("recipient")),
    answer(reply("  Аудитор \n", "recipient"), "recipient", [ask("country")], until("country")),
    answer(
        reply("Франция", "country"),
        "country",
        [ask("basis")],
        ExportForm(7, {**until("country").answers, "country": "Франция"}),
    ),
    answer(reply("е" * (MAX_DETAIL_LENGTH + 1), "reason"), "reason", [TOO_LONG, ask("reason")], None),
    answer(reply(None, "reason", what=What.MEDIA), "reason", [TOO_LONG, ask("reason")], None),
    Case("", reply("есеп", "reason"), [], [], sent(), turn=ADMINISTRATOR),
    Case("", reply("есеп", "reason"), [], [], sent(), turn={**ADMINISTRATOR, "export_form": until("recipient")}),
    Case("", reply("есеп", "reason"), [], [], sent(), turn={"export_form": until("reason")}),
    # Pressed
    choose(press("country", "KZ"), "country", rewrite("export.ask.basis"), until("basis")),
    choose(press("basis", "law"), "basis", rewrite("export.ask.format"), until("format")),
    choose(press("basis", "stop"), "basis", rewrite("export.stopped"), OVER),
    choose(press("basis", "whim"), "basis", popup("old_button")),
    choose(press("basis", "law"), "country", OLD),
    choose(press("basis", "law"), "format", OLD),
    choose(press("basis", "law", export_form=6), "basis", OLD),
    choose(press("basis", "law"), None, OLD),
    choose(press("reason", "law"), "reason", popup("old_button")),
    Case("permissions.refuse_member", press("basis", "law"), [popup("staff.only_administrators")], [], sent()),
]


@each(CASES)
async def test_what_is_decided(case: Case, scene: Scene) -> None:
    await case.play(scene)


async def finish(scene: Scene) -> Disclosure:
    rows = await scene.store.engine.read("SELECT id FROM disclosures")
    found = await disclosures.load(scene.store.engine, scene.store.vault, rows[0][0])
    assert found is not None
    return found


async def play_all(scene: Scene) -> None:
    """Answer every question in its order."""
    await scene.play(EXPORT, **ADMINISTRATOR)
    for field in ("reason", "recipient"):
        await scene.play(reply(ANSWERS[field], field), **ADMINISTRATOR)
    for field in ("country", "basis"):
        await scene.play(press(field, ANSWERS[field]), **ADMINISTRATOR)


async def test_when_all_is_answered_the_file_is_on_its_way(scene: Scene) -> None:
    await scene.admit(sent())
    await play_all(scene)
    decision = await scene.play(press("format", "csv"), **ADMINISTRATOR)
    one = await finish(scene)
    said = {"reference": one.reference, "name": MADINA, "reason": "есеп", "recipient": "Аудитор"}
    assert heard(decision) == [Line(Rewrite, SAY("export.coming", **said))]
    assert (one.format, one.basis, one.country, one.fields, one.asked_at) == (Format.CSV, Basis.LAW, "KZ", COLUMNS, NOW)
    assert (one.details.asked_by, one.details.reason, one.details.recipient) == (MADINA, "есеп", "Аудитор")
    assert await disclosures.references_of(scene.store.engine, one.id) == ["M-7K3F9Q"]
    assert await scene.tells(Fact.EXPORT, one.id)
    assert decision.export_form == OVER


async def test_after_the_last_answer_nothing_is_asked_any_more(scene: Scene) -> None:
    await scene.admit(sent())
    await play_all(scene)
    await scene.play(press("format", "csv"), **ADMINISTRATOR)
    assert heard(await scene.play(press("format", "csv"), **ADMINISTRATOR)) == [OLD]
    assert await scene.count("disclosures") == 1


async def test_a_person_erased_meanwhile_is_in_no_file(scene: Scene) -> None:
    await scene.admit(sent())
    await play_all(scene)
    await scene.play(make_press(ForgetPress(sure=True, since=SINCE)))
    await scene.play(press("format", "csv"), **ADMINISTRATOR)
    one = await finish(scene)
    assert await disclosures.references_of(scene.store.engine, one.id) == []


async def test_the_questions_are_answered_where_they_stand(scene: Scene) -> None:
    """The keyboard opens a reply, which tells a typed answer from chatter."""
    await scene.admit(sent())
    decision = await scene.play(EXPORT, **ADMINISTRATOR)
    (asked,) = decision.replies
    assert isinstance(asked, Say)
    assert asked.answering
    assert asked.keyboard == ForceReply(SAY("export.placeholder.reason"))


async def test_what_was_answered_is_sealed(scene: Scene) -> None:
    await scene.admit(sent())
    await play_all(scene)
    await scene.play(press("format", "csv"), **ADMINISTRATOR)
    rows = await scene.store.engine.read("SELECT details FROM disclosures")
    assert [word for word in (ANSWERS["recipient"], MADINA, *AIGERIM.secrets) if word.encode() in rows[0][0]] == []

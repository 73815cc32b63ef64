"""An administrator exports applications, all or chosen ones, after saying who receives them, why and where."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.channels.telegram.addresses import address_of
from bot.dialogue.decision import Decision, Rewrite, Say
from bot.dialogue.event import Event, Quoted, Sender, What
from bot.dialogue.keyboard import ForceReply, Inline
from bot.dialogue.presses import ExportPress, ForgetPress
from bot.domain.disclosure import COUNTRIES, Basis, Details, Disclosure, Format, Recipient, columns_for
from bot.domain.export_form import ANSWERED_WITHIN, LONGEST, TYPED, ExportForm
from bot.domain.facts import Fact
from bot.domain.reference import make_reference
from bot.domain.time import DAY, SECOND
from bot.i18n import Markup, strip_markup
from bot.jobs.purge_disclosures import purge_disclosures
from storage import disclosure_forms, disclosures
from tests.handlers.cases import ADMINISTRATOR, UNTOLD, Case, Line, each, heard, in_group, on_card, popup, rewrite, say
from tests.handlers.memory import seeded_entropy
from tests.handlers.scene import Scene
from tests.handlers.somebody import COLLEAGUE, SINCE, sent
from tests.handlers.turns import GROUP, NOW, SAY, make_event, make_press
from tests.people import AIGERIM, MADINA

EXPORT, CHOSEN = in_group("/export"), in_group("/export m-7k3f9q, М-7К3F9Q")
STAFF = {"to": "staff", "reason": "есеп", "recipient": "Аудитор", "country": "KZ", "format": "csv"}
STATE = {"to": "state", "recipient": "Сот", "document": "№ 17-5/42", "dated": "20.11.2026", "format": "xlsx"}
UNKNOWN = say("export.unknown", most=50)
OLD = popup("export.old")
WRITES = "UPDATE disclosure_forms"
ENDS = [("DELETE FROM", "_forms"), ("INSERT INTO", "s"), ("INSERT INTO", "_leads")]


async def form_of(scene: Scene) -> str:
    """The reference of the newest form."""
    rows = await scene.store.engine.read("SELECT reference FROM disclosure_forms ORDER BY destroy_at DESC LIMIT 1")
    return str(rows[0][0]) if rows else "X-AAAAAA"


def words(reference: str, field: str, leads: str = "export.all") -> str:
    """The question as it stands in the chat, with markup."""
    which = SAY(leads) if leads.startswith("export.") else leads
    question = Markup(SAY(f"export.ask.{field}", leads=Markup(which)))
    return SAY("export.question", reference=reference, question=question)


def reply(text: str | None, asked: str, who: Sender = COLLEAGUE, **more: Any) -> Event:
    """A reply to a message of the bot with this text."""
    quoted = Quoted(3, strip_markup(asked), more.pop("is_ours", True))
    return make_event(text, GROUP, who=who, reply_to=quoted, **more)


def press(form: str, field: str, value: str, who: Sender = COLLEAGUE) -> Event:
    return on_card(ExportPress(form=form, field=field, value=value), who)


async def respond(scene: Scene, field: str, value: str) -> Decision:
    """Answer one question of the newest form."""
    form = await form_of(scene)
    event = reply(value, words(form, field)) if field in TYPED else press(form, field, value)
    return await scene.play(event, **ADMINISTRATOR)


async def play(scene: Scene, answers: dict[str, str], until: str = "", command: Event = EXPORT) -> Decision:
    """Answer every question in its order, up to the one before `until`."""
    decision = await scene.play(command, **ADMINISTRATOR)
    for field, value in answers.items():
        if field == until:
            break
        decision = await respond(scene, field, value)
    return decision


FORM = "X-7K3F9Q"


def form_with(**answers: str) -> Callable[[Scene], Awaitable[None]]:
    """The administrator's form, with these answers."""

    async def fill_in(scene: Scene) -> None:
        form = ExportForm(b"form-id", FORM, COLLEAGUE.address, 3, (), {})
        seal, key = scene.store.vault.make_seal(form.id, NOW)
        await scene.store.commit([disclosure_forms.begin(form, seal, NOW)], [key])
        for answer in answers.values():
            before, form = form, form.answered(answer)
            await scene.store.commit([disclosure_forms.answer(before, form, seal, NOW)])

    return fill_in


def with_form(
    leads_to: str, event: Event, says: list[Line], writes: list[str], earlier: Callable[[Scene], Awaitable[None]]
) -> Case:
    return Case(leads_to, event, says, writes, sent(), turn=ADMINISTRATOR, earlier=earlier)


def first_reference() -> str:
    """Of the form that is begun in a scene with one person who has sent an application."""
    entropy = seeded_entropy(1)
    for _ in ("the person in the ledger", "the consent", "the form"):
        entropy(16)
    return make_reference(entropy, prefix="X")


def noted(field: str, value: str) -> Line:
    """What was chosen, in place of the buttons."""
    return rewrite("export.question", reference=FORM, question=Markup(SAY(f"export.{field}.{value}")))


async def registered(scene: Scene) -> Disclosure:
    rows = await scene.store.engine.read("SELECT id FROM disclosures")
    found = await disclosures.load(scene.store.engine, scene.store.vault, rows[0][0])
    assert found is not None
    return found


EMPTY, TO_STAFF = form_with(), form_with(to="staff")
LAST = form_with(**{name: value for name, value in STAFF.items() if name != "format"})
STOPPED = rewrite("export.stopped")
COMING = rewrite(
    "export.coming", reference=FORM, name=MADINA, recipient=SAY("recipient.staff"), leads=Markup(SAY("export.all"))
)
CASES = [
    Case(
        "export.begin",
        EXPORT,
        [Line(Say, words(first_reference(), "to"))],
        ["INSERT INTO disclosure_forms"],
        sent(),
        turn=ADMINISTRATOR,
    ),
    with_form(
        "export.choose",
        press(FORM, "to", "staff"),
        [noted("to", "staff"), Line(Say, words(FORM, "reason"))],
        [WRITES],
        EMPTY,
    ),
    with_form("export.choose", press(FORM, "to", "other"), [rewrite("export.refused")], [WRITES], EMPTY),
    with_form("export.choose", press(FORM, "to", "stop"), [STOPPED], [WRITES], EMPTY),
    with_form(
        "export.answer",
        reply("есеп", words(FORM, "reason")),
        [Line(Say, words(FORM, "recipient"))],
        [WRITES],
        TO_STAFF,
    ),
    with_form(
        "export.choose",
        press(FORM, "format", "csv"),
        [COMING],
        [f"{what} disclosure{which}" for what, which in ENDS] + ["INSERT INTO outbox"],
        LAST,
    ),
    with_form("export.choose", press(FORM, "format", "stop"), [STOPPED], [WRITES], LAST),
    Case("export.begin", EXPORT, [say("export.nothing")], [], sent(erasing=True), turn=ADMINISTRATOR),
    Case("export.begin", EXPORT, [say("export.nothing")], turn=ADMINISTRATOR),
    Case("export.begin", CHOSEN, [UNKNOWN], [], sent(erasing=True), turn=ADMINISTRATOR),
    Case("export.begin", in_group("/export M-222222"), [UNKNOWN], [], sent(), turn=ADMINISTRATOR),
    Case("export.begin", in_group("/export барлығы"), [UNKNOWN], [], sent(), turn=ADMINISTRATOR),
    Case("permissions.refuse_member", EXPORT, [say("staff.only_administrators")], [], sent()),
    Case("permissions.refuse_unknown", EXPORT, [say("staff.unknown.passing")], [], sent(), turn=UNTOLD),
    Case(
        "export.answer", reply("есеп", words("X-AAAAAA", "reason")), [say("export.old")], [], sent(), turn=ADMINISTRATOR
    ),
    Case("", reply("есеп", words("X-AAAAAA", "reason")), [], [], sent()),
    Case("export.choose", press("7", "country", "KZ"), [OLD], [], sent(), turn=ADMINISTRATOR),  # as before 0.3.0
    Case("export.choose", press("X-AAAAAA", "to", "staff"), [OLD], [], sent(), turn=ADMINISTRATOR),
    Case(
        "permissions.refuse_member", press("X-AAAAAA", "to", "staff"), [popup("staff.only_administrators")], [], sent()
    ),
]


@each(CASES)
async def test_what_is_decided(case: Case, scene: Scene) -> None:
    await case.play(scene)


async def test_the_first_question_is_who_receives_it(scene: Scene) -> None:
    await scene.admit(sent())
    decision = await scene.play(EXPORT, **ADMINISTRATOR)
    assert heard(decision) == [Line(Say, words(await form_of(scene), "to"))]
    [asked] = decision.replies
    assert isinstance(asked, Say)
    assert isinstance(asked.keyboard, Inline)
    assert [row[0].text for row in asked.keyboard.rows] == [
        *(SAY(f"export.to.{one}") for one in ("staff", "state", "other")),
        SAY("export.stop"),
    ]


@pytest.mark.parametrize("answers", [STAFF, STATE], ids=["staff", "a state body"])
async def test_each_answer_leads_to_the_next_question(scene: Scene, answers: dict[str, str]) -> None:
    await scene.admit(sent())
    for field, following in zip(answers, [*answers][1:], strict=False):
        scene.now += SECOND  # or nobody could tell which form is the newest
        decision = await play(scene, answers, following)
        form = await form_of(scene)
        asked = decision.replies[-1]
        assert heard(decision)[-1].words == words(form, following), field
        assert isinstance(asked, Say | Rewrite)
        assert isinstance(asked.keyboard, ForceReply if following in TYPED else Inline)


async def test_a_question_to_be_typed_is_a_reply_so_that_it_opens_one(scene: Scene) -> None:
    """After a press it answers the command: there is no other message of the administrator."""
    await scene.admit(sent())
    decision = await play(scene, STAFF, "reason", in_group("/export", message_id=41))
    noted, asked = decision.replies
    form = await form_of(scene)
    assert noted == Rewrite(SAY("export.question", reference=form, question=SAY("export.to.staff")))
    assert asked == Say(words(form, "reason"), ForceReply(SAY("export.placeholder.reason")), answering=41)
    [asked] = (await scene.play(reply("есеп", words(form, "reason"), message_id=43), **ADMINISTRATOR)).replies
    assert isinstance(asked, Say)
    assert asked.answering == 43


@pytest.mark.parametrize(
    ("answers", "field", "typed", "said"),
    [
        (STAFF, "reason", "е" * (LONGEST + 1), "export.too_long"),
        (STAFF, "reason", None, "export.too_long"),
        (STATE, "dated", "жақында", "export.no_day"),
        (STATE, "dated", "2026-11-23", "export.no_day"),  # tomorrow
        (STATE, "dated", "31.02.2026", "export.no_day"),
    ],
)
async def test_what_is_no_answer_is_asked_again(
    scene: Scene, answers: dict[str, str], field: str, typed: str | None, said: str
) -> None:
    await scene.admit(sent())
    await play(scene, answers, field)
    form = await form_of(scene)
    what = What.WORDS if typed else What.MEDIA
    decision = await scene.play(reply(typed, words(form, field), what=what), **ADMINISTRATOR)
    assert heard(decision) == [say(said, longest=LONGEST), Line(Say, words(form, field))]
    assert not decision.changes


async def test_only_a_reply_to_the_open_question_by_whoever_began_answers_it(scene: Scene) -> None:
    await scene.admit(sent())
    await play(scene, STAFF, "reason")
    form = await form_of(scene)
    another = Sender(address_of(99), "Айбек", "kk")
    for event in (
        reply("есеп", words(form, "reason"), is_ours=False),
        reply("есеп", words(form, "reason"), is_ours=None),
        reply("есеп", words(form, "format")),
        reply("есеп", f"📤 {form}"),
        make_event("есеп", GROUP, who=COLLEAGUE),
    ):
        assert await scene.route(event, **ADMINISTRATOR) is None
    for event in (
        reply("есеп", words(form, "recipient")),
        reply("есеп", words("X-222222", "reason")),
        reply("есеп", words(form, "reason"), another),
    ):
        assert heard(await scene.play(event, **ADMINISTRATOR)) == [say("export.old")]
    assert heard(await scene.play(press(form, "reason", "есеп"), **ADMINISTRATOR)) == [popup("old_button")]
    assert heard(await scene.play(press(form, "reason", "stop", another), **ADMINISTRATOR)) == [OLD]
    assert (await scene.decide(reply("есеп", words(form, "reason")), **ADMINISTRATOR)).changes


@pytest.mark.parametrize("value", ["whim", "ZZ", "Kazakhstan", ""])
async def test_a_forged_choice_is_none(scene: Scene, value: str) -> None:
    await scene.admit(sent())
    await play(scene, STAFF, "country")
    assert heard(await respond(scene, "country", value)) == [popup("old_button")]


@pytest.mark.parametrize(("value", "said"), [("other", "export.refused"), ("stop", "export.stopped")])
async def test_nobody_else_gets_a_file_and_a_form_can_be_given_up(scene: Scene, value: str, said: str) -> None:
    """After either the form is over, whatever its buttons say."""
    await scene.admit(sent())
    await play(scene, STAFF, "to")
    assert heard(await respond(scene, "to", value)) == [Line(Rewrite, SAY(said))]
    assert heard(await respond(scene, "to", "staff")) == [OLD]
    assert await scene.count("disclosures") == 0
    assert await purge_disclosures(scene.store, lambda: scene.now, DAY) == {"unfinished": 1}
    assert [await scene.count("disclosure_forms"), await keys(scene)] == [0, 1]


async def keys(scene: Scene) -> int:
    """How many there are, of the applicant and of exports."""
    return len(await scene.store.vault.subjects())


async def test_for_staff_all_is_registered_and_the_file_is_on_its_way(scene: Scene) -> None:
    await scene.admit(sent())
    decision = await play(scene, STAFF)
    one = await registered(scene)
    shown = {"name": MADINA, "recipient": SAY("recipient.staff"), "leads": SAY("export.all")}
    assert heard(decision) == [Line(Rewrite, SAY("export.coming", reference=one.reference, **shown))]
    assert (one.format, one.to, one.basis, one.country) == (Format.CSV, Recipient.STAFF, Basis.CONSENT, "KZ")
    assert (one.fields, one.asked_at, one.address) == (columns_for(Recipient.STAFF), NOW, COLLEAGUE.address)
    assert one.details == Details(MADINA, "есеп", "Аудитор")
    assert await disclosures.references_of(scene.store.engine, one.id) == ["M-7K3F9Q"]
    assert await scene.tells(Fact.EXPORT, one.id)
    assert [await scene.count("disclosure_forms"), await keys(scene)] == [0, 2]


async def test_for_a_state_body_its_document_is_registered(scene: Scene) -> None:
    await scene.admit(sent())
    await play(scene, STATE)
    one = await registered(scene)
    assert (one.to, one.basis, one.country) == (Recipient.STATE, Basis.LAW, "KZ")
    assert one.details == Details(MADINA, "", "Сот", "№ 17-5/42", "2026-11-20")


async def test_only_the_chosen_applications_are_in_it(scene: Scene) -> None:
    await scene.admit(sent())
    decision = await play(scene, STAFF, "reason", CHOSEN)
    form = await form_of(scene)
    assert heard(await scene.play(CHOSEN, **ADMINISTRATOR))[0].words.count("M-7K3F9Q") == 1
    found = await disclosure_forms.load(scene.store.engine, scene.store.vault, form, NOW)
    assert found
    assert found[0].leads == ("M-7K3F9Q",)
    assert len(decision.replies) == 2


async def test_what_staff_typed_is_neither_repeated_in_the_group_nor_readable_at_rest(scene: Scene) -> None:
    await scene.admit(sent())
    said = heard(await play(scene, STATE))
    words_of_staff = ("Сот", "17-5/42", *AIGERIM.secrets)
    assert [word for word in words_of_staff for line in said if word in line.words] == []
    for table in ("disclosures", "disclosure_forms", "ledger"):
        stored = repr(await scene.store.engine.read(f"SELECT * FROM {table}"))
        assert [word for word in (*words_of_staff, MADINA) if word in stored] == [], table


async def test_after_the_last_answer_nothing_is_asked_any_more(scene: Scene) -> None:
    await scene.admit(sent())
    await play(scene, STAFF, "format")
    form = await form_of(scene)
    await scene.play(press(form, "format", "csv"), **ADMINISTRATOR)
    assert heard(await scene.play(press(form, "format", "csv"), **ADMINISTRATOR)) == [OLD]
    assert await scene.count("disclosures") == 1


async def test_a_form_without_an_answer_for_an_hour_is_over_and_leaves_no_key(scene: Scene) -> None:
    await scene.admit(sent())
    await play(scene, STAFF, "recipient")
    scene.now = NOW + ANSWERED_WITHIN
    assert heard(await respond(scene, "format", "csv")) == [OLD]
    assert await purge_disclosures(scene.store, lambda: scene.now, DAY) == {"unfinished": 1}
    assert await keys(scene) == 1


async def test_a_form_that_goes_on_is_not_swept(scene: Scene) -> None:
    await scene.admit(sent())
    await play(scene, STAFF, "recipient")
    assert await purge_disclosures(scene.store, lambda: scene.now, DAY) == {}
    assert await keys(scene) == 2


async def test_a_person_erased_meanwhile_is_in_no_file(scene: Scene) -> None:
    await scene.admit(sent())
    await play(scene, STAFF, "format")
    await scene.play(make_press(ForgetPress(sure=True, since=SINCE)))
    await respond(scene, "format", "csv")
    one = await registered(scene)
    assert await disclosures.references_of(scene.store.engine, one.id) == []


def test_every_country_has_a_name() -> None:
    assert all(SAY(f"country.{one.lower()}") for one in COUNTRIES)

"""An administrator exports all applications, after answering for whom, why, where and on what legal basis.

The questions are asked in the group, where colleagues see them and where nobody fills in an application. The file goes
to the administrator's private chat. Until the export is registered the answers are in memory only.
"""

from __future__ import annotations

from bot.dialogue.decision import Decision, ExportForm, Popup, Rewrite, Say
from bot.dialogue.event import Event
from bot.dialogue.keyboard import Button, ForceReply, Inline
from bot.dialogue.presses import ExportPress
from bot.dialogue.routes import Route
from bot.dialogue.turn import Routes, Turn
from bot.domain.disclosure import COLUMNS, HOME, MAX_DETAIL_LENGTH, Basis, Details, Disclosure, Format
from bot.domain.facts import Fact
from bot.domain.reference import make_reference
from bot.i18n import strip_markup
from bot.views import keyboards
from handlers.conditions import command, is_administrator, pressed
from handlers.staff.card import colleague
from handlers.staff.permissions import refuse_member
from storage import disclosures, leads, outbox

TYPED = ("reason", "recipient", "country")
QUESTIONS = (*TYPED, "basis", "format")
CHOICES: dict[str, tuple[str, ...]] = {
    "country": (HOME,),
    "basis": tuple(Basis),
    "format": tuple(Format),
}
STOP = "stop"


def routes() -> Routes:
    return (
        Route(begin, command("export"), is_administrator),
        Route(refuse_member, command("export")),
        Route(answer, answers_question, is_administrator),
        Route(choose, pressed(ExportPress), is_administrator),
        Route(refuse_member, pressed(ExportPress)),
    )


def answers_question(event: Event, turn: Turn) -> bool:
    """a reply to the export question that is open for this administrator"""
    asked, field = event.reply_to, _open_question(turn.export_form)
    return asked is not None and asked.is_ours is True and asked.text == _question(turn, field)


async def begin(event: Event, turn: Turn) -> Decision:
    if not await leads.any_in_use(turn.store.engine):
        return Decision([Say(turn.text("export.nothing"))])
    form = ExportForm(turn.update_id, {})
    return Decision([_ask(turn, form)], export_form=form)


async def answer(event: Event, turn: Turn) -> Decision:
    form, typed = _form(turn), " ".join((event.text or "").split())
    field = _open_question(form)
    if field is None or not typed or len(typed) > MAX_DETAIL_LENGTH:
        return Decision(
            [Say(turn.text("export.too_long", longest=MAX_DETAIL_LENGTH), answering=True), _ask(turn, form)]
        )
    after = ExportForm(form.number, {**form.answers, field: typed})
    return Decision([_ask(turn, after)], export_form=after)


async def choose(event: Event, turn: Turn) -> Decision:
    press = event.pressed(ExportPress)
    form, field, value = turn.export_form, press.field, press.value
    if form is None or press.form != form.number or _open_question(form) != field:
        return Decision([Popup(turn.text("export.old"), alert=True)])
    if value == STOP:
        return Decision([Rewrite(turn.text("export.stopped"))], export_form=_over(form))
    if value not in CHOICES.get(field, ()):
        return Decision([Popup(turn.text("old_button"), alert=True)])
    after = ExportForm(form.number, {**form.answers, field: value})
    following = _open_question(after)
    if following is None:
        return _hand_over(event, turn, after)
    asked = Rewrite(turn.text(f"export.ask.{following}"), _keyboard(turn, after, following))
    return Decision([asked], export_form=after)


def _hand_over(event: Event, turn: Turn, form: ExportForm) -> Decision:
    """Register the export and queue its delivery. The file is made when it is sent."""
    given, name = form.answers, colleague(turn, event.who).name
    disclosure = Disclosure(
        id=turn.entropy(16),
        reference=make_reference(turn.entropy, prefix="X"),
        format=Format(given["format"]),
        basis=Basis(given["basis"]),
        country=given["country"],
        fields=COLUMNS,
        details=Details(name, given["reason"], given["recipient"], event.who.address),
        asked_at=turn.now,
    )
    seal, key = turn.store.vault.make_seal(disclosure.id, turn.now)
    said = turn.text(
        "export.coming",
        reference=disclosure.reference,
        name=name,
        reason=given["reason"],
        recipient=given["recipient"],
    )
    told = outbox.tell(disclosure.id.hex(), Fact.EXPORT, disclosure.id, turn.now)
    return Decision([Rewrite(said)], [*disclosures.ask(disclosure, seal), told], [key], export_form=_over(form))


def _ask(turn: Turn, form: ExportForm) -> Say:
    field = _open_question(form) or ""
    if field in CHOICES:
        return Say(turn.text(f"export.ask.{field}"), _keyboard(turn, form, field), answering=True)
    placeholder = turn.text(f"export.placeholder.{field}")
    return Say(turn.text(f"export.ask.{field}"), ForceReply(placeholder), answering=True)


def _keyboard(turn: Turn, form: ExportForm, field: str) -> Inline:
    def press(value: str) -> ExportPress:
        return ExportPress(form=form.number, field=field, value=value)

    offered = [[Button(turn.text(f"export.{field}.{value.lower()}"), press(value))] for value in CHOICES[field]]
    return keyboards.rows(*offered, [Button(turn.text("export.stop"), press(STOP))])


def _open_question(form: ExportForm | None) -> str | None:
    if form is None:
        return None
    return next((field for field in QUESTIONS if field not in form.answers), None)


def _question(turn: Turn, field: str | None) -> str | None:
    """The question as the chat shows it; None if it is not answered by typing."""
    return strip_markup(turn.text(f"export.ask.{field}")) if field in TYPED else None


def _over(form: ExportForm) -> ExportForm:
    """The form with no open question."""
    return ExportForm(form.number, dict.fromkeys(QUESTIONS, ""))


def _form(turn: Turn) -> ExportForm:
    if turn.export_form is None:
        raise LookupError("nothing has been begun")
    return turn.export_form

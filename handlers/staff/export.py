"""An administrator exports applications, all or chosen ones, after saying who receives them and why.

The questions are asked in the group, where colleagues see them and where nobody fills in an application. The file goes
to the administrator's private chat. The answers stand sealed in the database, so any process can go on with them.
"""

from __future__ import annotations

import re

from bot.dialogue.decision import Decision, Popup, Rewrite, Say
from bot.dialogue.event import Event
from bot.dialogue.keyboard import Button, ForceReply, Inline
from bot.dialogue.presses import ExportPress
from bot.dialogue.routes import Route
from bot.dialogue.turn import Routes, Turn
from bot.domain.disclosure import BASES, HOME, Details, Disclosure, Format, Recipient, columns_for
from bot.domain.export_form import CHOICES, LONGEST, TO, TYPED, ExportForm, may_be, read_typed
from bot.domain.facts import Fact
from bot.domain.reference import make_reference, read_reference
from bot.domain.wall_clock import local
from bot.i18n import Markup, strip_markup
from bot.views import keyboards
from handlers.conditions import command, is_administrator, pressed
from handlers.staff.card import colleague
from handlers.staff.permissions import refuse_member
from storage import disclosure_forms, disclosures, leads, outbox
from storage.vault import Seal

STOP = "stop"
FORM = re.compile(r"X-\w{6}")
MOST_CHOSEN = 50  # applications; their references fill a tenth of a message
BUTTONS_IN_A_ROW = 3


def routes() -> Routes:
    return (
        Route(begin, command("export"), is_administrator),
        Route(refuse_member, command("export")),
        Route(answer, answers_question, is_administrator),
        Route(choose, pressed(ExportPress), is_administrator),
        Route(refuse_member, pressed(ExportPress)),
    )


def answers_question(event: Event, turn: Turn) -> bool:
    """a reply to a question about an export"""
    asked = event.reply_to
    found = FORM.search(asked.text) if asked and asked.is_ours else None
    return any(_is_reply_to(event, turn, found[0], field) for field in TYPED) if found else False


async def begin(event: Event, turn: Turn) -> Decision:
    """With references behind the command, only those applications: no more than is needed (law 94-V art. 7(8))."""
    chosen = dict.fromkeys(event.args.replace(",", " ").split())
    read = {typed: read_reference(typed) for typed in chosen}
    unknown = [typed for typed, one in read.items() if not (one and await leads.is_in_use(turn.store.engine, one))]
    if unknown or len(chosen) > MOST_CHOSEN:
        return Decision([Say(turn.text("export.unknown", most=MOST_CHOSEN))])
    if not await leads.count_in_use(turn.store.engine):
        return Decision([Say(turn.text("export.nothing"))])
    wanted = tuple(dict.fromkeys(one for one in read.values() if one))
    form = ExportForm(
        turn.entropy(16), make_reference(turn.entropy, prefix="X"), event.who.address, event.message_id or 0, wanted, {}
    )
    seal, key = turn.store.vault.make_seal(form.id, turn.now)
    return Decision([_ask(turn, form, event.message_id)], [disclosure_forms.begin(form, seal, turn.now)], [key])


async def answer(event: Event, turn: Turn) -> Decision:
    reference = FORM.search(event.reply_to.text if event.reply_to else "")
    found = await _load(event, turn, reference[0]) if reference else None
    field = found[0].open_question if found else None
    if found is None or field is None or not _is_reply_to(event, turn, found[0].reference, field):
        return Decision([Say(turn.text("export.old"), answering=event.message_id)])
    form, seal = found
    value = read_typed(field, event.text or "", local(turn.now, turn.installation.zone).date())
    if value is None:
        said = turn.text("export.no_day" if field == "dated" else "export.too_long", longest=LONGEST)
        return Decision([Say(said, answering=event.message_id), _ask(turn, form, event.message_id)])
    after = form.answered(value)
    change = disclosure_forms.answer(form, after, seal, turn.now)
    return Decision([_ask(turn, after, event.message_id)], [change])


async def choose(event: Event, turn: Turn) -> Decision:
    press = event.pressed(ExportPress)
    found = await _load(event, turn, press.form)
    if found is None or found[0].open_question != press.field:
        return Decision([Popup(turn.text("export.old"), alert=True)])
    form, seal = found
    if press.value == STOP:
        return Decision([Rewrite(turn.text("export.stopped"))], [disclosure_forms.stop(form, turn.now)])
    if press.field == TO and press.value == Recipient.OTHER:
        return Decision([Rewrite(turn.text("export.refused"))], [disclosure_forms.stop(form, turn.now)])
    if press.field not in CHOICES or not may_be(press.field, press.value):
        return Decision([Popup(turn.text("old_button"), alert=True)])
    after = form.answered(press.value)
    if after.open_question is None:
        return _hand_over(event, turn, form, after, seal)
    change = disclosure_forms.answer(form, after, seal, turn.now)
    if after.open_question in CHOICES:
        return Decision([Rewrite(_words(turn, after), _keyboard(turn, after))], [change])
    # Only a new message can open a reply, and only for whoever it is a reply to.
    return Decision([_note(turn, form, press), _ask(turn, after, form.command)], [change])


def _hand_over(event: Event, turn: Turn, form: ExportForm, after: ExportForm, seal: Seal) -> Decision:
    """Register the export and queue its delivery. The file is made when it is sent.

    What is said in the group stays there, so it repeats nothing that was typed.
    """
    given, name, to = after.answers, colleague(turn, event.who).name, Recipient(after.answers[TO])
    disclosure = Disclosure(
        id=after.id,
        reference=after.reference,
        format=Format(given["format"]),
        to=to,
        basis=BASES[to],
        country=given.get("country", HOME),
        fields=columns_for(to),
        details=Details(
            name, given.get("reason", ""), given["recipient"], given.get("document", ""), given.get("dated", "")
        ),
        asked_at=turn.now,
        address=event.who.address,
    )
    said = turn.text(
        "export.coming",
        reference=disclosure.reference,
        name=name,
        recipient=turn.text(f"recipient.{to.value}"),
        leads=Markup(_which(turn, after)),
    )
    told = outbox.tell(disclosure.id.hex(), Fact.EXPORT, disclosure.id, turn.now)
    asked = disclosures.ask(disclosure, seal, after.leads)
    return Decision([Rewrite(said)], [disclosure_forms.finish(form, turn.now), *asked, told])


async def _load(event: Event, turn: Turn, reference: str) -> tuple[ExportForm, Seal] | None:
    """The form with this reference and its key, if it is open and this administrator's."""
    found = await disclosure_forms.load(turn.store.engine, turn.store.vault, reference, turn.now)
    return found if found and found[0].address == event.who.address else None


def _ask(turn: Turn, form: ExportForm, answering: int | None) -> Say:
    """The open question, as a reply to this message of the administrator."""
    field = form.open_question or ""
    if field in CHOICES:
        return Say(_words(turn, form), _keyboard(turn, form), answering=answering)
    return Say(_words(turn, form), ForceReply(turn.text(f"export.placeholder.{field}")), answering=answering)


def _note(turn: Turn, form: ExportForm, press: ExportPress) -> Rewrite:
    """What was chosen, in place of the buttons."""
    chosen = Markup(turn.text(f"export.{press.field}.{press.value}"))
    return Rewrite(turn.text("export.question", reference=form.reference, question=chosen))


def _words(turn: Turn, form: ExportForm) -> str:
    return _question(turn, form.reference, form.open_question or "", _which(turn, form))


def _question(turn: Turn, reference: str, field: str, leads: str = "") -> str:
    question = turn.text(f"export.ask.{field}", leads=Markup(leads))
    return turn.text("export.question", reference=reference, question=Markup(question))


def _is_reply_to(event: Event, turn: Turn, reference: str, field: str) -> bool:
    """Whether the event is a reply to this question, as the chat shows it."""
    asked = event.reply_to.text if event.reply_to else None
    return field in TYPED and asked == strip_markup(_question(turn, reference, field))


def _which(turn: Turn, form: ExportForm) -> str:
    return turn.text("export.chosen", references=", ".join(form.leads)) if form.leads else turn.text("export.all")


def _keyboard(turn: Turn, form: ExportForm) -> Inline:
    field = form.open_question or ""
    prefix = "country" if field == "country" else f"export.{field}"

    def button(value: str) -> Button:
        said = turn.text(f"{prefix}.{value.lower()}")
        return Button(said, ExportPress(form=form.reference, field=field, value=value))

    offered = [button(value) for value in CHOICES[field]]
    width = BUTTONS_IN_A_ROW if field == "country" else 1
    rows = [offered[start : start + width] for start in range(0, len(offered), width)]
    stop = Button(turn.text("export.stop"), ExportPress(form=form.reference, field=field, value=STOP))
    return keyboards.rows(*rows, [stop])

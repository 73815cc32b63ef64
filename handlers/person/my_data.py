"""A person asks what is stored about them, and gets all of it in words and as a file."""

from __future__ import annotations

import html

from bot.dialogue.decision import Decision, File, Say, Show
from bot.dialogue.event import Event
from bot.dialogue.field_words import column
from bot.dialogue.keyboard import Inline
from bot.dialogue.routes import Route
from bot.dialogue.turn import Routes, Turn
from bot.dialogue.wordbook import Word
from bot.domain.consent import Consent
from bot.domain.disclosure import COUNTRIES, Disclosure
from bot.domain.erasure import Kind
from bot.domain.lead import Lead, is_open
from bot.domain.wall_clock import minute
from bot.i18n import Markup, Text
from bot.views import keyboards, prompts
from bot.views.my_data_file import to_file
from handlers.conditions import command, has_not_agreed, said
from handlers.person import consents
from storage.access_log import COMMAND_LINE
from storage.holdings import Holdings, load_holdings

MAX_RECIPIENTS = 2  # disclosures in words
MAX_SPECIALISTS = 3  # of one application in words, the last who saw it
MAX_LISTED = 4  # applications in words: up to 650 characters each, and a message has 4,096 (Bot API); the file has all


def routes() -> Routes:
    return (
        Route(find_nothing, command("my_data"), has_not_agreed),
        Route(find_nothing, said(Word.MY_DATA), has_not_agreed),
        Route(show_my_data, command("my_data")),
        Route(show_my_data, said(Word.MY_DATA)),
    )


async def find_nothing(event: Event, turn: Turn) -> Decision:
    return Decision([Say(turn.text("my_data.nothing"))])


async def show_my_data(event: Event, turn: Turn) -> Decision:
    holdings = await load_holdings(turn.store, turn.visitor.pseudonym, turn.seal)
    file = File("my-data.json", to_file(turn.visitor, holdings, turn.installation.schedule.retention))
    stub = turn.text("my_data.stub")
    return Decision(
        [
            Show(Kind.MY_DATA, stub, _card(turn, holdings), _edits(turn)),
            Show(
                Kind.MY_DATA_FILE,
                stub,
                turn.text("my_data.file", end=_end(turn, "my_data.goes", "my_data.stays")),
                file=file,
            ),
        ],
        turn.close_question(),
    )


def _card(turn: Turn, holdings: Holdings) -> str:
    parts = [
        _who(turn),
        *_draft(turn, holdings),
        *_leads(turn, holdings),
        _consents(turn, holdings.consents),
        _disclosures(turn, holdings.disclosures),
    ]
    end = _end(turn, "my_data.both_go", "my_data.both_stay")
    return turn.text("my_data.card", parts=Markup("\n\n".join(parts)), end=end)


def _edits(turn: Turn) -> Inline | None:
    """One row for each application that can be corrected."""
    listed = [lead for lead in turn.visitor.leads[:MAX_LISTED] if is_open(lead)]
    return keyboards.rows(*([button] for button in keyboards.edit(turn, *listed))) if listed else None


def _end(turn: Turn, goes: str, stays: str) -> str:
    """What becomes of these messages: the bot deletes them, unless the channel lets it neither delete nor edit."""
    return turn.text(goes if turn.can.can_delete or turn.can.can_edit else stays)


def _who(turn: Turn) -> str:
    person = turn.person
    lines = [
        turn.text(
            "my_data.who",
            language=turn.words.text_in(person.language)("language.name"),
            id=person.address.id,
            since=turn.date(person.created_at),
        )
    ]
    if person.is_held(turn.now):
        lines.append(turn.text("my_data.held", until=turn.date(person.held_until), reason=person.hold_reason))
    if person.banned_at:
        lines.append(turn.text("my_data.banned", since=turn.date(person.banned_at)))
    if person.blocked_at:
        lines.append(turn.text("my_data.blocked", since=turn.date(person.blocked_at)))
    return "\n".join(lines)


def _draft(turn: Turn, holdings: Holdings) -> list[str]:
    draft, end = turn.visitor.draft, holdings.draft_end
    if draft is None or end is None:
        return []
    details = prompts.details(turn.text, draft.answers) or Markup(turn.text("my_data.no_answers"))
    if draft.corrects:
        return [turn.text("my_data.correction", details=details, until=turn.date(end))]
    return [turn.text("my_data.draft", progress=prompts.progress(draft), details=details, until=turn.date(end))]


def _leads(turn: Turn, holdings: Holdings) -> list[str]:
    told = [_lead(turn, lead, holdings) for lead in turn.visitor.leads[:MAX_LISTED]]
    more = len(turn.visitor.leads) - len(told)
    return [*told, turn.text("my_data.more", count=more)] if more else told


def _lead(turn: Turn, lead: Lead, holdings: Holdings) -> str:
    told = turn.text(
        "my_data.lead",
        state=Markup(prompts.lead_status(turn, lead)),
        details=prompts.details(turn.text, lead.details),
        sent=turn.date(lead.created_at),
        until=turn.date(holdings.lead_ends[lead.id]),
    )
    told += _handled(turn, lead, holdings)
    rated = holdings.feedback.get(lead.id)
    if rated is None:
        return told
    key = "my_data.rating" if rated.words is None else "my_data.rating_and_words"
    return "\n".join([told, turn.text(key, rating=rated.rating)])


def _handled(turn: Turn, lead: Lead, holdings: Holdings) -> str:
    """Who has seen the contacts, by number: the name is the colleague's own."""
    seen = [one for one in holdings.accesses if one.reference == lead.reference and one.specialist != COMMAND_LINE]
    last = {one.specialist: one.at for one in seen}
    told = [
        turn.text("my_data.specialist", number=number, time=minute(at, turn.installation.zone))
        for number, at in [*last.items()][-MAX_SPECIALISTS:]
    ]
    return "\n" + turn.text("my_data.handled", who=Markup("; ".join(told))) if told else ""


def _consents(turn: Turn, history: list[Consent]) -> str:
    lines = [
        turn.text(
            "my_data.consent",
            title=turn.text(f"purpose.{one.purpose.value}"),
            state=Markup(consents.state(turn, one)),
        )
        for one in history[:MAX_LISTED]
    ]
    return turn.text("my_data.consents", lines=Markup("\n".join(lines)))


def _disclosures(turn: Turn, handed: list[Disclosure]) -> str:
    """Who received this person's data (law 94-V art. 24)."""
    lines = [disclosed(turn.text, one, turn.date(one.handed_at or one.asked_at)) for one in handed[:MAX_RECIPIENTS]]
    more = [turn.text("my_data.disclosed_more")] if len(handed) > MAX_RECIPIENTS else []
    lines = [*lines, *more] or [turn.text("my_data.not_disclosed")]
    return turn.text("my_data.disclosures", lines=Markup("\n".join(lines)))


def disclosed(text: Text, one: Disclosure, date: str) -> str:
    """One export in words."""
    return text(
        "my_data.disclosed",
        date=date,
        recipient=one.details.recipient or "—",
        kind=text(f"recipient.{one.to.value}"),
        country=text(f"country.{one.country.lower()}") if one.country in COUNTRIES else one.country,
        basis=text(f"export.basis.{one.basis.value}"),
        fields=", ".join(html.unescape(column(text, name)) for name in one.fields),
        reference=one.reference,
    )

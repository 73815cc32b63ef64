"""Everything that is stored about a person, in words."""

from __future__ import annotations

import html

from bot.dialogue.field_words import column
from bot.dialogue.turn import Turn
from bot.domain.consent import Consent
from bot.domain.disclosure import COUNTRIES, Disclosure
from bot.domain.feedback import Feedback
from bot.domain.frozen import frozen
from bot.domain.lead import Lead
from bot.domain.wall_clock import minute
from bot.i18n import Markup, Text
from bot.views import prompts
from handlers.person import consents
from storage.access_log import COMMAND_LINE
from storage.holdings import Holdings


@frozen
class Most:
    """How many are told at most, the newest ones. `applications` counts consents too, `specialists` those of one."""

    applications: int
    specialists: int
    recipients: int


IN_A_MESSAGE = Most(4, 3, 2)
"""An application takes up to 650 characters, and a message has 4,096 (Bot API)."""
ALL = Most(1_000_000, 1_000_000, 1_000_000)


def compose(turn: Turn, holdings: Holdings, most: Most) -> Markup:
    parts = [
        _who(turn),
        *_draft(turn, holdings),
        *_leads(turn, holdings, most),
        _consents(turn, holdings.consents, most),
        *_muted(turn, holdings),
        _disclosures(turn, holdings.disclosures, most),
    ]
    return Markup("\n\n".join(parts))


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


def _leads(turn: Turn, holdings: Holdings, most: Most) -> list[str]:
    told = [_lead(turn, lead, holdings, most) for lead in turn.visitor.leads[: most.applications]]
    more = len(turn.visitor.leads) - len(told)
    return [*told, turn.text("my_data.more", count=more)] if more else told


def _lead(turn: Turn, lead: Lead, holdings: Holdings, most: Most) -> str:
    told = turn.text(
        "my_data.lead",
        state=Markup(prompts.lead_status(turn, lead)),
        details=prompts.details(turn.text, lead.details),
        sent=turn.date(lead.created_at),
        until=turn.date(holdings.lead_ends[lead.id]),
    )
    told += _handled(turn, lead, holdings, most) + _notes(turn, lead, holdings, most)
    rated = holdings.feedback.get(lead.id)
    return "\n".join([told, _rating(turn, rated, most)]) if rated else told


def _rating(turn: Turn, rated: Feedback, most: Most) -> str:
    if rated.words is None:
        return turn.text("my_data.rating", rating=rated.rating)
    key = "my_data.rating_and_words" if most is IN_A_MESSAGE else "my_data.rating_with_words"
    return turn.text(key, rating=rated.rating, words=rated.words)


def _handled(turn: Turn, lead: Lead, holdings: Holdings, most: Most) -> str:
    """Who has seen the contacts, by number: the name is the colleague's own."""
    seen = [one for one in holdings.accesses if one.reference == lead.reference and one.specialist != COMMAND_LINE]
    last = {one.specialist: one.at for one in seen}
    told = [
        turn.text("my_data.specialist", number=number, time=minute(at, turn.installation.zone))
        for number, at in [*last.items()][-most.specialists :]
    ]
    return "\n" + turn.text("my_data.handled", who=Markup("; ".join(told))) if told else ""


def _notes(turn: Turn, lead: Lead, holdings: Holdings, most: Most) -> str:
    """The notes of colleagues about the person; in a message only how many there are."""
    notes = [step.words for step in holdings.steps if step.lead == lead.id and step.words]
    if not notes:
        return ""
    if most is IN_A_MESSAGE:
        return "\n" + turn.text("my_data.notes_in_file", number=len(notes))
    return "\n" + turn.text("my_data.notes", words="; ".join(notes))


def _consents(turn: Turn, history: list[Consent], most: Most) -> str:
    lines = [
        turn.text(
            "my_data.consent",
            title=turn.text(f"purpose.{one.purpose.value}"),
            state=Markup(consents.state(turn, one)),
        )
        for one in history[: most.applications]
    ]
    return turn.text("my_data.consents", lines=Markup("\n".join(lines)))


def _muted(turn: Turn, holdings: Holdings) -> list[str]:
    named = [turn.text(f"milestone.{one.value}.when") for one in holdings.muted]
    return [turn.text("my_data.muted", named=Markup("; ".join(named)))] if named else []


def _disclosures(turn: Turn, handed: list[Disclosure], most: Most) -> str:
    """Who received this person's data (law 94-V art. 24)."""
    told = handed[: most.recipients]
    lines = [disclosed(turn.text, one, turn.date(one.handed_at or one.asked_at)) for one in told]
    more = [turn.text("my_data.disclosed_more")] if len(handed) > len(told) else []
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

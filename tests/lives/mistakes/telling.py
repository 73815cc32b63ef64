"""Mistakes in what is told, how often, and when."""

from __future__ import annotations

from collections.abc import Sequence

from bot.channels.telegram.pace import Pace
from bot.dialogue.undelivered import Undelivered
from bot.domain.card import Card
from bot.domain.lead import Status
from bot.domain.schedule import Schedule
from bot.outbox import at_most_twice
from bot.outbox.card import ANEW, DeliverCard, DueCard
from bot.outbox.once_more import OnceMore
from bot.outbox.still_pending import make_pending_check
from bot.outbox.worker import OutboxWorker
from bot.views import card
from bot.views.card import CardContent
from storage import cards, outbox, reminders
from storage.outbox import OutboxRow
from storage.statements import Statement
from tests.lives.planted import Patch, mistake


@mistake("A fact that was told anew meanwhile counts as told.")
def outbox_without_version(patch: Patch) -> None:
    delete = "DELETE FROM outbox WHERE id = $1"
    patch.setattr(outbox, "delivered", lambda row: Statement(delete, (row.id,)))


@mistake("A fact that could not be told is not told again.")
def outbox_gives_up(patch: Patch) -> None:
    async def cope(self: OutboxWorker, row: OutboxRow, failure: Undelivered) -> bool:
        await self._store.commit([outbox.delivered(row)])
        return True

    patch.setattr(OutboxWorker, "_handle_failure", cope)


@mistake("A card is born with its contacts, and its number written afterwards.")
def card_in_one_step(patch: Patch) -> None:
    async def bear(self: DeliverCard, due: DueCard, _: CardContent, shown: str, also: Sequence[Statement] = ()) -> Card:
        now = await cards.circumstances(self.store.engine, due.lead.person, due.lead.id)
        content = await self._content(due, now)
        number = await self.channel.only_if(make_pending_check(self.store, due.row)).say(
            due.chat_id, content.text, content.keyboard, topic=self.staff.topic, protected=True
        )
        born = Card(due.chat_id, number, content.digest if shown != ANEW else shown)
        await self._place(due, born, also)
        return born

    patch.setattr(DeliverCard, "_send", bear)


@mistake("A closed application keeps its contacts on the card.")
def contacts_stay_when_closed(patch: Patch) -> None:
    patch.setattr(card, "shows_contacts", lambda lead, full: lead.status is not Status.NEW or full)


@mistake("The contacts stand on the card before anybody has taken it.")
def contacts_before_taking(patch: Patch) -> None:
    patch.setattr(card, "shows_contacts", lambda lead, full: lead.status is not Status.CLOSED)


@mistake("What may have arrived is sent a third time, and a fourth.")
def doubtful_sent_a_third_time(patch: Patch) -> None:
    patch.setattr(at_most_twice, "MAX_ATTEMPTS", 9)
    patch.setattr(at_most_twice, "SECOND_ATTEMPT_AFTER", 1_000)


@mistake("What a person must hear is said again for as long as answers are lost.")
def said_until_answered(patch: Patch) -> None:
    patch.setattr(OnceMore, "__call__", lambda self, subject, send: send())


@mistake("Telegram asks for a pause, and the next call follows at once.")
def pause_not_obeyed(patch: Patch) -> None:
    patch.setattr(Pace, "record_refusal", lambda self, slot, seconds: self.record_response(slot))


@mistake("People are reminded at night.")
def reminder_in_quiet_hours(patch: Patch) -> None:
    patch.setattr(Schedule, "is_quiet", lambda self, now: False)


@mistake("Whoever wants no reminders is reminded.")
def reminder_after_refusal(patch: Patch) -> None:
    patch.setattr(reminders, "stop", lambda person, number: Statement("SELECT 1"))


@mistake("Whoever is here is reminded all the same.")
def reminder_of_the_busy(patch: Patch) -> None:
    patch.setattr(reminders, "note_activity", _stir)
    patch.setattr(reminders, "note_activity_in", lambda draft, *rest: _stir(*rest))


def _stir(person: bytes, now: int, due: tuple[int | None, ...]) -> list[Statement]:
    first = (*due, None)[0]
    begin = "UPDATE drafts SET stirred_at = $2, remind_at = $3 WHERE person = $1 AND stirred_at = 0"
    return [Statement(begin, (person, now, first))]


@mistake("Nobody is told of applications that wait.")
def no_escalation(patch: Patch) -> None:
    from tests.lives.mistakes.erasing import _skip

    _skip(patch, "escalate_leads")


@mistake("People are not reminded.")
def no_reminder(patch: Patch) -> None:
    from tests.lives.mistakes.erasing import _skip

    _skip(patch, "remind_of_drafts")

"""A colleague lists the open leads: newest first, with owner and waiting time, without contacts."""

from __future__ import annotations

from bot.dialogue.decision import Decision, Rewrite, Say
from bot.dialogue.event import Event
from bot.dialogue.keyboard import Button, Inline
from bot.dialogue.presses import ForgetPress, LeadPress, LeadsPress
from bot.domain.lead import Lead, Status
from bot.domain.time import Span
from bot.i18n import Markup, rough_duration
from handlers.staff.open_leads import PAGE
from tests.handlers.cases import Case, Line, each, heard, in_group, on_card, rewrite, say
from tests.handlers.scene import Scene
from tests.handlers.somebody import SINCE, known, make_lead, sent
from tests.handlers.turns import NOW, SAY, make_press
from tests.people import AIGERIM, MADINA

LIST = in_group("/leads")
LEAD = make_lead()


def turn_to(page: int) -> Event:
    return on_card(LeadsPress(page=page))


def page(*leads: Lead, number: int = 1, total: int | None = None, pages: int = 1) -> str:
    lines = [
        SAY(
            "leads.line",
            reference=lead.reference,
            state=Markup(SAY(f"leads.{lead.status}", owner=MADINA)),
            since=rough_duration(SAY, NOW - lead.changed_at),
        )
        for lead in leads
    ]
    return SAY("leads.page", total=total or len(leads), page=number, pages=pages, lines=Markup("\n".join(lines)))


ONE, TAKEN = page(LEAD), page(make_lead(Status.TAKEN))

CASES = [
    Case("open_leads.list_open", LIST, [say("leads.none")]),
    Case("open_leads.list_open", LIST, [Line(Say, ONE)], [], sent()),
    Case("open_leads.list_open", LIST, [Line(Say, TAKEN)], [], sent(Status.TAKEN)),
    Case("open_leads.list_open", LIST, [say("leads.none")], [], sent(Status.CLOSED)),
    Case("open_leads.list_open", LIST, [say("leads.none")], [], sent(erasing=True)),
    Case("open_leads.turn_page", turn_to(0), [Line(Rewrite, ONE)], [], sent()),
    Case("open_leads.turn_page", turn_to(9), [Line(Rewrite, ONE)], [], sent()),
    Case("open_leads.turn_page", turn_to(-9), [Line(Rewrite, ONE)], [], sent()),
    Case("open_leads.turn_page", turn_to(1), [rewrite("leads.none")]),
]


@each(CASES)
async def test_what_is_decided(case: Case, scene: Scene) -> None:
    await case.play(scene)


def presses(decision: Decision) -> list[object]:
    (reply,) = decision.replies
    assert isinstance(reply, Say | Rewrite)
    assert isinstance(reply.keyboard, Inline)
    return [button.press for row in reply.keyboard.rows for button in row if isinstance(button, Button)]


MANY = tuple(make_lead(reference=f"M-AAAA{number}2", created_at=SINCE + Span(number)) for number in range(PAGE + 1))


async def test_the_newest_come_first_and_the_rest_on_the_next_page(scene: Scene) -> None:
    await scene.admit(known(leads=MANY))
    newest = MANY[:0:-1]
    first = await scene.play(LIST)
    assert heard(first) == [Line(Say, page(*newest, total=PAGE + 1, pages=2))]
    assert presses(first) == [*(LeadPress(reference=lead.reference) for lead in newest), LeadsPress(page=1)]
    last = await scene.play(turn_to(1))
    assert heard(last) == [Line(Rewrite, page(MANY[0], number=2, total=PAGE + 1, pages=2))]
    assert presses(last) == [LeadPress(reference=MANY[0].reference), LeadsPress(page=0)]


async def test_no_contacts_stand_there(scene: Scene) -> None:
    await scene.admit(sent())
    (line,) = heard(await scene.play(LIST))
    assert [secret for secret in AIGERIM.secrets if secret in line.words] == []


async def test_a_person_being_erased_is_not_listed(scene: Scene) -> None:
    await scene.admit(sent())
    await scene.play(make_press(ForgetPress(sure=True, since=SINCE)))
    assert heard(await scene.play(turn_to(0))) == [rewrite("leads.none")]

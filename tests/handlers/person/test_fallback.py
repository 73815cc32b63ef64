"""A person sends something that no other conversation understands: it is answered, and not kept."""

from __future__ import annotations

from bot.dialogue.decision import ChatMemory
from bot.dialogue.event import Contact, What
from bot.dialogue.presses import AnnouncementPress, CardPress
from bot.domain.form import REVIEW
from bot.i18n import Markup
from tests.form import progress
from tests.handlers.cases import Case, Line, each, heard, popup, say, typed
from tests.handlers.lines import card
from tests.handlers.scene import Scene
from tests.handlers.somebody import at, known, sent
from tests.handlers.turns import OPERATOR, PERSON, SAY, make_event, make_press
from tests.people import AIGERIM

NOWHERE = Markup(SAY("help.not_begun"))
WAITING = Markup(SAY("application.new", reference="M-7K3F9Q"))
IN_FORM = Markup(SAY("help.in_form", progress=progress("phone")))
PICTURE = make_event(None, what=What.MEDIA)
ALBUM = make_event(None, what=What.MEDIA, album="9")
ANSWERED = {"chat_memory": ChatMemory(album="9")}
EDIT = make_event("Сәлем", what=What.EDIT)
CONTACT = make_event(None, what=What.CONTACT, contact=Contact(AIGERIM.phone, PERSON.address))


def remark(reason: str, where: str) -> Line:
    return say(f"fallback.{reason}", where=where, email=OPERATOR.email)


OLD = popup("old_button")

CASES = [
    Case("fallback.send_something_else", typed("сәлем"), [remark("chatter", NOWHERE)], [], known()),
    Case(
        "fallback.send_something_else",
        typed("сәлем"),
        [remark("chatter", WAITING)],
        ["UPDATE persons"],
        sent(asking="forget"),
    ),
    Case("fallback.send_something_else", typed("880412350123"), [remark("sensitive", NOWHERE)], [], known()),
    Case("fallback.send_something_else", typed("/nonsense"), [remark("command", IN_FORM)], [], at("phone")),
    Case(
        "fallback.send_something_else",
        make_event("Айгерім", is_forwarded=True),
        [remark("forwarded", IN_FORM)],
        [],
        at("phone"),
    ),
    Case("fallback.send_something_else", PICTURE, [remark("media", IN_FORM)], [], at("phone")),
    Case("fallback.send_something_else", PICTURE, [remark("media", Markup(SAY("review.use_buttons")))], [], at(REVIEW)),
    Case("fallback.send_something_else", CONTACT, [remark("media", NOWHERE)], [], known()),
    Case(
        "fallback.send_something_else",
        ALBUM,
        [remark("media", NOWHERE)],
        [],
        known(),
        {"chat_memory": ChatMemory(album="9")},
    ),
    Case("fallback.send_something_else", ALBUM, [], [], known(), turn={"chat_memory": ChatMemory(album="9")}),
    Case("fallback.edit_message", EDIT, [remark("edited", IN_FORM)], ["UPDATE persons"], at("phone", asking="cancel")),
    Case("fallback.edit_message", EDIT, [card()]),
    Case("fallback.press_unknown_button", make_press(None), [OLD]),
    Case("fallback.press_unknown_button", make_press(None), [OLD], [], at("phone", asking="cancel")),
    Case("fallback.press_unknown_button", make_press(None, message=None), [OLD], [], sent()),
    # What belongs into the staff group does nothing here
    Case("fallback.press_unknown_button", make_press(CardPress(action="take", lead="00")), [OLD], [], sent()),
    Case("fallback.press_unknown_button", make_press(AnnouncementPress(action="send", announcement="00")), [OLD]),
    Case("fallback.send_something_else", typed("/leads"), [remark("command", NOWHERE)], [], known()),
]


@each(CASES)
async def test_what_is_decided(case: Case, scene: Scene) -> None:
    await case.play(scene)


async def test_nothing_of_it_reaches_the_draft(scene: Scene) -> None:
    await scene.admit(at("phone"))
    before = await scene.draft()
    for event in (PICTURE, ALBUM, EDIT, typed("/nonsense"), make_press(None)):
        await scene.play(event)
    assert await scene.draft() == before


async def test_an_album_gets_one_answer_and_the_next_one_another(scene: Scene) -> None:
    await scene.admit(known())
    answers = [heard(await scene.play(make_event(None, what=What.MEDIA, album=album))) for album in ("1", "1", "2")]
    assert [len(lines) for lines in answers] == [1, 0, 1]

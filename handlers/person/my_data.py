"""A person asks what is stored about them, and gets all of it in words and as a file."""

from __future__ import annotations

from bot.dialogue.decision import Decision, File, Popup, Say, Show
from bot.dialogue.event import Event
from bot.dialogue.keyboard import Button, Inline
from bot.dialogue.presses import MyDataPress
from bot.dialogue.routes import Route
from bot.dialogue.turn import Routes, Turn
from bot.dialogue.wordbook import Word
from bot.domain.erasure import Kind
from bot.domain.lead import is_open
from bot.i18n import strip_markup
from bot.views import keyboards
from bot.views.my_data_file import to_file
from handlers.conditions import command, has_not_agreed, pressed, said
from handlers.person.my_data_words import ALL, IN_A_MESSAGE, compose
from storage.holdings import Holdings, load_holdings


def routes() -> Routes:
    return (
        Route(find_nothing, command("my_data"), has_not_agreed),
        Route(find_nothing, said(Word.MY_DATA), has_not_agreed),
        Route(show_my_data, command("my_data")),
        Route(show_my_data, said(Word.MY_DATA)),
        Route(press_after_the_end, pressed(MyDataPress), has_not_agreed),
        Route(send_in_words, pressed(MyDataPress)),
    )


async def find_nothing(event: Event, turn: Turn) -> Decision:
    return Decision([Say(turn.text("my_data.nothing"))])


async def press_after_the_end(event: Event, turn: Turn) -> Decision:
    return _refuse(turn, "my_data.nothing")


def _refuse(turn: Turn, key: str) -> Decision:
    return Decision([Popup(turn.text(key), alert=True)])


async def show_my_data(event: Event, turn: Turn) -> Decision:
    holdings = await load_holdings(turn.store, turn.visitor.pseudonym, turn.seal)
    file = File("my-data.json", to_file(turn.visitor, holdings, turn.installation.schedule.retention))
    stub = turn.text("my_data.stub")
    return Decision(
        [
            Show(Kind.MY_DATA, stub, _card(turn, holdings), _buttons(turn)),
            Show(
                Kind.MY_DATA_FILE,
                stub,
                turn.text("my_data.file", end=_end(turn, "my_data.goes", "my_data.stays")),
                file=file,
            ),
        ],
        turn.close_question(),
    )


async def send_in_words(event: Event, turn: Turn) -> Decision:
    """The whole as a text, for people who read no JSON; nothing in it is shortened."""
    if event.pressed(MyDataPress).since != keyboards.registered_at(turn):
        return _refuse(turn, "old_button")
    holdings = await load_holdings(turn.store, turn.visitor.pseudonym, turn.seal)
    # The byte order mark, without which some programs do not recognise UTF-8.
    told = ("\ufeff" + strip_markup(compose(turn, holdings, ALL)) + "\n").encode()
    caption = turn.text("my_data.text_file", end=_end(turn, "my_data.goes", "my_data.stays"))
    file = File("my-data.txt", told)
    return Decision([Show(Kind.MY_DATA_FILE, turn.text("my_data.stub"), caption, file=file)])


def _card(turn: Turn, holdings: Holdings) -> str:
    parts = compose(turn, holdings, IN_A_MESSAGE)
    return turn.text("my_data.card", parts=parts, end=_end(turn, "my_data.both_go", "my_data.both_stay"))


def _buttons(turn: Turn) -> Inline:
    """One row for each application that can be corrected, and one for everything as a text."""
    listed = [lead for lead in turn.visitor.leads[: IN_A_MESSAGE.applications] if is_open(lead)]
    edits = keyboards.edit(turn, *listed) if listed else []
    as_text = Button(turn.text("button.my_data_text"), MyDataPress(since=keyboards.registered_at(turn)))
    return keyboards.rows(*([button] for button in edits), [as_text])


def _end(turn: Turn, goes: str, stays: str) -> str:
    """What becomes of these messages: the bot deletes them, unless the channel lets it neither delete nor edit."""
    return turn.text(goes if turn.can.can_delete or turn.can.can_edit else stays)

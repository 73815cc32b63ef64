"""Does every button that the bot has just offered do something?"""

from __future__ import annotations

from collections.abc import Iterator

from bot.dialogue.decision import Decision, Rewrite, Say, SetButtons, Show
from bot.dialogue.keyboard import Button, Inline
from bot.dialogue.press import Press
from tests.handlers.cases import Case, heard, popup
from tests.handlers.every_case import every_case
from tests.handlers.memory import close, open_in_memory
from tests.handlers.scene import Scene
from tests.handlers.turns import make_press

OLD = {popup(key) for key in ("old_button", "consents.old", "export.old", "announce.old", "staff.no_lead")}
REMEMBERED = ("chat_memory", "is_repeated")
"""Fields of the turn that the scene sets itself after an event."""


def offered(decision: Decision) -> Iterator[Press]:
    for reply in decision.replies:
        keyboard = reply.keyboard if isinstance(reply, Say | Show | Rewrite | SetButtons) else None
        for row in keyboard.rows if isinstance(keyboard, Inline) else ():
            yield from (button.press for button in row if isinstance(button, Button))


async def dead_buttons(case: Case) -> list[str]:
    """The buttons that are answered as outdated."""
    store = await open_in_memory()
    scene = Scene(store)
    await case.begin(scene)
    decision = await scene.play(case.event, **case.turn)
    turn = {name: value for name, value in case.turn.items() if name not in REMEMBERED}
    found = []
    for press in offered(decision):
        answer = await scene.decide(make_press(press, case.event.where, case.event.who), **turn)
        if OLD & set(heard(answer)):
            found.append(f"{case.leads_to}: {press}")
    await close(store)
    return found


async def test_no_button_is_born_old() -> None:
    assert [dead for case in every_case() for dead in await dead_buttons(case)] == []

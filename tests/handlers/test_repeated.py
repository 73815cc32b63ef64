"""An update that was already handled, in a process that died, comes again. Nobody knows whether it was answered."""

from __future__ import annotations

from typing import Any

from bot.dialogue.event import What
from bot.dialogue.presses import CardPress, ForgetPress, Move
from bot.domain.form import REVIEW
from tests.handlers.cases import Case, each, in_group, move, on_card, say, typed
from tests.handlers.lines import ASK, review
from tests.handlers.scene import Scene
from tests.handlers.somebody import SINCE, at, known, sent
from tests.handlers.turns import ELSEWHERE, make_event, make_press
from tests.people import AIGERIM

AGAIN: dict[str, Any] = {"is_repeated": True}
WHERE, SILENT = "repeated.show_status", "repeated.keep_silent"
SURE = make_press(ForgetPress(sure=True, since=SINCE))
TAKE = CardPress(action="take", lead=b"M-7K3F9Q".hex())

CASES = [
    Case(WHERE, typed(AIGERIM.name), [ASK["phone"]], [], at("phone"), turn=AGAIN),
    # The message that takes the contact keyboard away may never have left
    Case(WHERE, typed(AIGERIM.phone), [say("form.contact.done"), ASK["email"]], [], at("email"), turn=AGAIN),
    Case(WHERE, move(Move.BACK), [ASK["email"]], [], at("email"), turn=AGAIN),
    Case(WHERE, move(Move.CONFIRM), [review()], [], at(REVIEW), turn=AGAIN),
    Case(WHERE, move(Move.CONFIRM), [say("application.new", reference="M-7K3F9Q")], [], sent(), turn=AGAIN),
    Case(WHERE, typed("/start"), [say("start.empty")], [], known(), turn=AGAIN),
    Case(WHERE, typed("/forget_me"), [say("forget.ask")], [], known(asking="forget"), turn=AGAIN),
    # The receipt will come, or has
    Case(WHERE, SURE, [], [], known(erasing=True), {"destroys": False}, AGAIN),
    Case(WHERE, SURE, turn=AGAIN),
    # Nobody waits
    Case(SILENT, make_event(None, what=What.BOT_ADDED), [], [], sent(agreed_to="0"), turn=AGAIN),
    Case(SILENT, make_event(None, what=What.BOT_REMOVED), [], [], at("phone"), turn=AGAIN),
    Case(SILENT, in_group("/stats"), [], [], sent(), turn=AGAIN),
    Case(SILENT, on_card(TAKE), [], [], sent(), turn=AGAIN),
    Case(SILENT, make_event("/connect C-1", ELSEWHERE), turn={**AGAIN, "connect_code": "C-1"}),
]


@each(CASES)
async def test_what_is_decided(case: Case, scene: Scene) -> None:
    await case.play(scene)

"""A banned person writes or presses: no further application is taken from them, and nothing they write is kept."""

from __future__ import annotations

from bot.dialogue.decision import Say
from bot.dialogue.event import What
from bot.dialogue.presses import ConsentPress, ForgetPress, NewApplicationPress
from tests.handlers.cases import BUTTONS, Case, Line, each, popup, say, typed
from tests.handlers.lines import ERASING, GRANTED
from tests.handlers.scene import Scene
from tests.handlers.somebody import SINCE, known, sent
from tests.handlers.turns import OPERATOR, SAY, make_event, make_press, notice
from tests.people import AIGERIM

BANNED = known(banned_at=SINCE)
REFUSED = say("banned.refused", email=OPERATOR.email)
POPUP = popup("banned.refused", email=OPERATOR.email)
WITH_LEAD = Line(Say, f"{REFUSED.words}\n\n{SAY('application.new', reference='M-7K3F9Q')}")
ANEW = make_press(NewApplicationPress(since=SINCE))
AGREE = make_press(ConsentPress(agrees=True, language="kk", shown=notice("kk").mark))
DECLINE_ANEW = make_press(ConsentPress(agrees=False, language="kk", shown="", renews=True))
AGREE_ANEW = make_press(ConsentPress(agrees=True, language="kk", shown=notice("kk", "0").mark, renews=True))
ERASE = make_press(ForgetPress(sure=True, since=SINCE))

CASES = [
    Case("banned.refuse", typed("/start"), [REFUSED], [], BANNED),
    Case("banned.refuse", typed(AIGERIM.name), [REFUSED], ["UPDATE persons"], known(banned_at=SINCE, asking="forget")),
    Case("banned.refuse", typed("button.new_application"), [WITH_LEAD], [], sent(banned_at=SINCE)),
    Case("banned.refuse", make_event(None, what=What.MEDIA), [REFUSED], [], BANNED),
    Case("banned.refuse_press", ANEW, [POPUP], [], BANNED),
    Case("banned.refuse_press", AGREE, [POPUP], [], known(banned_at=SINCE, agreed_to="0")),
    Case("banned.refuse_press", make_press(None), [POPUP], [], BANNED),
    # About the data that is there everything works as before
    Case(
        "consent.agree",
        AGREE_ANEW,
        [BUTTONS, say("policy.renewed")],
        [*GRANTED, "UPDATE persons"],
        sent(banned_at=SINCE, agreed_to="0"),
    ),
    Case(
        "consent.decline", DECLINE_ANEW, [say("forget.ask")], ["UPDATE persons"], known(banned_at=SINCE, agreed_to="0")
    ),
    Case("forget.press_forget", ERASE, [BUTTONS], ERASING, BANNED, {"destroys": True}),
    # Others are not meant
    Case("start.start", typed("/start"), [say("start.empty")], [], known()),
]


@each(CASES)
async def test_what_is_decided(case: Case, scene: Scene) -> None:
    await case.play(scene)

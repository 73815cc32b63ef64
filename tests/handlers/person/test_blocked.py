"""A person whose data is out of use because of a dispute writes or presses: nothing is asked and nothing kept."""

from __future__ import annotations

from bot.dialogue.event import What
from bot.dialogue.presses import ConsentPress, ForgetPress, NewApplicationPress
from tests.handlers.cases import BUTTONS, Case, each, popup, say, typed
from tests.handlers.lines import ERASING
from tests.handlers.scene import Scene
from tests.handlers.somebody import SINCE, known, sent
from tests.handlers.turns import OPERATOR, make_event, make_press
from tests.people import AIGERIM

BLOCKED = known(blocked_at=SINCE)
TOLD, POPUP = say("blocked.told", email=OPERATOR.email), popup("blocked.told", email=OPERATOR.email)
AGREE_ANEW = make_press(ConsentPress(agrees=True, language="kk", shown="", renews=True))

CASES = [
    Case("blocked.tell_of_dispute", typed("/start"), [TOLD], [], BLOCKED),
    Case("blocked.tell_of_dispute", typed("/cancel"), [TOLD], [], BLOCKED),
    Case("blocked.tell_of_dispute", typed("button.edit"), [TOLD], [], sent(blocked_at=SINCE)),
    Case("blocked.tell_of_dispute", typed(AIGERIM.name), [TOLD], ["UPDATE persons"],
         known(blocked_at=SINCE, asking="forget")),
    Case("blocked.tell_of_dispute", make_event(None, what=What.MEDIA), [TOLD], [], BLOCKED),
    Case("blocked.refuse_disputed_press", make_press(NewApplicationPress(since=SINCE)), [POPUP], [], BLOCKED),
    Case("blocked.refuse_disputed_press", AGREE_ANEW, [POPUP], [], BLOCKED),
    # Their rights work as before
    Case("forget.press_forget", make_press(ForgetPress(sure=True, since=SINCE)), [BUTTONS], ERASING, BLOCKED,
         {"destroys": True}),
    # Others are not meant
    Case("start.start", typed("/start"), [say("start.empty")], [], known()),
]  # fmt: skip


@each(CASES)
async def test_what_is_decided(case: Case, scene: Scene) -> None:
    await case.play(scene)

"""Who may do what in the staff group."""

from __future__ import annotations

from typing import Any

from bot.dialogue.event import What
from bot.dialogue.presses import AnnouncementPress, CardPress, LeadPress, LeadsPress
from bot.domain.standing import StandingDoubt
from handlers import ADMINISTRATORS_MAY, MEMBERS_MAY
from tests.handlers.cases import OUTSIDE, UNTOLD, Case, each, in_group, on_card, popup, say
from tests.handlers.scene import Scene
from tests.handlers.somebody import COLLEAGUE, STRANGER, sent
from tests.handlers.turns import ELSEWHERE, GROUP, make_event

COMMANDS = [f"/{name} M-7K3F9Q" for name in (*MEMBERS_MAY, *ADMINISTRATORS_MAY)]
PRESSES = [
    CardPress(action="take", lead=b"M-7K3F9Q".hex()),
    LeadsPress(page=0),
    LeadPress(reference="M-7K3F9Q"),
    AnnouncementPress(action="send", announcement="00"),
    None,
]
HIDDEN: dict[str, Any] = {"standing": StandingDoubt.HIDDEN}
SHOW = "staff.anonymous"

NO_MEMBER = popup("staff.not_member")

CASES = [
    *(Case("permissions.ignore", in_group(text, STRANGER), [], [], sent(), turn=OUTSIDE) for text in COMMANDS),
    *(
        Case("permissions.refuse_anonymous", in_group(text, is_anonymous=True), [say(SHOW)], [], sent())
        for text in COMMANDS
    ),
    *(
        Case("permissions.refuse_unknown", in_group(text), [say("staff.unknown.passing")], [], sent(), turn=UNTOLD)
        for text in COMMANDS
    ),
    *(
        Case(
            "permissions.refuse_stranger",
            on_card(press, STRANGER),
            [popup("staff.not_member")],
            [],
            sent(),
            turn=OUTSIDE,
        )
        for press in PRESSES
    ),
    *(
        Case("permissions.refuse_anonymous", on_card(press, is_anonymous=True), [popup(SHOW)], [], sent())
        for press in PRESSES
    ),
    *(
        Case("permissions.refuse_unknown", on_card(press), [popup("staff.unknown.hidden")], [], sent(), turn=HIDDEN)
        for press in PRESSES
    ),
    # Others' words are nobody's wish
    Case("permissions.ignore", in_group("/stats", is_forwarded=True), [], [], sent()),
    Case("permissions.ignore", in_group("сәлем", is_forwarded=True)),
    # Talk among colleagues is not read
    Case("", in_group("сәлем"), [], [], sent()),
    Case("", in_group("сәлем", is_anonymous=True)),
    Case("", in_group("/start"), [], [], sent()),
    Case("", make_event("/stats", GROUP, What.EDIT, COLLEAGUE), [], [], sent()),
    Case("", make_event(None, GROUP, What.MEDIA, COLLEAGUE)),
    Case("", on_card(None), [], [], sent()),
    # Elsewhere nobody is a colleague
    Case("", make_event("/leads", ELSEWHERE, who=COLLEAGUE), [], [], sent()),
    Case("", in_group("/leads"), [], [], sent(), turn={"staff": None}),
]


@each(CASES)
async def test_what_is_decided(case: Case, scene: Scene) -> None:
    await case.play(scene)

"""A colleague asks in the staff group what is stored about them."""

from __future__ import annotations

from bot.domain.retention import ACCESS
from bot.i18n import exact_duration
from tests.handlers.cases import Case, each, in_group, say
from tests.handlers.scene import Scene
from tests.handlers.turns import OPERATOR, SAY

TOLD = say("privacy.colleague", period=exact_duration(SAY, ACCESS.default), email=OPERATOR.email)
CASES = [Case("colleague_privacy.tell_colleague", in_group("/privacy"), [TOLD])]


@each(CASES)
async def test_what_is_decided(case: Case, scene: Scene) -> None:
    await case.play(scene)

"""A person asks for help or for the privacy policy: answered in every state."""

from __future__ import annotations

from bot.dialogue.event import What
from bot.domain.form import REVIEW
from bot.domain.lead import Status
from bot.i18n import Markup
from bot.views.notice import dated
from tests.form import progress
from tests.handlers.cases import Case, Line, each, say, typed
from tests.handlers.scene import Scene
from tests.handlers.somebody import at, known, sent
from tests.handlers.turns import OPERATOR, POLICY, SAY, make_event


def policy(stored: str) -> Line:
    """The catalogue's `operator.name` stands in for a name that is not set."""
    values = {
        "operator": SAY("operator.name"),
        "bin": "",
        "email": OPERATOR.email,
        "version": POLICY.version,
        "dated": dated(SAY, POLICY),
    }
    return say("privacy.card", **values, stored=SAY(stored))


def help_card(where: str, **values: str) -> Line:
    return say("help.card", reach=OPERATOR.reach, where=Markup(SAY(where, **values)))


CASES = [
    Case("info.read_policy", typed("/privacy"), [policy("privacy.nothing_stored")]),
    Case("info.read_policy", typed("/privacy"), [policy("privacy.stored")], [], at("phone")),
    Case("info.read_policy", typed("/privacy"), [policy("privacy.stored")], [], known(banned_at=1)),
    Case("info.read_policy", typed("button.policy"), [policy("privacy.stored")], [], at("name")),
    Case("info.read_help", typed("command.help"), [help_card("help.not_begun")], [], known()),
    Case("info.read_help", typed("/help"), [help_card("help.not_begun")]),
    Case("info.read_help", typed("/help"), [help_card("help.not_begun")], [], known()),
    Case("info.read_help", typed("/help"), [help_card("help.in_form", progress=progress("phone"))], [], at("phone")),
    Case(
        "info.read_help",
        typed("/help"),
        [help_card("review.use_buttons")],
        ["UPDATE persons"],
        at(REVIEW, asking="cancel"),
    ),
    Case(
        "info.read_help",
        typed("/help"),
        [help_card("application.closed", reference="M-7K3F9Q")],
        [],
        sent(Status.CLOSED),
    ),
    Case(
        "info.read_help",
        make_event(None, what=What.MEDIA, command=make_event("/help").command),
        [help_card("help.not_begun")],
    ),
]


@each(CASES)
async def test_what_is_decided(case: Case, scene: Scene) -> None:
    await case.play(scene)

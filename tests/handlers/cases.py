"""A case: what is known, what somebody does, and what the bot must decide; and how it is played."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, NamedTuple

from bot.dialogue.decision import Decision, Draw, Meanwhile, Popup, Reply, Rewrite, Say, SetButtons, Show, ShowContacts
from bot.dialogue.event import Event, Sender
from bot.dialogue.press import Press
from bot.dialogue.presses import FormPress, Move
from bot.dialogue.routes import Route
from bot.dialogue.turn import Turn
from bot.domain.standing import Standing, StandingDoubt, StandingUnknown
from storage import daily_counts
from storage.news import News
from storage.statements import Statement
from tests.cases import cases
from tests.handlers.memory import close, open_in_memory
from tests.handlers.scene import Scene
from tests.handlers.somebody import COLLEAGUE, REVISION, Somebody
from tests.handlers.turns import GROUP, SAY, make_event, make_press

# What somebody does


def typed(text: str) -> Event:
    """A message in the private chat: a label (`button.yes`, `command.help` in the menu), a command, or other text."""
    return make_event(SAY(text) if text.startswith(("button.", "command.")) else text)


def move(what: Move, revision: int = REVISION, field: str = "") -> Event:
    return make_press(FormPress(move=what, revision=revision, field=field))


def in_group(text: str, who: Sender = COLLEAGUE, **event: Any) -> Event:
    return make_event(text, GROUP, who=who, **event)


def on_card(press: Press | None, who: Sender = COLLEAGUE, **event: Any) -> Event:
    return make_press(press, GROUP, who, **event)


# What the bot says


class Line(NamedTuple):
    """A reply: its kind and its text, which is empty for SetButtons and the caption for a picture."""

    kind: type[Reply]
    words: str


def say(key: str, **values: object) -> Line:
    return Line(Say, SAY(key, **values))


def popup(key: str, **values: object) -> Line:
    return Line(Popup, SAY(key, **values))


def rewrite(key: str, **values: object) -> Line:
    return Line(Rewrite, SAY(key, **values))


def show(key: str, **values: object) -> Line:
    return Line(Show, SAY(key, **values))


BUTTONS = Line(SetButtons, "")


def heard(decision: Decision) -> list[Line]:
    return [Line(type(reply), _words(reply)) for reply in decision.replies]


def _words(reply: Reply) -> str:
    match reply:
        case SetButtons():
            return ""
        case Draw():
            return reply.caption
        case ShowContacts():
            return reply.done
        case Say() | Meanwhile() | Show() | Rewrite() | Popup():
            return reply.text


def targets(decision: Decision) -> set[str]:
    """The statements of a decision, each as what it does to which table."""
    counted = daily_counts.reach("", b"", decision.reached) if decision.reached else []
    return {statement.target for statement in (*decision.changes, *counted)}


def news(decision: Decision) -> set[News]:
    """The news that the commit of a decision brings."""
    return {one for change in decision.changes for one in change.brings}


@dataclass(frozen=True)
class Case:
    """`leads_to` is the handler, `module.function`; empty if no route fits.

    `given` are the persons in the store, and `before` further statements; everybody else is a stranger. `earlier` does
    what needs the scene itself, such as its keys. `writes` are the targets of all changes. `flags` are further fields
    of the decision, `turn` further fields of the turn.
    """

    leads_to: str
    event: Event
    says: Sequence[Line] = ()
    writes: Sequence[str] = ()
    given: Sequence[Somebody] | Somebody = ()
    flags: Mapping[str, Any] = field(default_factory=dict)
    turn: Mapping[str, Any] = field(default_factory=dict)
    before: Sequence[Statement] = ()
    earlier: Callable[[Scene], Awaitable[object]] | None = None

    async def begin(self, scene: Scene) -> None:
        for somebody in [self.given] if isinstance(self.given, Somebody) else self.given:
            await scene.admit(somebody)
        await scene.store.commit(self.before)
        if self.earlier:
            await self.earlier(scene)

    async def route(self, scene: Scene) -> Route[Turn, Decision] | None:
        """Raises StandingUnknown if the channel does not tell whether the sender is a member."""
        return await scene.route(self.event, **self.turn)

    async def play(self, scene: Scene) -> None:
        """Compare the handler and the decision, and commit it."""
        await self.begin(scene)
        assert await self._who_answers(scene) == self.leads_to
        decision = await scene.decide(self.event, **self.turn)
        assert heard(decision) == list(self.says)
        assert targets(decision) == set(self.writes)
        assert {name: getattr(decision, name) for name in self.flags} == self.flags
        await scene.commit(decision)

    async def _who_answers(self, scene: Scene) -> str:
        try:
            route = await self.route(scene)
        except StandingUnknown:
            return "permissions.refuse_unknown"
        return route.name if route else ""


TestOfCase = Callable[[Case, Scene], Awaitable[None]]


def each(given: Sequence[Case]) -> Callable[[TestOfCase], Callable[..., Awaitable[None]]]:
    """One test of all these cases, each in a new scene."""

    def decorate(test: TestOfCase) -> Callable[..., Awaitable[None]]:
        @wraps(test)
        async def play(case: Case) -> None:
            store = await open_in_memory()
            try:
                await test(case, Scene(store))
            finally:
                await close(store)

        del vars(play)["__wrapped__"]  # or the scene would be looked for among the fixtures
        return cases("case", given)(play)

    return decorate


ADMINISTRATOR: Mapping[str, Any] = {"standing": Standing.ADMINISTRATOR}
OUTSIDE: Mapping[str, Any] = {"standing": Standing.OUTSIDE}
UNTOLD: Mapping[str, Any] = {"standing": StandingDoubt.PASSING}

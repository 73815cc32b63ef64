"""Does every row of every table of routes decide a case that is played, and few others have to be asked?"""

from __future__ import annotations

from bot.dialogue.press import Press
from bot.dialogue.routes import find
from bot.domain.standing import StandingUnknown
from handlers import CANDIDATES, ROUTES
from tests.handlers.cases import Case
from tests.handlers.every_case import every_case, modules
from tests.handlers.memory import close, open_in_memory
from tests.handlers.scene import Scene
from tests.handlers.whole_table import WHOLE_TABLE

MOST = 40
"""Of so many routes at most the conditions are asked about one event; of all routes there are more than a hundred."""


async def meet(case: Case) -> int | None:
    """The number of the row that decides. It is the same among the candidates, which are few."""
    store = await open_in_memory()
    scene = Scene(store)
    await case.begin(scene)
    turn = await scene.turn(case.event, **case.turn)
    candidates = CANDIDATES.of(case.event, turn)
    assert len(candidates) <= MOST, f"{len(candidates)} routes are asked about {case.event}"
    try:
        route = await find(WHOLE_TABLE, case.event, turn)
        assert await find(candidates, case.event, turn) is route
    except StandingUnknown:
        route = None
    await close(store)
    return None if route is None else next(number for number, one in enumerate(ROUTES) if one is route)


async def test_every_row_answers_in_a_case() -> None:
    met = {await meet(case) for case in every_case()}
    assert [f"{number} {route.name}" for number, route in enumerate(ROUTES) if number not in met] == []


def test_every_handler_has_a_file_with_cases() -> None:
    """The test has the name of the handler's module."""
    conversations = {route.answer.__module__.rpartition(".")[2] for route in ROUTES}
    assert conversations == {module.__name__.rpartition(".test_")[2] for module in modules()}


def test_no_kind_of_button_is_a_kind_of_another() -> None:
    """The candidates look up what is asked of a button by its kind alone."""
    assert [kind for kind in Press.__subclasses__() if kind.__subclasses__()] == []

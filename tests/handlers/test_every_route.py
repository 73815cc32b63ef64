"""Does every row of every table of routes decide a case that is played?"""

from __future__ import annotations

from bot.domain.standing import StandingUnknown
from handlers import ROUTES
from tests.handlers.cases import Case
from tests.handlers.every_case import every_case, modules
from tests.handlers.memory import close, open_in_memory
from tests.handlers.scene import Scene


async def meet(case: Case) -> int | None:
    """The number of the row that decides."""
    store = await open_in_memory()
    scene = Scene(store)
    await case.begin(scene)
    try:
        route = await case.route(scene)
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

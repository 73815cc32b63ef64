"""The tables of routes are asked in the right order, and the page about them is true."""

import re
from itertools import pairwise
from pathlib import Path

from bot.dialogue.decision import Decision
from bot.dialogue.routes import Route
from bot.dialogue.turn import Routes, Turn
from bot.dialogue.wordbook import Word, Wordbook, spell_all
from bot.i18n import load_words
from handlers import PRIVATE, ROUTES, STAFF, bot_membership, repeated
from handlers.conditions import in_private, in_staff_group
from handlers.person import fallback, forget
from handlers.staff import connect, permissions
from scripts.write_routes import compose

PAGE = Path(__file__).parents[2] / "docs" / "routes.md"


def places(table: Routes) -> set[int]:
    """The numbers of this table's rows among all rows."""
    own = {route.answer for route in table}
    return {number for number, route in enumerate(ROUTES) if route.answer in own}


def is_under(route: Route[Turn, Decision], condition: object) -> bool:
    return route.conditions[0] is condition


def test_order_is_repeated_updates_then_membership_then_people_then_staff() -> None:
    order = [repeated.routes(), bot_membership.routes(), forget.routes()[:1], fallback.routes(), connect.routes()]
    found = [places(table) for table in order]
    assert found[0] == set(range(len(repeated.routes())))
    for before, after in pairwise(found):
        assert max(before) < min(after)
    staff = [number for number, route in enumerate(ROUTES) if is_under(route, in_staff_group)]
    assert min(staff) > max(found[-1])
    assert max(staff) == len(ROUTES) - 1


def test_destroying_comes_first_and_the_fallback_last() -> None:
    assert PRIVATE[0] is forget
    assert PRIVATE[-1] is fallback


def test_rows_that_keep_strangers_out_come_before_all_others_of_staff() -> None:
    staff = [route for route in ROUTES if is_under(route, in_staff_group)]
    doors = len(permissions.routes(()))
    assert [route.name.partition(".")[0] for route in staff[:doors]] == ["permissions"] * doors
    own = [route.answer for conversation in STAFF for route in conversation.routes()]
    assert [route.answer for route in staff[doors:]] == own


def test_conversations_with_people_take_place_in_private_chats_only() -> None:
    own = [route.answer for conversation in PRIVATE for route in conversation.routes()]
    assert [route.answer for route in ROUTES if is_under(route, in_private)] == own


def test_the_page_is_as_the_tables_say() -> None:
    page = compose()
    assert PAGE.read_text("utf-8") == page, "run make routes"
    assert [f"`{route.name}` |" for route in ROUTES] == re.findall(r"`\w+\.\w+` \|$", page, re.MULTILINE)


def test_no_two_words_are_spelt_alike() -> None:
    book = Wordbook(load_words())
    for label, meaning in spell_all(load_words()):
        found = book.recognise(label)
        assert (found == meaning) or (meaning.word is None and found.is_label), label
    assert {meaning.word for _, meaning in spell_all(load_words())} == {None, *Word}


def test_a_language_is_called_by_its_own_name() -> None:
    words = load_words()
    book = Wordbook(words)
    for language in words.languages:
        heard = book.recognise(words.text_in(language)("language.name"))
        assert (heard.word, heard.language) == (None, language)


def test_a_decision_that_says_nothing_changes_nothing() -> None:
    assert Decision() == Decision((), (), (), ())

"""Until when is a person held back, and which policy are they shown?"""

from bot.channels.telegram.addresses import address_of
from bot.domain.person import Person
from bot.domain.policy import Policy
from bot.domain.time import MILLISECOND, Moment

UNTIL = Moment(1_000)


def test_a_hold_ends_at_its_moment() -> None:
    held = Person(address_of(5), "kk", None, False, Moment(1), "s", held_until=UNTIL)
    assert [held.is_held(now) for now in (UNTIL - MILLISECOND, UNTIL, UNTIL + MILLISECOND)] == [True, False, False]


def test_the_policy_is_shown_in_the_language_of_its_reader_if_it_has_several() -> None:
    assert Policy("https://momu.kz/{lang}/privacy", "1", "").url_in("ru") == "https://momu.kz/ru/privacy"
    assert Policy("https://momu.kz/privacy", "1", "").url_in("ru") == "https://momu.kz/privacy"

"""Which language does a person probably read?"""

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.languages import choose_language
from tests.cases import cases

KNOWN = ("kk", "ru", "en")


@cases(
    ("client", "language"),
    [
        ("kk", "kk"),
        ("ru", "ru"),
        ("ru-RU", "ru"),
        ("en_US", "en"),
        ("EN", "en"),
        ("de", "kk"),
        ("", "kk"),
        (None, "kk"),
    ],
)
def test_the_client_decides_and_the_default_helps_out(client: str | None, language: str) -> None:
    assert choose_language(client, KNOWN, "kk") == language


@given(st.text())
def test_whatever_a_client_says_is_survived(client: str) -> None:
    assert choose_language(client, KNOWN, "kk") in KNOWN

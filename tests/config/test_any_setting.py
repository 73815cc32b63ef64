"""Whatever stands in a setting: it is refused in a line with its name, or the bot can do its work with it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.client import Client
from bot.config.installation import make_installation
from bot.config.master_key import find_master_key
from bot.config.settings import SETTING_NAMES, InvalidSettings, Settings, load_settings
from bot.domain.time import Moment
from bot.views.notice import compose_notice, compose_offer
from storage.store import Store
from tests.cases import cases
from tests.config.test_settings import TOKEN
from tests.examples import examples

many = examples(600)
SECRET = "7e57-secret"
"""Stands in every text, and in no line of a refusal."""
PIECES = (
    "sqlite:///", "http://", "https://", "momu.kz", "/", ".", "..", ":", ",", "-", "@", "{lang}", "{", "}", "{x}", "%s",
    "1", "24h", "90d", "09:00", "18:00", "2026-11-22", "off", "claim", "kk", "Asia/Almaty", "-1001234567890", "text",
    "١٢٣", "ә", "<b>", " ", "\n", "\u202e", "\udcff", "263440000014", "A" * 43 + "=", TOKEN, SECRET, "9" * 5000, "1e3",
)  # fmt: skip
BECAUSE_OF_ANOTHER = {"KEYSTORE_URL", "ERASURE_LOG"}
"""They have defaults beside the database, or share a file with a setting before them."""
OTHER_FILES = {"DATABASE_URL", "KEYSTORE_URL"}
texts = st.lists(st.sampled_from(PIECES), max_size=5).map("".join) | st.text(
    st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=40
)
"""What an environment can hold: no NUL; bytes of no encoding are halves of surrogates (PEP 383)."""


def load(**environment: str) -> Settings:
    """Settings from an environment in which these stand. Raises InvalidSettings."""
    with pytest.MonkeyPatch.context() as patch:
        for name, text in environment.items():
            patch.setenv(name, text)
        return load_settings(need_token=False, _env_file=None)


def use(given_: Settings) -> None:
    """As the start of a bot does, before anything is opened."""
    assert given_.places
    assert Client.at(given_.telegram_api_url, TOKEN).session.url_of("getMe").raw_path.endswith("/getMe")
    installation = make_installation(given_, cast(Store, None), lambda: Moment(0), os.urandom)
    for language in installation.words.languages:
        assert compose_notice(installation, language).digest
        assert compose_offer(installation, language).digest
    if given_.master_key:
        assert len(find_master_key(given_, os.urandom)) == 32


@many
@given(environment=st.fixed_dictionaries({}, optional=dict.fromkeys(sorted(SETTING_NAMES), texts)))
def test_any_texts_are_refused_by_name_or_can_be_used(environment: dict[str, str]) -> None:
    """Some settings are given any texts, all at once: each is refused in a line of its own, and with the others the bot
    can do its work."""
    left = environment
    while lines := refusals(left):
        names = {line.split(":")[0] for line in lines}
        assert len(names) == len(lines)
        assert not any(SECRET in line or "\n" in line for line in lines)
        # Of two that may not share a file the second is refused, though only the first may have been given.
        names |= OTHER_FILES if names & BECAUSE_OF_ANOTHER else set()
        assert names & left.keys()
        left = {name: text for name, text in left.items() if name not in names}
    use(load(**left))


def refusals(environment: dict[str, str]) -> list[str]:
    try:
        load(**environment)
    except InvalidSettings as refusal:
        return refusal.lines
    return []


@cases(
    ("name", "text", "told"),
    [
        ("DATABASE_URL", "sqlite:///.", "must be like sqlite:///data/momu.db"),
        ("DATABASE_URL", "sqlite:////", "must be like sqlite:///data/momu.db"),
        ("KEYSTORE_URL", "sqlite:///data/..", "must be like sqlite:///data/momu.db"),
        ("TELEGRAM_API_URL", "http://host/{x}", "without { and }"),
        ("TELEGRAM_API_URL", "http://host\udcff/", "must be an http:// or https:// address"),
        ("PRIVACY_POLICY_URL", "https://momu.kz/\udcff", "must be an http:// or https:// address"),
        ("OPERATOR_BIN", "٢٦٣٤٤٠٠٠٠٠١٤", "must be the 12 digits of a BIN or IIN"),
        ("OPERATOR_NAME", "  ", "must be 1 to 200 characters"),
        ("PRIVACY_POLICY_VERSION", "\u3000", "must be 1 to 40 characters"),
        ("BOT_TOKEN", TOKEN.replace("1", "١"), "must look like 123456789:ABC"),
        ("MASTER_KEY", "ә" * 44, "must be 32 bytes in base64"),
    ],
)
def test_what_would_stop_the_bot_later_is_refused_at_once(name: str, text: str, told: str) -> None:
    with pytest.raises(InvalidSettings) as caught:
        load(**{name: text})
    [line] = caught.value.lines
    assert line.startswith(f"{name}: ")
    assert told in line


@cases(
    ("environment", "name", "whose"),
    [
        ({"KEYSTORE_URL": "sqlite:///data/momu.db"}, "KEYSTORE_URL", "DATABASE_URL"),
        ({"KEYSTORE_URL": "sqlite:///data/x/../momu.db"}, "KEYSTORE_URL", "DATABASE_URL"),
        ({"DATABASE_URL": "sqlite:///data/keys.db"}, "KEYSTORE_URL", "DATABASE_URL"),
        ({"ERASURE_LOG": "data/momu.db"}, "ERASURE_LOG", "DATABASE_URL"),
        ({"ERASURE_LOG": "data/keys.db"}, "ERASURE_LOG", "KEYSTORE_URL"),
        ({"ERASURE_LOG": "data/master.key"}, "ERASURE_LOG", "MASTER_KEY"),
        ({"ERASURE_LOG": "data/ledger.heads"}, "ERASURE_LOG", "the ledger"),
    ],
)
def test_no_two_kinds_of_data_share_a_file(environment: dict[str, str], name: str, whose: str) -> None:
    """Tombstones written behind a database would damage it; keys beside the rows would go into every copy of them."""
    with pytest.raises(InvalidSettings) as caught:
        load(**environment)
    assert caught.value.lines == [f"{name}: must be a file of its own; this is that of {whose}"]


def test_files_of_the_same_name_in_two_folders_are_two(tmp_path: Path) -> None:
    places = {name: f"sqlite:///{tmp_path / name}/momu.db" for name in ("DATABASE_URL", "KEYSTORE_URL")}
    assert load(**places).places.keystore == tmp_path / "KEYSTORE_URL" / "momu.db"

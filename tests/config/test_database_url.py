"""Is an address of PostgreSQL taken as the driver takes it, and is its password shown to nobody?"""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest
from psycopg.conninfo import conninfo_to_dict

from bot.config.settings import InvalidSettings, Settings, load_settings
from storage.places import Places
from storage.postgres.places import ServerPlaces
from tests.cases import cases

KEY = base64.b64encode(bytes(32)).decode()
LACKING = ["KEYSTORE_URL", "MASTER_KEY"]
ADDRESSES = [
    ("postgresql://momu:p%40ss%2Fw%3A%25@db.example.kz:5432/momu?sslmode=verify-full", "p@ss/w:%"),
    ("postgres://momu:geheim@[2001:db8::1]:5432/momu", "geheim"),
    ("postgresql://momu:geheim@one.kz:5432,two.kz:5433/momu?target_session_attrs=any", "geheim"),
    ("postgresql:///momu?host=/run/postgresql&user=momu&password=geheim", "geheim"),
    ("postgresql://momu:geheim@%2Frun%2Fpostgresql/momu?options=-csearch_path%3Dbot", "geheim"),
    ("  postgresql://momu@localhost/momu\n", None),
]


def load(**given: Any) -> Settings:
    return load_settings(need_token=False, _env_file=None, **given)


def load_with_keys(url: str) -> Settings:
    return load(database_url=url, keystore_url="sqlite:////disk/keys.db", master_key=KEY)


@cases(("url", "password"), ADDRESSES)
def test_an_address_goes_to_the_driver_as_it_is_and_its_password_nowhere_else(url: str, password: str | None) -> None:
    settings = load_with_keys(url)
    places = settings.places
    assert isinstance(places, ServerPlaces)
    assert conninfo_to_dict(places.database.secret).get("password") == password
    shown = f"{places.database} {places.database!r} {places!r} {settings!r} {settings}"
    assert not password or (password not in shown and "geheim" not in shown and "%40" not in shown)


@cases(
    "url",
    [
        "postgresql://momu:ge@heim@db/momu",
        "postgresql://momu:ge/heim@db/momu",
        "postgresql://momu:ge?heim@db/momu",
        "postgresql://momu:ge heim@db/momu",
        "postgresql://momu:100%geheim@db/momu",
        "postgresql://momu:geheim@db:port/momu",
        "postgresql+psycopg://momu:geheim@db/momu",
        "postgresql:geheim",
    ],
)
def test_an_address_that_the_driver_would_read_otherwise_is_refused_and_not_repeated(url: str) -> None:
    with pytest.raises(InvalidSettings) as caught:
        load_with_keys(url)
    [line] = caught.value.lines
    assert line.startswith("DATABASE_URL: must be like postgresql://user:password@host:5432/database; in the password")
    assert "heim" not in line


def test_a_server_needs_a_keystore_elsewhere_and_a_master_key_and_both_are_said_at_once() -> None:
    with pytest.raises(InvalidSettings) as caught:
        load(database_url="postgresql://db/momu")
    assert [line.split(":")[0] for line in caught.value.lines] == LACKING


def test_what_else_is_kept_lies_beside_the_keystore(tmp_path: Path) -> None:
    places = load_with_keys("postgresql://db/momu").places
    assert (places.tombstones, places.heads) == (Path("/disk/erasures.log"), Path("/disk/ledger.heads"))
    assert isinstance(load().places, Places)


def test_an_address_may_stand_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "address"
    file.write_text("postgresql://momu:geheim@db/momu\n")
    monkeypatch.setenv("DATABASE_URL_FILE", str(file))
    monkeypatch.setenv("KEYSTORE_URL", "sqlite:////disk/keys.db")
    monkeypatch.setenv("MASTER_KEY", KEY)
    assert str(load().places.database) == "postgresql://momu@db/momu"
    file.unlink()
    with pytest.raises(InvalidSettings, match="DATABASE_URL: the file that should hold it cannot be read"):
        load()

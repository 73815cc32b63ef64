"""Which servers may hold keys and the record of erasures, and is what cannot be said in one line?"""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from bot.config.settings import InvalidSettings, Settings, load_settings
from bot.domain.retention import KEYS_IN_BACKUPS, KeyCopies
from bot.domain.time import DAY
from bot.refusal import explain
from storage.postgres.places import ServerPlaces
from storage.postgres.url import PostgresUrl
from storage.server_refusals import ServerUnreachable
from tests.cases import cases

DATA, KEYS, RECORD = (f"postgresql://{name}:geheim@{name}.kz/momu" for name in ("data", "keys", "record"))
KEY = base64.b64encode(bytes(32)).decode()


def load(**given: Any) -> Settings:
    return load_settings(need_token=False, _env_file=None, master_key=KEY, **given)


def places_of(**given: Any) -> ServerPlaces:
    found = load(database_url=DATA, **given).places
    assert isinstance(found, ServerPlaces)
    return found


def test_the_record_is_with_the_keys_unless_it_is_said_where() -> None:
    assert str(places_of(keystore_url=KEYS).tombstones) == "postgresql://keys@keys.kz/momu"
    assert str(places_of(keystore_url=KEYS, erasure_log=RECORD).tombstones) == "postgresql://record@record.kz/momu"
    assert places_of(keystore_url=KEYS, erasure_log="/disk/gone.log").heads == Path("/disk/ledger.heads")
    beside = places_of(keystore_url="sqlite:////disk/keys.db", erasure_log=RECORD)
    assert (beside.heads, beside.files) == (None, {"KEYSTORE_URL": Path("/disk/keys.db")})
    assert places_of(keystore_url=KEYS).folder == Path("data")


def test_what_a_server_refuses_names_the_setting_that_leads_to_it() -> None:
    places = places_of(keystore_url=KEYS, erasure_log=RECORD)
    for url, name in (
        (places.database, "DATABASE_URL"),
        (places.keystore, "KEYSTORE_URL"),
        (places.tombstones, "ERASURE_LOG"),
    ):
        assert isinstance(url, PostgresUrl)
        assert explain(ServerUnreachable("08006", url.shown)).startswith(f"{name}: no server answers at postgresql://")


def test_copies_of_keys_live_as_long_as_the_operator_says_on_a_server_only() -> None:
    on_server = load(database_url=DATA, keystore_url=KEYS, keystore_copies="30d")
    assert on_server.key_copies == KeyCopies(30 * DAY, on_server=True)
    assert load(keystore_copies="30d").key_copies == KeyCopies(KEYS_IN_BACKUPS)


@cases(
    ("given", "name", "said"),
    [
        ({"keystore_url": KEYS}, "KEYSTORE_URL", "may be on a server only if DATABASE_URL is"),
        ({"erasure_log": RECORD}, "ERASURE_LOG", "may be on a server only if DATABASE_URL is"),
        ({"database_url": DATA, "keystore_url": DATA}, "KEYSTORE_URL", "must be a database of its own"),
        ({"database_url": DATA, "keystore_url": KEYS, "erasure_log": DATA}, "ERASURE_LOG", "must be a database of its"),
        (
            {"database_url": DATA, "keystore_url": f"{DATA}?sslmode=require"},
            "KEYSTORE_URL",
            "must be a database of its",
        ),
        (
            {"database_url": DATA, "keystore_url": "postgres://keys:ge heim@db/m"},
            "KEYSTORE_URL",
            "must be like postgres",
        ),
        (
            {"database_url": DATA, "keystore_url": KEYS, "erasure_log": "postgresql:x"},
            "ERASURE_LOG",
            "must be like post",
        ),
        ({"keystore_copies": "1h"}, "KEYSTORE_COPIES", "must be a day at least"),
    ],
)
def test_what_cannot_be_is_said_in_one_line_without_the_password(given: dict[str, str], name: str, said: str) -> None:
    with pytest.raises(InvalidSettings) as caught:
        load(**given)
    [line] = caught.value.lines
    assert line.startswith(f"{name}: {said}")
    assert "heim" not in line


def test_another_schema_or_another_role_of_the_same_database_will_do() -> None:
    schema = f"{DATA}?options=-csearch_path%3Drecord"
    assert places_of(keystore_url=KEYS, erasure_log=schema)
    assert places_of(keystore_url=KEYS, erasure_log=DATA.replace("data:", "record:"))

"""Is the byte scanner blind? Whatever is planted it has to find; what is not there it must not see."""

from __future__ import annotations

import base64
import io
import json
import random
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from tests.bytescan import Needle, scan, scan_folder, scan_folder_for_many
from tests.cases import cases
from tests.sought import find_many

NAME = "Сейтқалиева"
PHONE = "+77710009998"
EMAIL = "aigerim.cafe@example.com"
TELEGRAM_ID = 7_214_365_870
AROUND = random.Random(7).randbytes(4096)

TEXTS: dict[str, Callable[[str], bytes]] = {
    "utf-8": lambda text: text.encode(),
    "utf-16-le": lambda text: text.encode("utf-16-le"),
    "utf-16-be": lambda text: text.encode("utf-16-be"),
    "small letters": lambda text: text.lower().encode(),
    "capitals": lambda text: text.upper().encode("utf-16-le"),
    "backwards": lambda text: text[::-1].encode("utf-16-be"),
    "hex": lambda text: text.encode().hex().encode(),
    "HEX of utf-16": lambda text: text.encode("utf-16-le").hex().upper().encode(),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64 after one byte": lambda text: base64.b64encode(b"x" + text.encode() + b"yz"),
    "base64 after two bytes": lambda text: base64.b64encode(b"xy" + text.encode() + b"z"),
    "base64 of JSON": lambda text: base64.b64encode(json.dumps({"name": text}, ensure_ascii=False).encode()),
    "URL base64": lambda text: base64.urlsafe_b64encode(b"??" + text.encode("utf-16-be")),
    "base64 of utf-16": lambda text: base64.b64encode(b"x" + text.encode("utf-16-le")),
    "URL": lambda text: quote(text, safe="").encode(),
    "URL in small letters": lambda text: quote_plus(text).lower().encode(),
    "JSON": lambda text: json.dumps(text).encode(),
}
NUMBERS: dict[str, bytes] = {
    "text": str(TELEGRAM_ID).encode(),
    "8 bytes, big-endian": TELEGRAM_ID.to_bytes(8, "big"),
    "6 bytes, big-endian": TELEGRAM_ID.to_bytes(6, "big"),
    "8 bytes, little-endian": TELEGRAM_ID.to_bytes(8, "little"),
    "grouped": b"7 214 365 870",
    "hex of text": str(TELEGRAM_ID).encode().hex().encode(),
}
PHONES = [
    "+7 771 000 99 98", "8(771)000-99-98"[1:], "+7 (771) 000-99-98", "77710009998", "7.771.000.99.98", "89990001777",
    "8 99 900 017 77",
]  # fmt: skip


@cases("encode", TEXTS.values())
@cases("text", [NAME, EMAIL])
def test_text_is_found_in_every_encoding(text: str, encode: Callable[[str], bytes]) -> None:
    assert scan(AROUND + encode(text) + AROUND, [text])


@cases("written", NUMBERS.values())
def test_an_id_is_found_in_every_encoding(written: bytes) -> None:
    assert scan(AROUND + written + AROUND, [TELEGRAM_ID])


@cases("written", PHONES)
@cases("codec", ["utf-8", "utf-16-le", "utf-16-be"])
def test_a_phone_is_found_however_it_is_grouped(written: str, codec: str) -> None:
    needle = PHONE.removeprefix("+7")
    assert scan(AROUND + written.encode(codec) + AROUND, [needle])


@cases("needle", [NAME, PHONE, EMAIL, TELEGRAM_ID, b"sixteen bytes ok"])
def test_what_is_not_there_is_not_found(needle: Needle) -> None:
    assert not scan(AROUND, [needle])
    assert not scan(b"+7 771 000 99 89 7214365871 aigerim.cafe@example.org " + "Сейтқали".encode(), [needle])


def test_bytes_are_found_raw_and_in_hex_and_in_base64() -> None:
    key = random.Random(8).randbytes(32)
    for written in (key, key.hex().encode(), base64.b64encode(b"." + key)):
        assert scan(AROUND + written, [key])


@cases("needle", ["abc", 77, b"key"])
def test_a_needle_too_short_to_be_sure_of_is_refused(needle: Needle) -> None:
    with pytest.raises(ValueError, match="too short"):
        scan(AROUND, [needle])


@pytest.mark.parametrize("wal", [False, True], ids=["main file", "write-ahead log"])
@pytest.mark.parametrize("needle", [NAME, TELEGRAM_ID, PHONE], ids=["text", "integer", "phone"])
def test_a_value_is_found_in_a_real_database_file(tmp_path: Path, needle: Needle, wal: bool) -> None:
    with closing(sqlite3.connect(tmp_path / "real.db")) as database:
        database.execute(f"PRAGMA journal_mode={'WAL' if wal else 'DELETE'}")
        database.execute("CREATE TABLE t (a, b INTEGER)")
        assert not scan_folder(tmp_path, [needle])
        database.execute("INSERT INTO t VALUES ($1, 1)", {"1": needle})
        database.commit()
        found = scan_folder(tmp_path, [needle])
    assert {one.where for one in found} == {"real.db-wal" if wal else "real.db"}


def test_an_id_used_as_a_row_id_is_found(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "real.db")) as database:
        database.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)")
        database.execute("INSERT INTO t VALUES ($1)", {"1": TELEGRAM_ID})
        database.commit()
    assert scan_folder(tmp_path, [TELEGRAM_ID])


def test_folders_below_and_names_of_files_are_looked_at_too(tmp_path: Path) -> None:
    (tmp_path / "deep" / "down").mkdir(parents=True)
    (tmp_path / "deep" / "down" / "note").write_bytes(b"..." + NAME.encode())
    (tmp_path / f"{TELEGRAM_ID}.json").write_bytes(b"")
    assert {one.needle for one in scan_folder(tmp_path, [NAME, TELEGRAM_ID, EMAIL])} == {NAME, TELEGRAM_ID}


def test_what_is_cut_off_in_a_zip_ends_no_scan(tmp_path: Path) -> None:
    (tmp_path / "cut.xlsx").write_bytes(b"PK\x03\x04" + EMAIL.encode())
    assert [one.needle for one in scan_folder(tmp_path, [EMAIL])] == [EMAIL]


def test_of_very_many_exactly_those_that_are_there_are_found_at_any_offset() -> None:
    chance = random.Random(7)
    there = [chance.randbytes(chance.randrange(8, 60)) for _ in range(500)]
    missing = [chance.randbytes(12) for _ in range(500)] + [one + chance.randbytes(8) for one in there]
    data = b"".join(one + chance.randbytes(chance.randrange(20)) for one in there)
    assert find_many(data, there + missing) == set(there)
    assert find_many(b"", there) == set()
    assert find_many(there[0], there) == {there[0]}
    with pytest.raises(ValueError, match="too short"):
        find_many(data, [b"seven b"])


@cases("encoding", TEXTS)
@cases("text", [NAME, EMAIL])
def test_text_is_found_among_what_is_looked_for_at_once(text: str, encoding: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(AROUND + TEXTS[encoding](text) + AROUND)
    found = scan_folder_for_many(tmp_path, [NAME, PHONE, EMAIL, TELEGRAM_ID])
    assert text in {one.needle for one in found}


@cases("written", [*PHONES, "7\n7\n7\n1\n0\n0\n0\n9\n9\n9\n8"])
def test_a_phone_is_found_among_what_is_looked_for_at_once(written: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(AROUND + written.encode() + AROUND)
    needle = PHONE.removeprefix("+7")
    assert needle in {one.needle for one in scan_folder_for_many(tmp_path, [NAME, needle, TELEGRAM_ID])}


def test_nothing_is_found_where_nothing_is(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(AROUND)
    assert scan_folder_for_many(tmp_path, [NAME, PHONE, EMAIL, TELEGRAM_ID]) == []


def test_a_word_in_a_zip_in_a_zip_is_found(tmp_path: Path) -> None:
    inner, outer = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("sheet.xml", f"<t>{EMAIL}</t>" * 20)
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("book.xlsx", inner.getvalue())
    (tmp_path / "backup.zip").write_bytes(outer.getvalue())
    assert EMAIL.encode() not in outer.getvalue()
    for scan_all in (scan_folder, scan_folder_for_many):
        found = scan_all(tmp_path, [EMAIL])
        assert {one.where for one in found} == {"backup.zip/book.xlsx/sheet.xml"}
    assert scan_folder(tmp_path, ["nobody@example.com"]) == []

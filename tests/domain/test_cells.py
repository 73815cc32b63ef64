"""Can anything that somebody writes run in a spreadsheet?"""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.domain.cells import make_safe
from bot.views.spreadsheet import to_csv, to_xlsx
from tests.cases import cases

PHONE = "+77001234567"
DANGEROUS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=1", "'=1", '"=1', "«=1", "“=1", "＝1", "＋1",
    "－1", "＠A1", "−1", "\u200b=1", "\ufeff@A1", " ' =1", "»=1",
    "+7 701 123 45 67", "+7-701-123-45-67", f"{PHONE}+1", f"{PHONE}|calc", f" {PHONE}", f"{PHONE}\n=1", "＋77001234567",
    "+" + "7" * 16, "+٧٧٠٠١٢٣٤٥٦٧", f"-{PHONE[1:]}", f"={PHONE}",
    "\u2028=1", "\u2029=1", "\x0b=1", "=HYPERLINK(\"http://example.com\")", "@a@example.com",
]  # fmt: skip
HARMLESS = [
    PHONE, "+12345678", "+" + "7" * 15, "", "Сейтқалиева Айгерім", "O'Connor-Smith", "a=b@example.com", "1-2",
    "M-7K3F9Q", "'", "X=1",
]  # fmt: skip


@cases("text", DANGEROUS)
def test_what_could_run_gets_an_apostrophe(text: str) -> None:
    assert make_safe(text) == f"'{text}"


@cases("text", HARMLESS)
def test_what_cannot_run_stays_as_it_is(text: str) -> None:
    assert make_safe(text) == text


@given(st.text(max_size=20))
def test_nothing_begins_a_formula_and_nothing_is_lost(text: str) -> None:
    safe = make_safe(text)
    assert safe in (text, f"'{text}")
    assert safe[:1] not in ("=", "-", "@", "\t", "\r", "\n", "＝")
    assert safe[:1] != "+" or (safe[1:].isdecimal() and safe.isascii())


def test_both_files_hold_text_and_only_text() -> None:
    table = [["Телефон", "Аты"], *([PHONE, text] for text in [*DANGEROUS, *HARMLESS] if "\n" not in text)]
    content = to_csv(table)
    assert content.startswith(b"\xef\xbb\xbf")
    lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert lines == [[make_safe(cell) for cell in row] for row in table]
    assert lines[1][0] == PHONE
    clean = [[cell for cell in row if "\r" not in cell] for row in table]
    sheet = load_workbook(io.BytesIO(to_xlsx(clean, [20, 20], datetime(2026, 11, 23, tzinfo=UTC)))).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert sheet["A2"].value == PHONE
    assert not any(str(cell.value).startswith(("=", "@", "-")) for cell in cells)

"""Writes a table as a file for spreadsheet programs, without cells that they could execute."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.domain.cells import make_safe
from bot.domain.disclosure import Format
from bot.domain.time import Moment
from bot.domain.wall_clock import local

Table = Sequence[Sequence[str]]
"""Rows of text; the first row is the headings."""


def make_file(table: Table, widths: Sequence[int], form: Format, made_at: Moment) -> bytes:
    """The file's content, as made at that moment; `widths` are those of the columns, in characters.

    It takes seconds for many thousands of rows: call it in a thread.
    """
    return to_xlsx(table, widths, local(made_at, UTC)) if form is Format.XLSX else to_csv(table)


def to_csv(table: Table) -> bytes:
    """UTF-8 with a byte order mark, without which Excel does not recognise UTF-8. A phone is E.164, as programs read
    it (docs/decisions/exports.md)."""
    lines = io.StringIO()
    csv.writer(lines, quoting=csv.QUOTE_ALL).writerows([make_safe(cell) for cell in row] for row in table)
    return lines.getvalue().encode("utf-8-sig")


def to_xlsx(table: Table, widths: Sequence[int], moment: datetime) -> bytes:
    """Every cell has the type text, so that a plus sign in front of a phone begins no formula. `moment` is in UTC.

    Made in memory: otherwise the library first writes each sheet, readable, into the system's folder for temporary
    files. If the process is killed meanwhile, names and phones stay there, where no erasure finds them.
    """
    # Imported here, so that the start of the bot does not load the library.
    from xlsxwriter import Workbook

    content = io.BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        book.set_properties({"created": moment})
        heading, text = (book.add_format({"num_format": "@", "bold": bold}) for bold in (True, False))
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        for row_number, row in enumerate(table):
            for column, cell in enumerate(row):
                sheet.write_string(row_number, column, _keep(cell), text if row_number else heading)
    return content.getvalue()


def _keep(given: str) -> str:
    """XML allows no control characters."""
    return make_safe("".join(letter for letter in given if letter >= " " or letter in "\t\n"))

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
    """UTF-8 with a byte order mark, without which Excel does not recognise UTF-8."""
    lines = io.StringIO()
    csv.writer(lines, quoting=csv.QUOTE_ALL).writerows([make_safe(cell) for cell in row] for row in table)
    return lines.getvalue().encode("utf-8-sig")


def to_xlsx(table: Table, widths: Sequence[int], moment: datetime) -> bytes:
    """Every cell has the type text, so that a plus sign in front of a phone begins no formula."""
    # Imported here, so that the start of the bot does not load the library.
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    from bot.views.workbook import pack

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.freeze_panes = "A2"
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    for row_number, row in enumerate(table, 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(row_number, column, _keep(text))
            cell.data_type, cell.number_format = "s", "@"
            if row_number == 1:
                cell.font = Font(bold=True)
    return pack(book, moment)


def _keep(given: str) -> str:
    """A phone stays unchanged, because a plus and digits cannot be a formula. XML allows no control characters."""
    text = "".join(letter for letter in given if letter >= " " or letter in "\t\n")
    return text if text.startswith("+") and text[1:].isdigit() and text.isascii() else make_safe(text)

"""Packs a workbook into bytes without writing to the disk.

The library would first write each sheet, unencrypted, into the system's folder for temporary files. If the process is
killed meanwhile, names and phones stay there, outside the data folder, where no erasure finds them.
"""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter


class _Writer(ExcelWriter):  # type: ignore[misc]
    """The library's writer, except that a sheet is kept in memory before it is packed."""

    def write_worksheet(self, ws: Worksheet) -> None:
        content = io.BytesIO()
        writer = WorksheetWriter(ws, content)
        writer.write()
        ws._rels = writer._rels
        self._archive.writestr(ws.path[1:], content.getvalue())
        self.manifest.append(ws)


class _Archive(ZipFile):
    """All parts have the same time; the library would give each the time of the machine."""

    def __init__(self, file: io.BytesIO, moment: datetime) -> None:
        super().__init__(file, "w", ZIP_DEFLATED)
        self._moment = moment.timetuple()[:6]

    def writestr(self, name: Any, data: Any, *_: Any) -> None:
        super().writestr(ZipInfo(name, self._moment), data, ZIP_DEFLATED)


def pack(book: Workbook, moment: datetime) -> bytes:
    """An XLSX file with cells only: no pictures, charts or comments. `moment` is the time of its making, in UTC."""
    book.properties.created = book.properties.modified = moment.replace(tzinfo=None)
    content = io.BytesIO()
    with _Archive(content, moment) as archive:
        _Writer(book, archive).write_data()
    return content.getvalue()

"""How does a workbook become bytes without touching the disk?

The library writes each sheet into the machine's folder for temporary files first, readable, and leaves it there if the
process is killed meanwhile: names and telephones outside the folder that is guarded, which no erasure finds.
"""

from __future__ import annotations

import io
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter


class _Writer(ExcelWriter):  # type: ignore[misc]
    """The library's, but for where a sheet is before it is packed."""

    def write_worksheet(self, ws: Worksheet) -> None:
        content = io.BytesIO()
        writer = WorksheetWriter(ws, content)
        writer.write()
        ws._rels = writer._rels
        self._archive.writestr(ws.path[1:], content.getvalue())
        self.manifest.append(ws)


def pack(book: Workbook) -> bytes:
    """An XLSX file of cells alone: no pictures, charts or comments."""
    content = io.BytesIO()
    with ZipFile(content, "w", ZIP_DEFLATED) as archive:
        _Writer(book, archive).write_data()
    return content.getvalue()

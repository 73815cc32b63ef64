"""Is a file made at the moment at which it is said to be, whatever the machine's clock says?"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from zipfile import ZipFile

from openpyxl import load_workbook

from bot.domain.disclosure import Format
from bot.domain.time import moment_of
from bot.views.spreadsheet import make_file

MOMENT = datetime(2026, 11, 23, 4, 30, 12, tzinfo=UTC)


def test_a_workbook_bears_the_moment_it_is_given_and_no_other() -> None:
    content = make_file([["Аты"], ["Айгерім"]], [20], Format.XLSX, moment_of(MOMENT))
    properties = load_workbook(io.BytesIO(content)).properties
    assert [properties.created, properties.modified] == [MOMENT.replace(tzinfo=None)] * 2
    with ZipFile(io.BytesIO(content)) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}  # the beginning of the format

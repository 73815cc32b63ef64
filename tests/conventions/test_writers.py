"""Rows of the outbox are written in one place."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
WRITES = re.compile(r"(INSERT INTO|UPDATE|DELETE FROM) outbox\b")


def test_rows_of_the_outbox_are_written_by_one_file() -> None:
    modules = [path for folder in ("bot", "handlers", "storage") for path in (ROOT / folder).rglob("*.py")]
    writers = [str(path.relative_to(ROOT)) for path in modules if WRITES.search(path.read_text("utf-8"))]
    assert writers == ["storage/outbox.py"]

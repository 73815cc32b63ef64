"""Does the operator see what was written, and nothing that the library makes of it?"""

import pytest

from bot.cli.process import complain, say

WRITTEN = "C:\\momu :key: [bold]M-7K3F9Q[/bold] 2026-11-26 " + "x" * 200


def test_nothing_that_is_printed_is_changed(capsys: pytest.CaptureFixture[str]) -> None:
    say(WRITTEN)
    complain(WRITTEN)
    assert tuple(capsys.readouterr()) == (f"{WRITTEN}\n", f"{WRITTEN}\n")

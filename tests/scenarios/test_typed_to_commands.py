"""What the operator types by mistake: bytes that are no text, nothing that can be read, or far too much."""

from __future__ import annotations

from tests.people import AIGERIM
from tests.scenarios.stage import Stage
from tests.scenarios.stopped import command

NO_TEXT = "\udcff"  # how Python reads a byte that is no UTF-8
INVISIBLE = "\u200b"
THEIRS = ("--phone", AIGERIM.phone)
UNTIL = ("--until", "2099-01-01")
EXPORT = ("export", "--to", "staff")
REFUSED = {
    ("person", "show", "--lead", NO_TEXT): "nobody like that",
    ("person", "show", "--lead", "M" * 100_000): "nobody like that",
    ("forget", "--lead", NO_TEXT): "nobody like that",
    ("hold", "--reason", NO_TEXT, *UNTIL, *THEIRS): "--reason: must be",
    ("hold", "--reason", INVISIBLE, *UNTIL, *THEIRS): "--reason: must be",
    ("hold", "--reason", "a" * 301, *UNTIL, *THEIRS): "--reason: must be",
    (*EXPORT, "--recipient", NO_TEXT, "--reason", "есеп"): "--recipient: must be",
    (*EXPORT, "--recipient", "бухгалтер", "--reason", NO_TEXT): "--reason: must be",
    (*EXPORT, "--recipient", "бухгалтер", "--reason", INVISIBLE): "--reason: must be",
}


async def test_it_is_one_kind_line_and_nothing_is_changed(stage: Stage) -> None:
    await stage.guest(AIGERIM).apply()
    await stage.stop()
    before = stage.rows("persons", "leads", "disclosures", "ledger")
    for given, line in REFUSED.items():
        result = await command(stage.folder, *given, MASTER_KEY="")
        assert (result.exit_code, len(result.output.strip().splitlines())) == (1, 1), given
        assert line in result.output, given
    assert stage.rows("persons", "leads", "disclosures", "ledger") == before


async def test_the_longest_reason_is_told_by_my_data(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.apply()
    await stage.stop()
    reason = "сот " * 74 + "ісі"
    assert (await command(stage.folder, "hold", "--reason", reason, *UNTIL, *THEIRS, MASTER_KEY="")).exit_code == 0
    await stage.start()
    guest.user.write("/my_data")
    await stage.world.until(lambda: any(reason in message.text for message in guest.chat.messages))

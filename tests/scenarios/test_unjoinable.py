"""After an erasure nothing that is stored leads from a card, a chat or a minute to the proof of a consent."""

from __future__ import annotations

import json
import re

from bot.domain.fields import FIELDS
from tests.databases import columns_in
from tests.people import AIGERIM, DANIYAR
from tests.scenarios.colleagues import taken_card
from tests.scenarios.stage import Stage
from tests.scenarios.stopped import command
from tests.scenarios.test_blocked import forgotten_by_the_operator
from tests.scenarios.test_untrue_refusals import applicant

DAY = 86_400_000
HOUR = 3600
OF_THE_BOT = ("sweeps", "schema_versions", "erasure_cards", "seen_updates", "disclosure_specialists")
"""Tables whose moments are about no applicant: a job ran, a colleague pressed, or (for two days) an update came."""
ABOUT = re.compile(r"(_at|^at)$")


def moments(stage: Stage) -> dict[str, set[int]]:
    """Every moment that is stored, by table and column."""
    found = {}
    for table, column in columns_in(stage.folder):
        if ABOUT.search(column) and table not in OF_THE_BOT:
            values = {value for (value,) in stage.query(f"SELECT {column} FROM {table}") if value}
            found[f"{table}.{column}"] = values
    return found


async def done(stage: Stage) -> None:
    await stage.world.until(lambda: {stage_ for [stage_] in stage.query("SELECT stage FROM erasures")} == {"done"})
    await stage.sweep()


async def test_only_days_survive(stage: Stage) -> None:
    await taken_card(stage)
    assert any(one % DAY for values in moments(stage).values() for one in values)  # the negative twin
    await applicant(stage).forget()
    await done(stage)
    assert {name: values for name, values in moments(stage).items() if any(one % DAY for one in values)} == {}
    assert all(int(line.split()[0]) % DAY == 0 for line in (stage.folder / "erasures.log").read_text().splitlines())


async def test_the_number_of_an_erased_card_and_the_chats_are_nowhere(stage: Stage) -> None:
    _, card = await taken_card(stage)
    numbers = {card.id, card.chat.id, *(one.id for one in applicant(stage).chat.history)}
    await applicant(stage).forget()
    await done(stage)
    assert stage.query("SELECT * FROM erasure_messages") == []
    for table in ("erasures", "erasure_cards", "outbox"):
        assert not [row for row in stage.query(f"SELECT * FROM {table}") if numbers & {*row}], table


async def test_the_ledger_has_days_and_is_whole(stage: Stage) -> None:
    await stage.guest(AIGERIM).apply()
    gone = stage.guest(DANIYAR)
    await gone.apply()
    await gone.forget()
    await done(stage)
    assert all(at % DAY == 0 for [at] in stage.query("SELECT at FROM ledger"))
    assert not any("_at" in json.loads(facts) for [facts] in stage.query("SELECT facts FROM ledger"))
    await stage.stop()
    assert (await command(stage.folder, "verify", MASTER_KEY="")).exit_code == 0


async def test_what_stayed_is_counted_without_numbers(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.apply()
    await forgotten_by_the_operator(stage, guest)
    for _ in range(7):
        await stage.pass_time(7 * HOUR)
    await done(stage)
    assert stage.query("SELECT * FROM erasure_messages") == []
    kinds = dict(stage.query("SELECT kind, number FROM erasure_left"))
    assert kinds["answer"] == len(FIELDS)


async def test_what_earlier_versions_wrote_to_the_millisecond_becomes_days(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.agree()
    await guest.forget()
    await done(stage)
    await stage.stop()
    stage.execute("DELETE FROM schema_versions WHERE version = 31")
    stage.execute("DROP TABLE erasure_left")
    stage.execute("UPDATE erasures SET requested_at = requested_at + 7, done_at = done_at + 9")
    stage.execute(
        "INSERT INTO erasure_messages (erasure, place, chat_id, message_id, kind, sent_at, outcome) "
        "SELECT id, 'staff', -100, 5, 'card', 7, 'rewritten' FROM erasures UNION ALL "
        "SELECT id, 'private', 0, 6, 'answer', 7, 'unreachable' FROM erasures"
    )
    log = stage.folder / "erasures.log"
    at, mark, end = log.read_text().split()
    log.write_text(f"{int(at) + 5} {mark} {end}\n")
    await stage.start()
    assert stage.query("SELECT * FROM erasure_messages") == []
    assert stage.query("SELECT kind, number FROM erasure_left") == [("answer", 1)]
    assert all(one % DAY == 0 for one in moments(stage)["erasures.done_at"])
    await stage.world.until(lambda: log.read_text() == f"{at} {mark} {end}\n")

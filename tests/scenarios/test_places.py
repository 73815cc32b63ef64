"""Does the erasure plan know every file that a bot writes in its life?"""

from fnmatch import fnmatch

from bot.domain.erasure_plan import What, spots
from tests.databases import sqlite_only
from tests.people import AIGERIM, DANIYAR
from tests.scenarios.stage import Stage
from tests.scenarios.stopped import command


@sqlite_only(reason="it asks for every file, and the database is none")
async def test_every_file_in_the_folder_has_a_fate(stage: Stage) -> None:
    guest = stage.guest(AIGERIM)
    await guest.apply()
    await guest.forget()
    await stage.guest(DANIYAR).apply()
    await stage.restart()
    await stage.world.until(lambda: (stage.folder / "ledger.heads").exists())
    named = [spot.name for spot in spots(What.FILE)]
    for _ in range(2):
        files = [path.name for path in stage.folder.rglob("*")]
        assert [file for file in files if not any(fnmatch(file, name) for name in named)] == []
        await stage.stop()
    words = ("export", "--to", "staff", "--reason", "есеп", "--recipient", "бухгалтер")
    assert (await command(stage.folder, *words, MASTER_KEY="")).exit_code == 0
    files = [path.name for path in stage.folder.rglob("*")]
    assert [name for name in named if not any(fnmatch(file, name) for file in files)] == []

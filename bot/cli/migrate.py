"""The command `migrate`."""

from __future__ import annotations

from bot.cli.process import run_until_stopped, say, settings_or_exit, showing_progress
from bot.config.settings import Settings
from bot.operator.existing_store import NoDatabase, open_existing_store
from storage.statements import AlreadyRunning


def migrate() -> None:
    """Bring the database and the keystore up to date, as each start of the bot does by itself.

    Beside a running bot it leaves that to the next start: a platform calls this before it stops the old version.
    """
    run_until_stopped(_migrate(settings_or_exit(need_token=False)))


async def _migrate(settings: Settings) -> None:
    try:
        with showing_progress() as begin:
            begin("bringing the database up to date")
            async with open_existing_store(settings):
                pass
    except NoDatabase:
        say("nothing is stored yet; python -m bot run makes what it needs")
        return
    except AlreadyRunning:
        say("the bot is running; it brings the database up to date when it is started anew")
        return
    say("the database and the keystore are up to date")

"""The entry point of `python -m bot` and of `momu-bot`."""

import sys

from bot.cli.main import app, flush_output
from bot.cli.process import replace_unprintable_letters
from bot.config.logs import tell_bug, tell_bugs_discreetly


def main() -> None:
    replace_unprintable_letters()  # before `--help`, which no command sees
    tell_bugs_discreetly()
    try:
        app()
    except Exception as error:
        tell_bug(error)
        sys.exit(1)
    finally:
        flush_output()


if __name__ == "__main__":
    main()

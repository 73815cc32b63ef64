"""The entry point of `python -m bot` and of `momu-bot`."""

from bot.cli.main import app, flush_output
from bot.cli.process import replace_unprintable_letters


def main() -> None:
    replace_unprintable_letters()  # before `--help`, which no command sees
    try:
        app()
    finally:
        flush_output()


if __name__ == "__main__":
    main()

"""The entry point of `python -m bot`."""

from bot.cli.main import app, flush_output
from bot.cli.process import replace_unprintable_letters

if __name__ == "__main__":
    replace_unprintable_letters()  # before `--help`, which no command sees
    try:
        app()
    finally:
        flush_output()

"""`python -m bot`: start here."""

from bot.cli import app
from bot.process import let_go, speak_anywhere

if __name__ == "__main__":
    speak_anywhere()  # before `--help`, which no command sees
    try:
        app()
    finally:
        let_go()

"""`python -m bot`: start here."""

from bot.cli.main import app, let_go
from bot.cli.process import speak_anywhere

if __name__ == "__main__":
    speak_anywhere()  # before `--help`, which no command sees
    try:
        app()
    finally:
        let_go()

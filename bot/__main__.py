"""`python -m bot`: start here."""

from bot.cli import app, let_go
from bot.process import speak_anywhere

if __name__ == "__main__":
    speak_anywhere()  # before `--help`, which no command sees
    try:
        app()
    finally:
        let_go()

"""A person asks for help or for the privacy policy: answered in every state."""

from __future__ import annotations

from bot.dialogue.decision import Decision, Say
from bot.dialogue.event import Event
from bot.dialogue.routes import Route
from bot.dialogue.turn import Routes, Turn
from bot.dialogue.wordbook import Word
from bot.i18n import Markup
from bot.views import keyboards, prompts
from bot.views.notice import compose_notice, dated
from handlers.conditions import command, said


def routes() -> Routes:
    return (
        Route(read_policy, command("privacy")),
        Route(read_policy, said(Word.POLICY, Word.PRIVACY)),
        Route(read_help, command("help")),
        Route(read_help, said(Word.HELP)),
    )


async def read_policy(event: Event, turn: Turn) -> Decision:
    notice, operator = compose_notice(turn.installation, turn.language), turn.installation.operator
    stored = "privacy.stored" if turn.visitor.person else "privacy.nothing_stored"
    text = turn.text(
        "privacy.card",
        operator=operator.name or turn.text("operator.name"),
        bin=Markup(turn.text("consent.bin", bin=operator.bin) if operator.bin else ""),
        email=operator.email,
        version=notice.policy.version,
        dated=dated(turn.text, notice.policy),
        stored=turn.text(stored),
    )
    keyboard = keyboards.after_consent(turn, notice) if turn.visitor.person else keyboards.policy_only(turn, notice)
    return Decision([Say(text, keyboard)])


async def read_help(event: Event, turn: Turn) -> Decision:
    """What the bot is for, its commands, how to reach the operator, and the person's status."""
    text = turn.text("help.card", reach=turn.installation.operator.reach, where=prompts.status(turn))
    return Decision([Say(text)], turn.close_question())

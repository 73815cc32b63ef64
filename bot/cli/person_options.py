"""The options that name a person, the same for each command that finds one."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from inspect import Parameter
from typing import Annotated, Any

import typer

from bot.channels.telegram.addresses import address_of
from bot.operator.find import SOUGHT, Query, option_of

TelegramId = Annotated[int | None, typer.Option("--telegram-id", help="The number of their Telegram account.")]
LeadReference = Annotated[str | None, typer.Option("--lead", help="The reference of an application, like M-7K3F9Q.")]


def with_person_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command these options after its own, and hand it what they name as its `query`."""
    options = _options()

    @wraps(command)
    def run(**given: Any) -> None:
        command(query=_query_of(**{name: given.pop(name) for name in options}), **given)

    signature = inspect.signature(command, eval_str=True)
    own = [one for one in signature.parameters.values() if one.name != "query"]
    vars(run)["__signature__"] = signature.replace(parameters=[*own, *options.values()])
    return run


def _options() -> dict[str, Parameter]:
    """By the name under which typer hands over what was given."""
    answers = {
        name: Annotated[str | None, typer.Option(option_of(name), help=field.sought_help)]
        for name, field in SOUGHT.items()
    }
    kinds = {"telegram_id": TelegramId, **answers, "lead": LeadReference}
    return {
        name: Parameter(name, Parameter.KEYWORD_ONLY, default=None, annotation=kind) for name, kind in kinds.items()
    }


def _query_of(telegram_id: int | None, lead: str | None, **typed: str | None) -> Query:
    """What the options name. `typed` are answers by the name of their field."""
    answers = {name: answer for name, answer in typed.items() if answer is not None}
    return Query(None if telegram_id is None else address_of(telegram_id), answers, lead)

"""The commands of the command line, as an operator types them."""

from __future__ import annotations

from typer import Typer


def names_of_commands(app: Typer) -> list[str]:
    """`forget`, `person show`, and so on."""
    own = [one.name or one.callback.__name__ for one in app.registered_commands if one.callback]
    groups = [(one.name, one.typer_instance) for one in app.registered_groups if one.typer_instance]
    return [*own, *(f"{name} {below}" for name, group in groups for below in names_of_commands(group))]

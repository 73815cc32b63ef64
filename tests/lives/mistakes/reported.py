"""More mistakes that others have made in the field (docs/field-reports.md): at the start, on the disk, on the phone."""

from __future__ import annotations

import tempfile
from typing import Any

import bot.app
from bot.channels.telegram import adapter, client, messenger
from bot.channels.telegram.http_response import Response
from bot.channels.telegram.identity import wait_for_username
from bot.channels.telegram.keyboards import markup
from bot.channels.telegram.responses import result_of
from bot.dialogue.keyboard import RemoveKeyboard
from bot.operator import restore
from bot.views.export_file import ExportFileMaker
from tests.lives.planted import Patch, mistake


@mistake("The process ends when Telegram is away at its start.")
def outage_ends_the_start(patch: Patch) -> None:
    async def give_up(seconds: float) -> None:
        raise TimeoutError

    patch.setattr(adapter, "wait_for_username", lambda client, _, timer: wait_for_username(client, give_up, timer))


@mistake("A page that fits no encoding ends in a bug.")
def strange_page_is_a_bug(patch: Patch) -> None:
    def read(response: Response) -> Any:
        response.body.decode()
        return result_of(response)

    patch.setattr(client, "result_of", read)


@mistake("Nobody who was erased is erased again after a restore.")
def restored_people_stay(patch: Patch) -> None:
    async def replay(*_: object, **__: object) -> list[bytes]:
        return []

    for place in (bot.app, restore):
        patch.setattr(place, "replay_tombstones", replay)


@mistake("An export is written into a temporary file first.")
def export_in_a_temporary_file(patch: Patch) -> None:
    real = ExportFileMaker._write

    def write(self: ExportFileMaker, *given: Any) -> Any:
        made = real(self, *given)
        with tempfile.TemporaryFile() as file:
            file.write(made.content)
        return made

    patch.setattr(ExportFileMaker, "_write", write)


@mistake("The button that asks for the phone stays under the text field when the application ends.")
def keyboard_stays(patch: Patch) -> None:
    def keep(keyboard: Any) -> Any:
        return None if isinstance(keyboard, RemoveKeyboard) else markup(keyboard)

    patch.setattr(messenger, "markup", keep)

"""What do sendMessage, sendDocument and sendPhoto do?"""

from __future__ import annotations

from typing import Any

from simulator.errors import ApiError, bad_request
from simulator.methods import picture
from simulator.methods.access import Access, reach
from simulator.methods.placing import caption_of, place_of, send, text_of
from simulator.schema.check import Args
from simulator.schema.upload import Upload
from simulator.state.content import Attachment, Document, Media, media
from simulator.state.world_state import WorldState

UPLOAD_LIMIT = 50 * 1024 * 1024  # docs/facts/telegram.md 1.3
PHOTO_LIMIT = 10 * 1024 * 1024
PHOTO_SIDES = 10_000  # pixels, width and height together
PHOTO_RATIO = 20
ACTIONS = frozenset(
    {
        "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
        "choose_sticker", "find_location", "record_video_note", "upload_video_note",
    }
)  # fmt: skip


def send_message(world: WorldState, args: Args) -> dict[str, Any]:
    text = text_of(args)
    return send(world, place_of(world, args), text, None, args).to_json()


def send_document(world: WorldState, args: Args) -> dict[str, Any]:
    return _send_file(world, args, "document")


def send_photo(world: WorldState, args: Args) -> dict[str, Any]:
    return _send_file(world, args, "photo")


def _send_file(world: WorldState, args: Args, kind: str) -> dict[str, Any]:
    caption = caption_of(args)
    place = place_of(world, args)
    return send(world, place, caption, file_from(world, args[kind], kind), args).to_json()


def file_from(world: WorldState, given: Upload | str, kind: str) -> Attachment:
    """A new file, or one Telegram knows by its id, which cannot change its kind."""
    if isinstance(given, str):
        known = world.files.get(given)
        if known is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if isinstance(known, Document) != (kind == "document"):
            raise bad_request("type of file mismatch")
        return known
    if not given.content:
        raise bad_request("file must be non-empty")
    if len(given.content) > UPLOAD_LIMIT:
        raise ApiError(413, "Request Entity Too Large")
    if kind == "photo":
        return _photo(world, given.content)
    return Document(world.new_file_id(), given.file_name, given.mime_type, given.content)


def _photo(world: WorldState, content: bytes) -> Media:
    """A picture of at most 10 MB, not too long and not too thin (Bot API: sendPhoto)."""
    if len(content) > PHOTO_LIMIT:
        raise bad_request(
            f"file of size {len(content)} bytes is too big for a photo; the maximum size is {PHOTO_LIMIT} bytes"
        )
    size = picture.size_of(content)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if sum(size) > PHOTO_SIDES or max(size) > PHOTO_RATIO * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return media("photo", world.new_file_id(), content, size)


def send_chat_action(world: WorldState, args: Args) -> bool:
    """Shown for five seconds at most; nothing stays."""
    chat = reach(world, args["chat_id"], Access.WRITE)
    if args["action"] not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    world.feed.changed("typing", chat=chat)
    return True


def get_file(world: WorldState, args: Args) -> dict[str, Any]:
    """Downloads are limited to 20 MB; the path is under /file/bot<token>/."""
    known = world.files.get(args["file_id"])
    if known is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    shown = known.to_json()
    file = shown[-1] if isinstance(shown, list) else shown
    return {name: file[name] for name in ("file_id", "file_unique_id", "file_size")} | {
        "file_path": f"files/{file['file_id']}"
    }

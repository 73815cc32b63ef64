"""sendMessage, sendDocument, sendPhoto, sendChatAction and getFile."""

from __future__ import annotations

from typing import Any

from simulator.errors import ApiError, bad_request
from simulator.methods import ephemeral, picture
from simulator.methods.access import Access, reach
from simulator.methods.outgoing import find_destination, read_caption, read_text, send
from simulator.schema.check import Args
from simulator.schema.upload import Upload
from simulator.state.content import Attachment, Document, Media, media
from simulator.state.world_state import WorldState

MAX_UPLOAD_BYTES = 50 * 1024 * 1024  # docs/facts/telegram.md 1.3
MAX_PHOTO_BYTES = 10 * 1024 * 1024
MAX_PHOTO_SIDES_PIXELS = 10_000  # width plus height
MAX_PHOTO_RATIO = 20  # of the longer side to the shorter
ACTIONS = frozenset(
    {
        "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
        "choose_sticker", "find_location", "record_video_note", "upload_video_note",
    }
)  # fmt: skip


def send_message(world: WorldState, args: Args) -> dict[str, Any]:
    text = read_text(args)
    destination = find_destination(world, args)
    if parameters := args.get("ephemeral_message_parameters"):
        return ephemeral.send(world, destination, text, args, parameters)
    return send(world, destination, text, None, args).to_json()


def send_document(world: WorldState, args: Args) -> dict[str, Any]:
    return _send_file(world, args, "document")


def send_photo(world: WorldState, args: Args) -> dict[str, Any]:
    return _send_file(world, args, "photo")


def _send_file(world: WorldState, args: Args, kind: str) -> dict[str, Any]:
    caption = read_caption(args)
    destination = find_destination(world, args)
    return send(world, destination, caption, file_from(world, args[kind], kind), args).to_json()


def file_from(world: WorldState, given: Upload | str, kind: str) -> Attachment:
    """A new file, or the file with the given id, which keeps its kind. Raises ApiError."""
    if isinstance(given, str):
        known = world.files.get(given)
        if known is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if isinstance(known, Document) != (kind == "document"):
            raise bad_request("type of file mismatch")
        return known
    if not given.content:
        raise bad_request("file must be non-empty")
    if len(given.content) > MAX_UPLOAD_BYTES:
        raise ApiError(413, "Request Entity Too Large")
    if kind == "photo":
        return _photo(world, given.content)
    return Document(world.new_file_id(), given.file_name, given.mime_type, given.content)


def _photo(world: WorldState, content: bytes) -> Media:
    """A picture within the limits of size and shape (Bot API: sendPhoto)."""
    if len(content) > MAX_PHOTO_BYTES:
        raise bad_request(
            f"file of size {len(content)} bytes is too big for a photo; the maximum size is {MAX_PHOTO_BYTES} bytes"
        )
    size = picture.size_of(content)
    if size is None:
        raise bad_request("IMAGE_PROCESS_FAILED")
    if sum(size) > MAX_PHOTO_SIDES_PIXELS or max(size) > MAX_PHOTO_RATIO * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    return media("photo", world.new_file_id(), content, size)


def send_chat_action(world: WorldState, args: Args) -> bool:
    """Shows the action for at most five seconds; nothing is stored."""
    chat = reach(world, args["chat_id"], Access.WRITE)
    if args["action"] not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    world.feed.emit("typing", chat=chat)
    return True


def get_file(world: WorldState, args: Args) -> dict[str, Any]:
    """The file's ids, its size in bytes, and its path under /file/bot<token>/."""
    known = world.files.get(args["file_id"])
    if known is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    shown = known.to_json()
    file = shown[-1] if isinstance(shown, list) else shown
    return {name: file[name] for name in ("file_id", "file_unique_id", "file_size")} | {
        "file_path": f"files/{file['file_id']}"
    }

"""What a message can hold besides text: contacts, documents, media."""

from __future__ import annotations

from typing import Any

from simulator.schema.frozen import frozen


@frozen
class Contact:
    """A contact card. Telegram sets `user_id` itself, so it proves whose card it is (docs/facts/telegram.md 2.2)."""

    phone_number: str
    first_name: str
    last_name: str | None = None
    user_id: int | None = None
    file_id: None = None

    def to_json(self) -> dict[str, Any]:
        shown = {"phone_number": self.phone_number, "first_name": self.first_name}
        return shown | present(last_name=self.last_name, user_id=self.user_id)


@frozen
class Document:
    """A file. Its content stays here; Telegram shows only its id."""

    file_id: str
    file_name: str
    mime_type: str
    content: bytes = b""

    def to_json(self) -> dict[str, Any]:
        return {
            "file_id": self.file_id,
            "file_unique_id": unique_id(self.file_id),
            "file_name": self.file_name,
            "mime_type": self.mime_type,
            "file_size": len(self.content),
        }


@frozen
class Media:
    """A photo, sticker, voice message and the like: the field of Message that holds it, and that field's JSON."""

    field: str
    shown: Any
    content: bytes = b""

    @property
    def file_id(self) -> str | None:
        largest = self.shown[-1] if isinstance(self.shown, list) else self.shown
        return str(largest["file_id"]) if "file_id" in largest else None

    def to_json(self) -> Any:
        return self.shown


Attachment = Contact | Document | Media
WITH_CAPTION = frozenset({"document", "photo", "voice", "video"})


def field_of(attachment: Attachment) -> str:
    """The field of Message that holds it."""
    if isinstance(attachment, Media):
        return attachment.field
    return "contact" if isinstance(attachment, Contact) else "document"


def media(field: str, file_id: str, content: bytes = b"", size: tuple[int, int] = (800, 600)) -> Media:
    """A plausible file of this kind, as a phone sends it; `size` is the width and height of a photo in pixels."""
    width, height = size
    small = 90 / max(size)
    file: dict[str, Any] = {"file_id": file_id, "file_unique_id": unique_id(file_id), "file_size": len(content) or 2048}
    shapes: dict[str, Any] = {
        "photo": [
            file | {"width": max(round(width * small), 1), "height": max(round(height * small), 1)},
            file | {"width": width, "height": height},
        ],
        "sticker": file
        | {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False, "emoji": "👍"},
        "voice": file | {"duration": 3, "mime_type": "audio/ogg"},
        "video_note": file | {"length": 240, "duration": 5},
        "video": file | {"width": 640, "height": 480, "duration": 5, "mime_type": "video/mp4"},
        "dice": {"emoji": "🎲", "value": 4},
        "location": {"latitude": 43.238949, "longitude": 76.889709},
    }
    return Media(field, shapes[field], content)


def unique_id(file_id: str) -> str:
    return f"AQAD{file_id[-11:]}"


def present(**fields: Any) -> dict[str, Any]:
    """The fields that have a value: the Bot API leaves the others out."""
    return {name: value for name, value in fields.items() if value is not None}

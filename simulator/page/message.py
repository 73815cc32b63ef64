"""How the demo page shows one message."""

from __future__ import annotations

from typing import Any

from simulator.schema.buttons import Button
from simulator.schema.keyboards import ForceReply
from simulator.state.content import Attachment, Contact, Document, Media, field_of
from simulator.state.ephemeral import EphemeralMessage
from simulator.state.message import Message

PNG = b"\x89PNG\r\n\x1a\n"
SERVICES = {"new_chat_members": "joined", "left_chat_member": "left", "pinned_message": "pinned"}
"""By the field of the Bot API: the page's word for what happened; `service` for anything else."""


def of_message(message: Message, waiting: list[list[Any]]) -> dict[str, Any]:
    """`waiting`: presses here without an answer, as [user id, data]."""
    keyboard = message.version.inline
    return {
        "id": message.id,
        "date": message.date,
        "sender": {"id": message.sender.id, "name": message.sender.first_name, "bot": message.by_bot},
        "text": message.text,
        "entities": [entity.to_json() for entity in message.entities],
        "attachment": _attachment(message),
        "service": _service(message),
        "forwarded": message.forward_origin is not None,
        "protected": message.protected,
        "reactions": message.reactions,
        "asks": _asks(message),
        "buttons": [[_button(button) for button in row] for row in keyboard.rows] if keyboard else [],
        "waiting": waiting,
        "versions": len(message.edits) + 1,
        "edited": _words_changed(message),
    }


def of_ephemeral(number: int, message: EphemeralMessage) -> dict[str, Any]:
    """`to` is the id of the user who alone sees it; `number` tells it from all others."""
    return {
        "id": f"alone-{number}",
        "to": message.receiver.id,
        "date": message.date,
        "sender": {"id": message.sender.id, "name": message.sender.first_name, "bot": True},
        "text": message.text.text,
        "entities": [entity.to_json() for entity in message.text.entities],
        "attachment": None,
        "service": None,
        "forwarded": False,
        "protected": True,
        "reactions": [],
        "asks": None,
        "buttons": [],
        "waiting": [],
        "versions": len(message.shown),
        "edited": len(message.shown) > 1,
    }


def _words_changed(message: Message) -> bool:
    """Clients mark a message as edited if its text changed, not if only its buttons did."""
    return any(version.formatted != message.version.formatted for version in message.edits)


def _button(button: Button) -> dict[str, Any]:
    return {"text": button.text, "action": button.action, "value": button.value, "style": button.style}


def _service(message: Message) -> dict[str, str] | None:
    """What happened, and to whom or by whom."""
    if not message.service:
        return None
    field, value = next(iter(message.service.items()))
    if field == "new_chat_members":
        name = value[0]["first_name"]
    else:
        name = value["first_name"] if field == "left_chat_member" else message.sender.first_name
    return {"kind": SERVICES.get(field, "service"), "name": name}


def is_picture(attachment: Attachment | None) -> bool:
    """Whether it is a photo with content; photos by people of the demo are empty."""
    return isinstance(attachment, Media) and attachment.field == "photo" and attachment.content.startswith(PNG)


def _asks(message: Message) -> dict[str, Any] | None:
    """The user whose text field opens for a reply to this message, and its hint (ForceReply, selective)."""
    if not isinstance(message.markup, ForceReply) or not message.reply_to:
        return None
    return {"user": message.reply_to.sender.id, "placeholder": message.markup.placeholder}


def _attachment(message: Message) -> dict[str, Any] | None:
    match message.version.attachment:
        case Contact(phone_number, first_name, last_name):
            name = " ".join(filter(None, (first_name, last_name)))
            return {"kind": "contact", "name": name, "phone": f"+{phone_number.removeprefix('+')}"}
        case Document(file_id, file_name, _, content):
            return {"kind": "document", "name": file_name, "size": len(content), "file": file_id}
        case Media() as media:
            return {"kind": field_of(media)} | ({"file": media.file_id} if is_picture(media) else {})
        case _:
            return None

"""Parameters of every method: the one table, required ones first, then optional ones.

The names are those of Bot API 10.3; a test compares them with aiogram's methods.
"""

from __future__ import annotations

from typing import NamedTuple

from simulator.schema.compound import (
    commands,
    ephemeral,
    inline_markup,
    input_media,
    link_preview,
    markup,
    menu_button,
    message_ids,
    reply_parameters,
    scope,
)
from simulator.schema.kinds import (
    Kind,
    between,
    boolean,
    chat_id,
    file_or_id,
    integer,
    is_object,
    language_code,
    list_of,
    not_simulated,
    string,
    update_kinds,
    user_id,
)

Kinds = dict[str, Kind]


class Method(NamedTuple):
    required: Kinds
    optional: Kinds


def _absent(*names: str) -> Kinds:
    return dict.fromkeys(names, not_simulated)


_ENTITIES = list_of(is_object, "MessageEntity")
_CAPTION: Kinds = {
    "caption": string, "parse_mode": string, "caption_entities": _ENTITIES, "show_caption_above_media": boolean,
}  # fmt: skip
_CHAT: Kinds = {"chat_id": chat_id}
_MESSAGE: Kinds = {"chat_id": chat_id, "message_id": integer}
_SENDING: Kinds = {
    "message_thread_id": integer, "disable_notification": boolean, "protect_content": boolean,
    "reply_parameters": reply_parameters, "reply_markup": markup,
} | _absent(
    "direct_messages_topic_id", "allow_paid_broadcast", "message_effect_id", "suggested_post_parameters",
    "allow_sending_without_reply", "reply_to_message_id",
)  # fmt: skip
_BUSINESS = _absent("business_connection_id")
_EPHEMERAL = _BUSINESS | _absent("ephemeral_message_parameters", "receiver_user_id", "callback_query_id")
_TO_ONE = _EPHEMERAL | {"ephemeral_message_parameters": ephemeral}
_EPHEMERAL_MESSAGE: Kinds = {"chat_id": chat_id, "receiver_user_id": user_id, "ephemeral_message_id": integer}
_EDITING = _BUSINESS | _absent("inline_message_id") | {"reply_markup": inline_markup}
_LANGUAGE: Kinds = {"language_code": language_code}
_SCOPE: Kinds = {"scope": scope, **_LANGUAGE}
_FORWARDING: Kinds = {"message_thread_id": integer, "disable_notification": boolean, "protect_content": boolean}

METHODS: dict[str, Method] = {
    "getMe": Method({}, {}),
    "logOut": Method({}, {}),
    "close": Method({}, {}),
    "getUpdates": Method(
        {},
        {
            "offset": integer, "limit": between(1, 100), "timeout": between(0, 1_000_000),
            "allowed_updates": update_kinds,
        },
    ),
    "setWebhook": Method(
        {},
        {
            "url": string, "max_connections": between(1, 100), "allowed_updates": update_kinds,
            "drop_pending_updates": boolean, "secret_token": string, **_absent("certificate", "ip_address"),
        },
    ),
    "deleteWebhook": Method({}, {"drop_pending_updates": boolean}),
    "getWebhookInfo": Method({}, {}),
    "sendMessage": Method(
        {"chat_id": chat_id, "text": string},
        {
            "parse_mode": string, "entities": _ENTITIES, "link_preview_options": link_preview,
            **_absent("disable_web_page_preview"), **_SENDING, **_TO_ONE,
        },
    ),
    "editEphemeralMessageText": Method(
        {**_EPHEMERAL_MESSAGE, "text": string},
        {
            "parse_mode": string, "entities": _ENTITIES, "link_preview_options": link_preview,
            **_absent("rich_message", "reply_markup"),
        },
    ),
    "deleteEphemeralMessage": Method(_EPHEMERAL_MESSAGE, {}),
    "sendDocument": Method(
        {"chat_id": chat_id, "document": file_or_id},
        {
            "disable_content_type_detection": boolean, "caption": string, "parse_mode": string,
            "caption_entities": _ENTITIES, **_absent("thumbnail"), **_SENDING, **_EPHEMERAL,
        },
    ),
    "sendPhoto": Method(
        {"chat_id": chat_id, "photo": file_or_id}, {"has_spoiler": boolean, **_CAPTION, **_SENDING, **_EPHEMERAL}
    ),
    "editMessageText": Method(
        {"chat_id": chat_id, "message_id": integer, "text": string},
        {
            "parse_mode": string, "entities": _ENTITIES, "link_preview_options": link_preview,
            **_absent("rich_message", "disable_web_page_preview"), **_EDITING,
        },
    ),
    "editMessageCaption": Method(_MESSAGE, {**_CAPTION, **_EDITING}),
    "editMessageMedia": Method({**_MESSAGE, "media": input_media}, _EDITING),
    "editMessageReplyMarkup": Method(_MESSAGE, _EDITING),
    "deleteMessage": Method(_MESSAGE, {}),
    "deleteMessages": Method(
        {"chat_id": chat_id, "message_ids": message_ids}, {}
    ),
    "answerCallbackQuery": Method(
        {"callback_query_id": string},
        {"text": string, "show_alert": boolean, "cache_time": between(0, 2_592_000), **_absent("url")},
    ),
    "copyMessage": Method(
        {"chat_id": chat_id, "from_chat_id": chat_id, "message_id": integer},
        {**_CAPTION, **_SENDING, **_absent("video_start_timestamp")},
    ),
    "forwardMessage": Method(
        {"chat_id": chat_id, "from_chat_id": chat_id, "message_id": integer},
        {
            **_FORWARDING,
            **_absent(
                "direct_messages_topic_id", "video_start_timestamp", "message_effect_id", "suggested_post_parameters"
            ),
        },
    ),
    "setMessageReaction": Method(_MESSAGE, {"reaction": list_of(is_object, "ReactionType"), "is_big": boolean}),
    "sendChatAction": Method({"chat_id": chat_id, "action": string}, {"message_thread_id": integer, **_BUSINESS}),
    "pinChatMessage": Method(_MESSAGE, {"disable_notification": boolean, **_BUSINESS}),
    "unpinChatMessage": Method(_CHAT, {"message_id": integer, **_BUSINESS}),
    "unpinAllChatMessages": Method(_CHAT, {}),
    "getChat": Method(_CHAT, {}),
    "getChatMember": Method({"chat_id": chat_id, "user_id": user_id}, {}),
    "getChatAdministrators": Method(_CHAT, {"return_bots": boolean}),
    "getChatMemberCount": Method(_CHAT, {}),
    "leaveChat": Method(_CHAT, {}),
    "getFile": Method({"file_id": string}, {}),
    "setMyCommands": Method({"commands": commands}, _SCOPE),
    "getMyCommands": Method({}, _SCOPE),
    "deleteMyCommands": Method({}, _SCOPE),
    "setMyName": Method({}, {"name": string, **_LANGUAGE}),
    "getMyName": Method({}, _LANGUAGE),
    "setMyDescription": Method({}, {"description": string, **_LANGUAGE}),
    "getMyDescription": Method({}, _LANGUAGE),
    "setMyShortDescription": Method({}, {"short_description": string, **_LANGUAGE}),
    "getMyShortDescription": Method({}, _LANGUAGE),
    "setChatMenuButton": Method({}, {"chat_id": integer, "menu_button": menu_button}),
    "getChatMenuButton": Method({}, {"chat_id": integer}),
}  # fmt: skip

WHEN_MISSING: dict[str, str] = {
    "chat_id": "chat_id is empty",
    "from_chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
    "message_ids": "message identifiers are not specified",
    "user_id": "invalid user_id specified",
    "document": "there is no document in the request",
    "photo": "there is no photo in the request",
    "receiver_user_id": "invalid user_id specified",
    "ephemeral_message_id": "message identifier is not specified",
    "action": "wrong parameter action in request",
    "commands": "can't parse commands: expected an Array of BotCommand",
    "file_id": "file_id not specified",
    "callback_query_id": "query is too old and response timeout expired or query ID is invalid",
    "media": 'parameter "media" is required',
}
"""What Telegram answers when a required parameter is missing or empty."""

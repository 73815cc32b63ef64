"""The status and the rights of a member of a group (ChatMember)."""

from __future__ import annotations

from dataclasses import field
from typing import Any

from simulator.schema.frozen import frozen

RIGHTS = (
    "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members", "can_promote_members",
    "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories",
    "can_send_welcome_messages", "can_pin_messages", "can_manage_topics",
)  # fmt: skip
PERMISSIONS = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
    "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
    "can_add_web_page_previews", "can_react_to_messages", "can_edit_tag", "can_change_info", "can_invite_users",
    "can_pin_messages", "can_manage_topics",
)  # fmt: skip


@frozen
class Membership:
    """`status` as in ChatMember: creator, administrator, member, restricted, left, kicked."""

    status: str
    rights: frozenset[str] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        if unknown := self.rights - set(RIGHTS) - {"is_anonymous"}:
            raise ValueError(f"no such rights: {sorted(unknown)}")

    @property
    def is_in(self) -> bool:
        return self.status not in ("left", "kicked")

    @property
    def is_administrator(self) -> bool:
        return self.status in ("creator", "administrator")

    @property
    def is_anonymous(self) -> bool:
        return "is_anonymous" in self.rights

    def may(self, right: str) -> bool:
        return self.status == "creator" or right in self.rights

    def to_json(self, user: dict[str, Any]) -> dict[str, Any]:
        shown: dict[str, Any] = {"status": self.status, "user": user}
        if self.is_administrator:
            shown["is_anonymous"] = self.is_anonymous
        if self.status == "administrator":
            shown |= {"can_be_edited": False} | {right: right in self.rights for right in RIGHTS}
        if self.status == "restricted":
            shown |= {"is_member": True} | dict.fromkeys(PERMISSIONS, False)
        if self.status in ("restricted", "kicked"):
            shown["until_date"] = 0
        return shown


OUTSIDE = Membership("left")
MEMBER = Membership("member")
RESTRICTED = Membership("restricted")
KICKED = Membership("kicked")
CREATOR = Membership("creator", frozenset(RIGHTS))
EVERY_RIGHT = frozenset(RIGHTS)

"""Recognises service messages, with which a chat reports that something was pinned, set, boosted or joined.

Nobody waits for an answer to them. In the Bot API such a message has one of these fields, and no text and no file. A
kind that is added to the Bot API later counts as a person's message, because it may be one.
"""

from __future__ import annotations

from typing import Any

MEMBERS_AND_CHAT = """new_chat_members left_chat_member chat_owner_left chat_owner_changed new_chat_title new_chat_photo
    delete_chat_photo group_chat_created supergroup_chat_created channel_chat_created migrate_to_chat_id
    migrate_from_chat_id message_auto_delete_timer_changed pinned_message chat_background_set boost_added
    community_chat_added community_chat_removed community_chat_joined managed_bot_created"""
TOPICS = """forum_topic_created forum_topic_edited forum_topic_closed forum_topic_reopened general_forum_topic_hidden
    general_forum_topic_unhidden"""
CALLS = "video_chat_scheduled video_chat_started video_chat_ended video_chat_participants_invited"
LISTS_AND_POLLS = "checklist_tasks_done checklist_tasks_added poll_option_added poll_option_deleted"
GIFTS_AND_MONEY = """successful_payment refunded_payment gift unique_gift gift_upgrade_sent giveaway_created
    giveaway_completed paid_message_price_changed direct_message_price_changed suggested_post_approved
    suggested_post_approval_failed suggested_post_declined suggested_post_paid suggested_post_refunded"""
ACCESS = """users_shared user_shared chat_shared connected_website write_access_allowed passport_data web_app_data
    proximity_alert_triggered"""
FIELDS = frozenset(" ".join([MEMBERS_AND_CHAT, TOPICS, CALLS, LISTS_AND_POLLS, GIFTS_AND_MONEY, ACCESS]).split())
"""Fields of Message in service messages (Bot API 10.3)."""


def is_service(content: Any) -> bool:
    """Whether this raw update is a service message."""
    return isinstance(content, dict) and not FIELDS.isdisjoint(content)

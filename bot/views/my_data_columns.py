"""Which stored columns of a person stand in the document of /my_data, and why the others do not.

A test compares both lists with the schema, so a new column is an error until it stands in one of them.
"""

from __future__ import annotations

SHOWN = {
    "persons": "address language created_at ledger_subject held_until hold_reason banned_at blocked_at",
    "drafts": "step answers destroy_at corrects",
    "leads": "reference language details status outcome owner created_at changed_at destroy_at corrected_at "
    "tries tried_at",
    "lead_history": "at step",
    "access_log": "reference specialist how at",
    "feedback": "rating given_at words",
    "muted_milestones": "milestone muted_at",
    "consents": "id purpose text_hash language policy_url policy_version policy_date update_id granted_at withdrawn_at",
}
"""By table. `owner` and `specialist` stand there as the number of a colleague."""

INNER = "a random or derived number that joins rows; it says nothing"
CLOCKWORK = "when the bot or staff look at it again; it says nothing about you"
MESSAGE = "the numbers of messages are counted under remembered_message_numbers; what they say is not stored"
CARD = "the number of the message with your application in the staff group; the words of the message are not stored"
WAITING = "what the bot is about to say to you; it holds numbers only and goes when it is said"
COLLEAGUE = "the name and Telegram number of a colleague are the colleague's own data; you see their number"

LEFT_OUT = {
    "persons": {
        "person": INNER,
        "mark": INNER,
        "asking": "the question that is open in the chat",
        "erasing": "set only while everything is being destroyed",
        "policy_asked": "the version of the policy that you were asked about; it stands in the consents",
        "reached": "how far you were counted, as a number, so that nobody is counted twice",
        "counted_in": "the language in which you were counted",
        "restored_at": "set only after a backup was restored, until the operator has confirmed it",
    },
    "drafts": {
        "person": INNER,
        "id": INNER,
        "revision": "tells the buttons of one question from those of another",
        "version": "the version of the form",
        **dict.fromkeys(("changed_at", "stirred_at", "remind_at", "reminders"), CLOCKWORK),
    },
    "leads": {
        "id": INNER,
        "person": INNER,
        "repeated": "whether it was not your first application; the list shows that",
        "owner_name": COLLEAGUE,
        "owner_id": COLLEAGUE,
        "offered": "whether the colleague wants to hand it over",
        **dict.fromkeys(("nudge_at", "nudges", "warn_at", "gather_at"), CLOCKWORK),
    },
    "lead_history": dict.fromkeys(("id", "lead", "person"), INNER),
    "access_log": {"lead": INNER},
    "feedback": {"lead": INNER},
    "muted_milestones": {"person": INNER},
    "consents": {"person": INNER},
    "contact_marks": {
        **dict.fromkeys(("lead", "person"), INNER),
        **dict.fromkeys(
            ("field", "mark", "more", "proof"),
            "a short hash that tells staff of a repeated contact; nobody can read it back",
        ),
    },
    "messages": dict.fromkeys(
        ("person", "message_id", "kind", "sent_at", "remove_at", "unanswered", "late_until", "field"), MESSAGE
    ),
    "cards": dict.fromkeys(("lead", "chat_id", "message_id", "sent_at", "shown", "unanswered", "late_until"), CARD),
    "old_cards": dict.fromkeys(("chat_id", "message_id", "lead", "sent_at", "open", "unanswered", "late_until"), CARD),
    "contact_messages": dict.fromkeys(
        ("id", "lead", "receiver", "address", "chat_id", "message_id", "sent_at", "shown", "unanswered", "late_until"),
        "where a specialist alone was shown your contacts: the number of a message, and their own address",
    ),
    "letters": dict.fromkeys(("announcement", "person"), WAITING),
    "outbox": dict.fromkeys(
        ("id", "lane", "kind", "subject", "urgency", "version", "attempts", "due_at", "doubts"), WAITING
    ),
}
"""By table and column: why it is not in the document, in words for the person."""


def reasons() -> dict[str, str]:
    """`leads.owner_name` -> why it is not in the document."""
    return {f"{table}.{column}": why for table, columns in LEFT_OUT.items() for column, why in columns.items()}

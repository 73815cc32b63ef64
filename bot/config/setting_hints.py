"""What would have been right, where the error of a setting does not say it in an operator's words."""

from __future__ import annotations

from typing import Any

HINTS = {
    "bot_token": "is required; get one from @BotFather",
    "staff_chat_id": "must be the number of a supergroup, like -1001234567890",
    "staff_topic_id": "must be the positive number of a topic",
    "staff_card": "must be claim, full or private",
    "port": "must be the number of a port, 1 to 65535",
    "privacy_policy_version": "must be 1 to 40 characters that can be read",
    "operator_name": "must be 1 to 200 characters that can be read",
    "operator_bin": "is required; the consent names it (law 94-V, art. 8(4)(1))",
    "operator_email": "must be an e-mail address",
    "disk_stays": "must be yes or no",
    "keystore_copies": "must be a day at least: log and backups of a server are not gone sooner",
    "log_level": "must be DEBUG, INFO, WARNING or ERROR",
    "log_format": "must be text or json",
    "sweep_interval": "must be a day at most: whatever is due waits that long",
}

NO_POLICY_DATE = "is not set; the consent says that the policy has no date, though the policy promises one (clause 4.1)"


def explain(item: Any) -> str:
    """One error of pydantic in one line."""
    message = str(item["msg"])
    if message.startswith("Value error, "):
        return message.removeprefix("Value error, ")
    return HINTS.get(str(item["loc"][0]), message)

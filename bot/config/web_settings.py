"""The settings of the port that the bot listens on, and of the webhook."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator

from bot.config.retention_settings import RetentionSettings
from bot.config.setting_files import UNREADABLE
from bot.config.setting_types import Listener, WebhookAddress

WEBHOOK_PORT = 8080
"""Where the bot listens with a webhook if PORT is not set."""
OWN_PATHS = frozenset({"/healthz", "/readyz", "/metrics"})
MIN_SECRET, MAX_SECRET = 32, 256  # characters; Telegram allows 256 at most (Bot API, setWebhook)


class WebSettings(RetentionSettings):
    """Without WEBHOOK_URL updates are fetched by polling; then the bot listens only if PORT is set."""

    webhook_url: WebhookAddress | None = None
    webhook_secret: SecretStr | None = None
    host: Listener = "127.0.0.1"
    port: int | None = Field(None, ge=1, le=65535)

    @field_validator("webhook_url")
    @classmethod
    def _url(cls, value: str | None) -> str | None:
        if value and (urlsplit(value).path or "/") in OWN_PATHS:
            raise ValueError("must have another path: the bot's state stands there")
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _secret(cls, value: SecretStr | None) -> SecretStr | None:
        secret = value.get_secret_value() if value else None
        if secret == UNREADABLE:
            raise ValueError("the file named in WEBHOOK_SECRET_FILE cannot be read")
        if secret is not None and not re.fullmatch(rf"[A-Za-z0-9_-]{{{MIN_SECRET},{MAX_SECRET}}}", secret):
            raise ValueError(
                f"must be {MIN_SECRET} to {MAX_SECRET} letters, digits, _ and -, or not set: the bot makes one"
            )
        return value

    @property
    def listens_on(self) -> tuple[str, int] | None:
        """Host and port; None if the bot does not listen."""
        port = self.port or (WEBHOOK_PORT if self.webhook_url else None)
        return (self.host, port) if port else None

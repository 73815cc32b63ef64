"""The settings that say how long records are kept: one for each rule of retention."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import create_model
from pydantic_settings import BaseSettings

from bot.config.setting_types import Duration
from bot.domain.retention import RULES

if TYPE_CHECKING:
    RetentionSettings = BaseSettings  # a type checker does not know the fields: they are read by `Settings.retention`
else:
    RetentionSettings = create_model(
        "RetentionSettings", __base__=BaseSettings, **{rule.setting.lower(): (Duration, rule.default) for rule in RULES}
    )

"""The settings of an operator, and the errors for wrong ones."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.config.misspelt_names import find_misspelt
from bot.config.setting_files import ENCODING, SECRETS, UNREADABLE, Texts, find_problem, read_secret_files
from bot.config.setting_hints import explain
from bot.config.setting_places import find_places, list_lacking, list_misplaced, list_shared
from bot.config.setting_types import (
    Address,
    Bin,
    DatabaseUrl,
    Dates,
    Day,
    DayHours,
    Duration,
    FileOrServer,
    Ladder,
    PublicAddress,
    PublicPhone,
    Zone,
    decode_key,
)
from bot.config.web_settings import WebSettings
from bot.domain.lead import StaffCard
from bot.domain.policy import Operator
from bot.domain.retention import RULES, KeyCopies, Retention
from bot.domain.schedule import MAX_REMINDERS
from bot.domain.time import DAY, HOUR, MINUTE, Span
from bot.domain.working_calendar import Hours
from bot.i18n import list_languages
from storage.any_places import AnyPlaces
from storage.postgres.url import PostgresUrl


class InvalidSettings(Exception):
    """`lines` has one line for each wrong setting. It begins with the name, and never quotes the value."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


class Settings(WebSettings):
    """Read once at start from the environment and `.env`. How long records are kept is set by a field a rule."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding=ENCODING,
        extra="ignore",
        env_ignore_empty=True,
        hide_input_in_errors=True,
        frozen=True,
    )

    bot_token: SecretStr | None = None
    telegram_api_url: Address = "https://api.telegram.org"
    staff_chat_id: int | None = Field(None, lt=0, gt=-(2**52))
    staff_topic_id: int | None = Field(None, gt=0, lt=2**31)
    staff_card: StaffCard = StaffCard.CLAIM
    database_url: DatabaseUrl = Path("data/momu.db")
    keystore_url: DatabaseUrl | None = None
    keystore_copies: Duration = Field(7 * DAY, ge=DAY)
    erasure_log: FileOrServer | None = None
    master_key: SecretStr | None = None
    disk_stays: bool = False
    privacy_policy_url: PublicAddress = "https://momu.kz/"
    privacy_policy_version: str = Field("1", max_length=40, pattern=r"\S")
    privacy_policy_date: Day = ""
    operator_name: str | None = Field(None, max_length=200, pattern=r"\S")
    operator_bin: Bin | None = None
    operator_email: str = Field("info@momu.kz", pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", max_length=254)
    operator_phone: PublicPhone | None = None
    default_language: str = "kk"
    staff_language: str = Field("", validate_default=True)
    timezone: Zone = "Asia/Almaty"
    draft_reminders: Ladder = (HOUR, 24 * HOUR)
    lead_escalations: Ladder = (15 * MINUTE, HOUR)
    working_hours: DayHours = Hours(9 * 60, 18 * 60)
    quiet_hours: DayHours = Hours(21 * 60, 9 * 60)
    extra_holidays: Dates = frozenset()
    extra_workdays: Dates = frozenset()
    sweep_interval: Duration = Field(MINUTE, le=DAY)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["text", "json"] = "text"

    @field_validator("bot_token")
    @classmethod
    def _token(cls, value: SecretStr | None) -> SecretStr | None:
        if value and value.get_secret_value() == UNREADABLE:
            raise ValueError("the file named in BOT_TOKEN_FILE cannot be read")
        if value and not re.fullmatch(r"[0-9]{3,}:[A-Za-z0-9_-]{20,}", value.get_secret_value()):
            raise ValueError("must look like 123456789:ABC…, as BotFather gives it")
        return value

    @field_validator("master_key")
    @classmethod
    def _key(cls, value: SecretStr | None) -> SecretStr | None:
        if value and value.get_secret_value() == UNREADABLE:
            raise ValueError("the file named in MASTER_KEY_FILE cannot be read")
        if value:
            decode_key(value.get_secret_value())
        return value

    @field_validator("draft_reminders")
    @classmethod
    def _reminders(cls, value: tuple[Span, ...]) -> tuple[Span, ...]:
        if len(value) > MAX_REMINDERS:
            raise ValueError("must be two durations at most: more reminders would be a nuisance")
        return value

    @field_validator("working_hours")
    @classmethod
    def _office(cls, value: Hours) -> Hours:
        if value.start >= value.end:
            raise ValueError("must begin before it ends, like 09:00-18:00")
        return value

    @field_validator("extra_workdays")
    @classmethod
    def _workdays(cls, value: frozenset[date], info: ValidationInfo) -> frozenset[date]:
        if value & info.data.get("extra_holidays", frozenset()):
            raise ValueError("must not name a day that EXTRA_HOLIDAYS names too")
        return value

    @field_validator("default_language")
    @classmethod
    def _language(cls, value: str) -> str:
        if value not in list_languages():
            raise ValueError(f"must be one of {', '.join(list_languages())}")
        return value

    @field_validator("staff_language")
    @classmethod
    def _staff_language(cls, value: str, info: ValidationInfo) -> str:
        return cls._language(value) if value else info.data.get("default_language", "")

    @property
    def retention(self) -> Retention:
        return Retention({rule: getattr(self, rule.setting.lower()) for rule in RULES})

    @property
    def operator(self) -> Operator:
        return Operator(self.operator_name, self.operator_bin, self.operator_email, self.operator_phone)

    @property
    def key_copies(self) -> KeyCopies:
        """Copies of keys in a file are destroyed by the bot; on a server only the operator knows."""
        on_server = isinstance(self.keystore_url, PostgresUrl)
        return KeyCopies(self.keystore_copies, on_server=True) if on_server else KeyCopies()

    @property
    def places(self) -> AnyPlaces:
        return find_places(self.database_url, self.keystore_url, self.erasure_log)

    @property
    def master_key_file(self) -> Path:
        return self.places.folder / "master.key"

    def misplaced(self) -> list[str]:
        """Lines, one a setting of a place that is missing or another's."""
        places = (self.database_url, self.keystore_url, self.erasure_log)
        if misplaced := list_misplaced(*places):
            return misplaced
        lacking = list_lacking(
            self.places, has_keystore=self.keystore_url is not None, has_master_key=self.master_key is not None
        )
        return lacking or list_shared(self.places, self.master_key_file)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: Any,
        env_settings: Any,
        dotenv_settings: Any,
        file_secret_settings: Any,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        environment, file = env_settings.env_vars, dotenv_settings.env_vars
        texts = (environment, read_secret_files([environment, file]), file)
        return init_settings, *(Texts(settings_cls, one) for one in texts)


class RunSettings(Settings):
    """The settings for `run`, which needs a token, and a BIN for the consent (law 94-V art. 8(4)(1))."""

    bot_token: SecretStr
    operator_bin: Bin


SETTING_NAMES = frozenset(name.upper() for name in Settings.model_fields)
OTHER_NAMES = frozenset({*(f"{name}_FILE".upper() for name in SECRETS), "NEW_MASTER_KEY", "NEW_MASTER_KEY_FILE"})
"""Names that are read but are not settings."""


def load_settings(*, need_token: bool, **given: Any) -> Settings:
    """All settings. Raises InvalidSettings with all problems at once. `need_token`: they are for `run`.

    A misspelt name in `.env` is a problem, because the operator relies on it.
    """
    file = given.get("_env_file", ".env")
    if file and (problem := find_problem(Path(file))):
        raise InvalidSettings([f"{file}: {problem}"])
    known = DotEnvSettingsSource(Settings, env_file=file).env_vars if file else {}
    lines = [f"{name}: stands in {file} and is no setting; {meant} is one" for name, meant in _misspelt(known)]
    try:
        settings = (RunSettings if need_token else Settings)(**given)
    except ValidationError as error:
        lines += [f"{str(item['loc'][0]).upper()}: {explain(item)}" for item in error.errors()]
    else:
        lines += settings.misplaced()
    if lines:
        raise InvalidSettings(sorted(lines))
    return settings


def misspelt_in_environment() -> list[str]:
    """One line for each misspelt name in the environment.

    They are warnings only: names of other programs stand there too, and an operator may not be able to change them.
    """
    names = EnvSettingsSource(Settings).env_vars
    return [f"{name}: stands in the environment and is no setting; {meant} is one" for name, meant in _misspelt(names)]


def _misspelt(names: Iterable[str]) -> list[tuple[str, str]]:
    return list(find_misspelt([name for name in names if name.upper() not in OTHER_NAMES], SETTING_NAMES).items())

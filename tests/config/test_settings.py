"""Are all wrong settings reported together, each with what would be right?"""

import base64
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.config.settings import InvalidSettings, load_settings
from bot.domain.retention import RULES
from bot.domain.time import DAY
from bot.domain.working_calendar import Hours
from simulator.schema.keyboards import parse
from tests.cases import cases
from tests.people import BIN

TOKEN = "123456789:AAinvented-token-of-nobody-at-all"


def load(**given: Any) -> Any:
    return load_settings(need_token=True, _env_file=None, **{"bot_token": TOKEN, "operator_bin": BIN, **given})


def problems(**given: Any) -> list[str]:
    with pytest.raises(InvalidSettings) as caught:
        load(**given)
    return caught.value.lines


WRONG = {
    "bot_token": "nonsense",
    "telegram_api_url": "ftp://example.com",
    "staff_chat_id": "our group",
    "staff_topic_id": "0",
    "staff_card": "half",
    "webhook_url": "http://bot.example.kz/telegram",
    "webhook_secret": "s" * 31,
    "host": "127.0.0.1:8080",
    "port": "65536",
    "database_url": "mysql://example.com/x",
    "master_key": "c2hvcnQ=",
    "privacy_policy_url": "momu.kz",
    "privacy_policy_date": "22.11.2026",
    "operator_bin": "12345",
    "operator_email": "nobody",
    "operator_phone": "12",
    "default_language": "xx",
    "staff_language": "xx",
    "timezone": "Mars/Base",
    "draft_ttl": "72",
    "draft_reminders": "24h,1h",
    "lead_escalations": "15",
    "working_hours": "18:00-09:00",
    "quiet_hours": "21-9",
    "extra_holidays": "31.12.2026",
    "extra_workdays": "tomorrow",
    "retention_open": "0d",
    "retention_closed": "-1d",
    "sweep_interval": "soon",
    "log_level": "LOUD",
    "log_format": "xml",
}


@cases("name", WRONG)
def test_a_wrong_setting_is_named_and_its_value_is_not_repeated(name: str) -> None:
    [line] = problems(**{name: WRONG[name]})
    assert line.startswith(name.upper() + ": ")
    assert len(WRONG[name]) < 3 or WRONG[name] not in line


def test_all_wrong_settings_are_named_at_once() -> None:
    assert [line.split(":")[0].lower() for line in problems(**WRONG)] == sorted(WRONG)


def test_a_missing_token_is_named_together_with_the_rest() -> None:
    lines = problems(bot_token=None, staff_card="half")
    assert [line.split(":")[0] for line in lines] == ["BOT_TOKEN", "STAFF_CARD"]


def test_a_missing_bin_is_named_where_the_bot_runs_and_nowhere_else() -> None:
    """Law 94-V art. 8(4)(1): the consent names it."""
    with pytest.raises(InvalidSettings) as caught:
        load_settings(need_token=True, _env_file=None, bot_token=TOKEN)
    assert caught.value.lines == ["OPERATOR_BIN: is required; the consent names it (law 94-V, art. 8(4)(1))"]
    assert load_settings(need_token=False, _env_file=None).operator_bin is None


@cases("mistyped", ["263440000015", "263440000041", "26344000001", "2634400000140", "26344000001O"])
def test_a_mistyped_bin_is_refused(mistyped: str) -> None:
    [line] = problems(operator_bin=mistyped)
    assert line.startswith("OPERATOR_BIN: must be the 12 digits of a BIN or IIN")


@cases("number", ["990140000483", f" {BIN} "])
def test_a_bin_is_taken_with_its_control_digit(number: str) -> None:
    assert load(operator_bin=number).operator_bin == number.strip()


@cases(("text", "milliseconds"), [("1s", 1000), ("15m", 900_000), ("72h", 259_200_000), ("2d", 172_800_000)])
def test_a_duration_is_a_number_and_a_unit(text: str, milliseconds: int) -> None:
    assert load(draft_ttl=text).retention.by_name()["draft"] == milliseconds


@cases("name", [rule.setting.lower() for rule in RULES])
@cases("text", ["999999999d", "36501d", f"{'9' * 30}s"])
def test_a_duration_that_no_calendar_holds_is_refused_with_the_longest(name: str, text: str) -> None:
    assert problems(**{name: text}) == [f"{name.upper()}: must be 36500d (a century) at most"]


def test_a_century_is_a_duration() -> None:
    assert load(retention_open="36500d").retention.by_name()["open_lead"] == 36_500 * DAY
    assert load(retention_open=f"{36_500 * 86_400}s").retention.by_name()["open_lead"] == 36_500 * DAY


NO_BUTTONS = """http://localhost:8080/privacy http://localhost/ https://intranet https://momu http://localhost. https://.kz/
    https://momu..kz/ https://momu.kz:0/ https://momu.kz:99999/ https://mo<mu.kz/ http://[::1/ https:///privacy
    ftp://momu.kz/ momu.kz https://{lang}/"""
BUTTONS = """https://momu.kz/ http://momu.kz:8080/p https://momu.kz/{lang}/privacy?a=1#b https://{lang}.momu.kz/ https://музыка.қаз/
    http://127.0.0.1:8080/policy http://[2001:db8::1]/policy HTTPS://MOMU.KZ/ https://a_b.momu.kz/"""


@cases("url", NO_BUTTONS.split())
def test_an_address_that_telegram_makes_no_button_of_is_refused(url: str) -> None:
    [line] = problems(privacy_policy_url=url)
    assert line.startswith("PRIVACY_POLICY_URL: must be an http:// or https:// address with a dot in its host")


@cases("url", BUTTONS.split())
def test_an_address_that_telegram_makes_a_button_of_is_taken_and_so_does_the_simulator(url: str) -> None:
    assert load(privacy_policy_url=url).privacy_policy_url == url
    button = {"text": "policy", "url": url.replace("{lang}", "kk")}
    assert parse({"inline_keyboard": [[button]]})


def test_four_slashes_make_an_absolute_path() -> None:
    settings = load(database_url="sqlite:////var/lib/momu.db")
    assert settings.database_url == Path("/var/lib/momu.db")
    assert settings.places.keystore == Path("/var/lib/keys.db")


def test_a_secret_may_be_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "token").write_text(TOKEN + "\n")
    monkeypatch.setenv("BOT_TOKEN_FILE", str(tmp_path / "token"))
    assert load_settings(need_token=False, _env_file=None).bot_token.get_secret_value() == TOKEN  # type: ignore[union-attr]


def test_a_promised_file_that_cannot_be_read_is_an_error_and_not_a_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASTER_KEY_FILE", "/nowhere/at/all")
    assert problems() == ["MASTER_KEY: the file named in MASTER_KEY_FILE cannot be read"]


def test_the_environment_wins_over_the_env_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / ".env"
    file.write_text(f"BOT_TOKEN={TOKEN}\nOPERATOR_BIN={BIN}\nSTAFF_CARD=full\nDEFAULT_LANGUAGE=ru\n")
    monkeypatch.setenv("STAFF_CARD", "claim")
    settings = load_settings(need_token=True, _env_file=file)
    assert (settings.staff_card, settings.default_language) == ("claim", "ru")


def test_the_group_speaks_its_own_language_and_else_that_of_people() -> None:
    assert load(default_language="ru").staff_language == "ru"
    assert load(default_language="ru", staff_language="en").staff_language == "en"
    assert load().staff_language == load().default_language


def test_a_key_of_32_bytes_is_accepted_and_never_shown() -> None:
    key = base64.b64encode(bytes(range(32))).decode()
    settings = load(master_key=key)
    assert key not in repr(settings)
    assert TOKEN not in repr(settings)


def test_lists_and_hours_are_read_as_people_write_them() -> None:
    settings = load(
        draft_reminders="30s, 2m",
        lead_escalations="off",
        quiet_hours="22:30-07:15",
        working_hours="00:00-24:00",
        extra_holidays="2026-12-31, 2027-01-02",
    )
    assert settings.draft_reminders == (30_000, 120_000)
    assert settings.lead_escalations == ()
    assert settings.quiet_hours == Hours(22 * 60 + 30, 7 * 60 + 15)
    assert settings.working_hours == Hours(0, 24 * 60)
    assert settings.extra_holidays == {date(2026, 12, 31), date(2027, 1, 2)}


@cases(
    ("name", "value"),
    [
        ("privacy_policy_date", "2026-02-31"),
        ("privacy_policy_date", "2026-13-01"),
        ("privacy_policy_date", "2027-02-29"),
        ("privacy_policy_date", "20261122"),
        ("extra_holidays", "2026-02-31"),
        ("sweep_interval", "25h"),
        ("staff_chat_id", "-99999999999999999999"),
        ("staff_topic_id", "99999999999"),
        ("telegram_api_url", "http://"),
        ("telegram_api_url", "http://[::1"),
        ("telegram_api_url", "https://api.telegram.org:99999"),
        ("draft_reminders", "1h,2h,3h"),
        ("draft_reminders", "1h,1h"),
        ("quiet_hours", "25:00-09:00"),
        ("quiet_hours", "09:60-10:00"),
        ("working_hours", "09:00-09:00"),
    ],
)
def test_what_makes_no_sense_is_refused(name: str, value: str) -> None:
    [line] = problems(**{name: value})
    assert line.startswith(name.upper())


def test_a_day_cannot_be_worked_and_off_at_once() -> None:
    [line] = problems(extra_holidays="2026-12-31", extra_workdays="2026-12-30,2026-12-31")
    assert line.startswith("EXTRA_WORKDAYS: must not name a day")


WEBHOOKS = """https://bot.example.kz/telegram https://bot.example.kz https://bot.example.kz:8443/a/b https://203.0.113.7:88/
    HTTPS://bot.example.kz/%D0%B1"""
NO_WEBHOOKS = """http://bot.example.kz/ https:// https://bot.example.kz:8080/ https://a:b@bot.example.kz/
    https://bot.example.kz/?a=1 https://bot.example.kz/#a https://музыка.қаз/ https://bot.example.kz/{x} https://bot.example.kz:99999/
    bot.example.kz"""


@cases("url", WEBHOOKS.split())
def test_an_address_that_telegram_posts_to_is_taken(url: str) -> None:
    assert load(webhook_url=url).listens_on == ("127.0.0.1", 8080)


@cases("url", NO_WEBHOOKS.split())
def test_an_address_that_telegram_does_not_post_to_is_refused(url: str) -> None:
    [line] = problems(webhook_url=url)
    assert line.startswith("WEBHOOK_URL: must ")


@cases("path", ["/healthz", "/readyz", "/metrics"])
def test_the_webhook_does_not_take_the_place_of_the_bots_state(path: str) -> None:
    assert problems(webhook_url=f"https://bot.example.kz{path}") == [
        "WEBHOOK_URL: must have another path: the bot's state stands there"
    ]


@cases("secret", ["s" * 31, "s" * 257, "s" * 31 + " ", "ә" * 40, "s" * 40 + "."])
def test_a_secret_that_telegram_or_chance_would_not_take_is_refused(secret: str) -> None:
    [line] = problems(webhook_secret=secret)
    assert line == "WEBHOOK_SECRET: must be 32 to 256 letters, digits, _ and -, or not set: the bot makes one"


def test_the_bot_listens_only_if_it_is_told_to() -> None:
    assert load().listens_on is None
    assert load(port="9000").listens_on == ("127.0.0.1", 9000)
    assert load(port="9000", host="0.0.0.0").listens_on == ("0.0.0.0", 9000)  # noqa: S104
    assert load(host="::").listens_on is None


def test_the_secret_of_the_webhook_may_be_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "secret").write_text("s" * 40 + "\n")
    monkeypatch.setenv("WEBHOOK_SECRET_FILE", str(tmp_path / "secret"))
    given = load_settings(need_token=False, _env_file=None).webhook_secret
    assert given
    assert given.get_secret_value() == "s" * 40
    assert "s" * 40 not in repr(load_settings(need_token=False, _env_file=None))

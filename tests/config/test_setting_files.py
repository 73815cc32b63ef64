"""Are unreadable files of settings and misspelt names reported by name?"""

from pathlib import Path

import pytest

from bot.config.misspelt_names import find_misspelt
from bot.config.settings import SETTING_NAMES, InvalidSettings, load_settings, misspelt_in_environment
from tests.people import BIN

TOKEN = "123456789:AAinvented-token-of-nobody-at-all"
BOM, UTF_16 = "\ufeff".encode(), "utf-16"


@pytest.mark.parametrize(
    "content",
    [
        f"BOT_TOKEN={TOKEN}\nOPERATOR_NAME=Много Музыки".encode("cp1251"),
        f"BOT_TOKEN={TOKEN}".encode(UTF_16),
        f"BOT_TOKEN={TOKEN}".encode("utf-16-le"),
        f"OPERATOR_NAME=Қазақ {TOKEN}".encode("koi8-t"),
    ],
    ids=["cp1251", "utf-16", "utf-16 without a mark", "koi8-t"],
)
def test_an_env_file_in_another_encoding_is_named_and_not_quoted(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / ".env"
    file.write_bytes(content)
    with pytest.raises(InvalidSettings) as caught:
        load_settings(need_token=True, _env_file=file)
    assert caught.value.lines == [f"{file}: must be written in UTF-8"]


def test_an_env_file_that_is_a_folder_is_named(tmp_path: Path) -> None:
    """Docker makes a folder if a file that it should mount does not exist."""
    with pytest.raises(InvalidSettings) as caught:
        load_settings(need_token=True, _env_file=tmp_path)
    assert caught.value.lines == [f"{tmp_path}: is a folder; it must be a file, or not there"]


def test_a_byte_order_mark_is_no_part_of_the_first_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_bytes(BOM + b"STAFF_CARD=full\n")
    (tmp_path / "token").write_bytes(BOM + TOKEN.encode())
    monkeypatch.setenv("BOT_TOKEN_FILE", str(tmp_path / "token"))
    settings = load_settings(need_token=False, _env_file=tmp_path / ".env")
    assert (settings.staff_card, settings.bot_token.get_secret_value()) == ("full", TOKEN)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "content", [TOKEN.encode(UTF_16), "нет".encode("cp1251"), b""], ids=["utf-16", "cp1251", "empty"]
)
@pytest.mark.parametrize("name", ["BOT_TOKEN", "MASTER_KEY"])
def test_a_secret_s_file_that_cannot_be_read_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes
) -> None:
    (tmp_path / "secret").write_bytes(content)
    for path in (tmp_path / "secret", tmp_path, tmp_path / "secret" / "below"):
        monkeypatch.setenv(f"{name}_FILE", str(path))
        with pytest.raises(InvalidSettings) as caught:
            load_settings(need_token=False, _env_file=None)
        assert caught.value.lines == [f"{name}: the file named in {name}_FILE cannot be read"]


MISSPELT = {
    "STAF_CHAT_ID": "STAFF_CHAT_ID",
    "STAFF_CHAT": "STAFF_CHAT_ID",
    "RETENTION_CLOSE": "RETENTION_CLOSED",
    "RETENTION_CLOSED_DAYS": "RETENTION_CLOSED",
    "retention_opened": "RETENTION_OPEN",
    "BOT_TOKNE": "BOT_TOKEN",
    "TIME_ZONE": "TIMEZONE",
    "OPERATOR_MAIL": "OPERATOR_EMAIL",
    "OPERATOR_BIN_FILE": "OPERATOR_BIN",
}
OTHERS = """PATH HOME LANG TZ HOSTNAME TOKEN PGDATABASE POSTGRES_PASSWORD COMPOSE_PROJECT_NAME LOG_FILE DEBUG
    VIRTUAL_ENV DATABASE_PUBLIC_URL PYTHONUNBUFFERED KUBERNETES_PORT NEW_MASTER_KEY NEW_MASTER_KEY_FILE DOMAIN"""


@pytest.mark.parametrize(("wrong", "right"), MISSPELT.items())
def test_a_misspelt_setting_is_refused_in_the_env_file_and_named_in_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: str, right: str
) -> None:
    file = tmp_path / ".env"
    file.write_text(f"BOT_TOKEN={TOKEN}\nOPERATOR_BIN={BIN}\n{wrong}=secret\nSTAFF_CARD=half\n")
    with pytest.raises(InvalidSettings) as caught:
        load_settings(need_token=True, _env_file=file)
    assert caught.value.lines == sorted(
        [
            "STAFF_CARD: must be claim, full or private",
            f"{wrong.upper()}: stands in {file} and is no setting; {right} is one",
        ]
    )
    monkeypatch.setenv(wrong, "secret")
    assert f"{wrong.upper()}: stands in the environment and is no setting; {right} is one" in misspelt_in_environment()
    load_settings(need_token=True, _env_file=None, bot_token=TOKEN, operator_bin=BIN)


def test_names_of_other_programs_are_ignored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = misspelt_in_environment()
    file = tmp_path / ".env"
    file.write_text(f"BOT_TOKEN={TOKEN}\nOPERATOR_BIN={BIN}\n" + "".join(f"{name}=x\n" for name in OTHERS.split()))
    load_settings(need_token=True, _env_file=file)
    for name in OTHERS.split():
        if name not in ("PATH", "HOME"):
            monkeypatch.setenv(name, "x")
    assert misspelt_in_environment() == before


def test_no_setting_is_like_another() -> None:
    """Otherwise a right name would count as misspelt as soon as the other setting is removed."""
    assert find_misspelt(SETTING_NAMES, SETTING_NAMES) == {}

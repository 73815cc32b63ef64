"""Is a file that holds no key told from one that is missing, and from one that cannot be read now?"""

from pathlib import Path

import pytest

from bot.config.master_key import MasterKeyLost, read_key, write_key
from storage.statements import StorageUnavailable

KEY = bytes(range(32))


def test_a_key_is_read_as_it_was_written(tmp_path: Path) -> None:
    write_key(tmp_path / "master.key", KEY)
    assert read_key(tmp_path / "master.key") == KEY
    assert (tmp_path / "master.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("missing", ["master.key", "file/master.key"])
def test_a_missing_file_is_no_key(tmp_path: Path, missing: str) -> None:
    (tmp_path / "file").touch()
    assert read_key(tmp_path / missing) is None


@pytest.mark.parametrize("content", [b"", b"AAAA\n", "кілт".encode(), bytes(32)])
def test_a_file_without_a_key_is_a_lost_key_and_is_not_quoted(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "master.key").write_bytes(content)
    with pytest.raises(MasterKeyLost, match=r"^MASTER_KEY: there is no key in master\.key; put the right one back$"):
        read_key(tmp_path / "master.key")


def test_a_folder_in_its_place_is_a_lost_key(tmp_path: Path) -> None:
    with pytest.raises(MasterKeyLost):
        read_key(tmp_path)


def test_a_file_that_cannot_be_read_or_written_now_may_be_there_later(tmp_path: Path) -> None:
    """No new key is made then, and nobody is told that the old one is lost."""
    unusable = tmp_path / ("k" * 300)
    with pytest.raises(StorageUnavailable):
        read_key(unusable)
    with pytest.raises(StorageUnavailable):
        write_key(unusable, KEY)

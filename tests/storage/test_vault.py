"""Does what is sealed open only in its place, with its key, under its master key?"""

from __future__ import annotations

import asyncio
import random
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.addresses import address_of
from bot.domain.time import EPOCH, Moment
from bot.machine import system_entropy, system_sleep
from storage.keystore import EMPTY
from storage.migrate import migrate
from storage.new_keys import KeptKey
from storage.sqlite import SqliteEngine
from storage.sqlite_keystore import SqliteKeystore
from storage.statements import StorageUnavailable
from storage.vault import Seal, Vault, Wrap, WrongMasterKey
from tests.bytescan import scan_folder
from tests.cases import cases
from tests.sought import find_many

MASTER, OTHER = bytes(range(32)), bytes(32)
SECRET = b"k" * 32


def seal(subject: bytes = b"person", secret: bytes = SECRET) -> Seal:
    return Seal(subject, secret, system_entropy)


@given(text=st.text(max_size=300), table=st.sampled_from(["leads", "drafts"]))
def test_what_is_sealed_opens_again_and_is_never_the_same_twice(text: str, table: str) -> None:
    one, two = (seal().close(table, "field", text) for _ in range(2))
    assert seal().open(table, "field", one) == text
    assert one != two


@cases(
    ("opener", "table", "field"),
    [
        (seal(b"somebody else"), "leads", "details"),
        (seal(secret=b"x" * 32), "leads", "details"),
        (seal(), "drafts", "details"),
        (seal(), "leads", "owner_name"),
        (seal(b"person|leads"), "", "details"),
    ],
)
def test_it_opens_nowhere_else(opener: Seal, table: str, field: str) -> None:
    closed = seal().close("leads", "details", "Сейтқалиева")
    with pytest.raises(InvalidTag):
        opener.open(table, field, closed)


@given(place=st.integers(0, 60), bit=st.integers(0, 7))
def test_a_changed_bit_is_noticed(place: int, bit: int) -> None:
    closed = bytearray(seal().close("leads", "details", "Сейтқалиева Айгерім"))
    place = 1 + place % (len(closed) - 1)  # the first byte is the version's, and says nothing yet
    closed[place] ^= 1 << bit
    with pytest.raises(InvalidTag):
        seal().open("leads", "details", bytes(closed))


def test_a_wrapped_key_opens_under_its_own_name_and_master_key_only() -> None:
    wrapped = Wrap(MASTER, system_entropy).close(b"person", SECRET)
    assert Wrap(MASTER, system_entropy).open(b"person", wrapped) == SECRET
    for master, name in ((OTHER, b"person"), (MASTER, b"somebody else")):
        with pytest.raises(WrongMasterKey):
            Wrap(master, system_entropy).open(name, wrapped)


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[SqliteEngine]:
    opened = await SqliteEngine.open(tmp_path / "keys.db")
    await migrate(opened, "keys")
    yield opened
    await opened.close()


async def vault(engine: SqliteEngine, master: bytes = MASTER) -> Vault:
    made = Vault(SqliteKeystore(engine, system_entropy, system_sleep), master, system_entropy)
    await made.unlock()
    return made


async def test_a_person_has_the_same_name_after_a_restart_and_another_in_another_installation(
    engine: SqliteEngine, tmp_path: Path
) -> None:
    name = (await vault(engine)).pseudonym(address_of(700_000_001))
    assert (await vault(engine)).pseudonym(address_of(700_000_001)) == name
    elsewhere = await SqliteEngine.open(tmp_path / "other.db")
    await migrate(elsewhere, "keys")
    assert (await vault(elsewhere)).pseudonym(address_of(700_000_001)) != name
    await elsewhere.close()


async def test_two_processes_that_start_for_the_first_time_at_once_give_the_same_names(engine: SqliteEngine) -> None:
    both = [Vault(SqliteKeystore(engine, system_entropy, system_sleep), MASTER, system_entropy) for _ in range(2)]
    await asyncio.gather(*(one.unlock() for one in both))
    assert len({one.pseudonym(address_of(700_000_001)) for one in [*both, await vault(engine)]}) == 1


async def test_processes_with_one_keystore_draw_alike_and_others_do_not(engine: SqliteEngine, tmp_path: Path) -> None:
    one, two = (await vault(engine)).draws("connect"), (await vault(engine)).draws("connect")
    drawn = [one(20), one(100), one(1)]
    assert drawn == [two(20), two(100), two(1)]
    assert [len(draw) for draw in drawn] == [20, 100, 1]
    assert drawn[0] != drawn[1][:20]
    assert drawn[0] != (await vault(engine)).draws("something else")(20)
    elsewhere = await SqliteEngine.open(tmp_path / "other.db")
    await migrate(elsewhere, "keys")
    assert drawn[0] != (await vault(elsewhere)).draws("connect")(20)
    await elsewhere.close()


async def test_a_person_has_the_name_that_the_first_version_gave_them(engine: SqliteEngine) -> None:
    """A person stored before addresses had a channel is still found."""
    name = bytes.fromhex("702997f711c2eef2bbe729d819d8c3c56d5d3e91e28e3d26f2f9d146f2c3594e")
    made = Vault(
        SqliteKeystore(engine, lambda length: bytes(range(length)), system_sleep),
        MASTER,
        lambda length: bytes(range(length)),
    )
    await made.unlock()
    assert made.pseudonym(address_of(700_000_001)) == name


async def test_another_master_key_is_refused(engine: SqliteEngine) -> None:
    await vault(engine)
    with pytest.raises(WrongMasterKey):
        await vault(engine, OTHER)


async def test_a_destroyed_key_is_nowhere_in_the_file_and_the_others_open(engine: SqliteEngine, tmp_path: Path) -> None:
    ours = await vault(engine)
    subjects = [bytes([number]) * 32 for number in range(200)]
    seals = [ours.make_seal(subject, Moment(1)) for subject in subjects]
    await ours.store([key for _, key in seals])
    wrapped: dict[bytes, bytes] = dict(await engine.read("SELECT subject, wrapped FROM keys"))
    assert await ours.destroy(*subjects[::2])
    assert scan_folder(tmp_path, [wrapped[subject] for subject in subjects[::2]]) == []
    for subject, (made, _) in zip(subjects[1::2], seals[1::2], strict=True):
        found = await ours.seal_of(subject)
        assert found
        assert found.open("leads", "details", made.close("leads", "details", "text")) == "text"
    assert await ours.seal_of(subjects[0]) is None


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every keystore counts as too large to be compacted at once."""
    monkeypatch.setattr("storage.sqlite_keystore.SMALL_KEYSTORE", 0)


def content(folder: Path) -> bytes:
    return b"\0".join(path.read_bytes() for path in sorted(folder.glob("keys.db*")))


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("seed", range(2))
async def test_of_keys_that_come_and_go_in_a_large_keystore_none_is_left(
    engine: SqliteEngine, tmp_path: Path, seed: int
) -> None:
    """Persons and erasures, young and old, destroyed alone and in batches, while pages fill and split."""
    chance, ours = random.Random(seed), await vault(engine)
    alive: list[bytes] = []
    gone: set[bytes] = set()
    for _ in range(30):
        born = [chance.randbytes(chance.choice((16, 32))) for _ in range(chance.randint(1, 80))]
        await ours.store(
            [ours.make_seal(subject, chance.choice((EPOCH, Moment(1_795_000_000_000))))[1] for subject in born]
        )
        alive += born
        chance.shuffle(alive)
        doomed = [alive.pop() for _ in range(min(len(alive), chance.choice((1, 5, 50))))]
        wrapped: dict[bytes, bytes] = dict(await engine.read("SELECT subject, wrapped FROM keys"))
        gone |= {part for one in doomed for part in (wrapped[one][:20], wrapped[one][20:40], wrapped[one][40:])}
        assert find_many(content(tmp_path), gone)  # of those that are still to be destroyed
        assert await ours.destroy(*doomed)
        assert set(doomed).isdisjoint(row[0] for row in await engine.read("SELECT subject FROM keys"))
        assert find_many(content(tmp_path), gone) == set()
    assert sorted(await ours.subjects()) == sorted(alive)
    assert [await ours.seal_of(subject) is None for subject in alive] == [False] * len(alive)


@pytest.mark.usefixtures("large")
async def test_compacting_a_large_keystore_leaves_the_living_and_their_keys_alone_in_it(
    engine: SqliteEngine, tmp_path: Path
) -> None:
    ours, subjects = await vault(engine), [bytes([number]) * 32 for number in range(1, 201)]
    await ours.store([ours.make_seal(subject, Moment(1))[1] for subject in subjects])
    assert await ours.destroy(*subjects[::2])
    assert await engine.read("SELECT count(*) FROM keys WHERE wrapped = $1", EMPTY) == [(100,)]
    assert await ours.compact()
    assert await engine.read("SELECT count(*) FROM keys") == [(100,)]
    assert await ours.subjects() == subjects[1::2]
    unknown = [number.to_bytes(32) for number in range(400)]
    assert await ours.with_key([*unknown, *subjects]) == subjects[1::2]  # in two reads
    assert find_many(content(tmp_path), subjects) == set(subjects[1::2])


@pytest.mark.usefixtures("large")
async def test_a_key_that_somebody_reads_is_not_called_destroyed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.sqlite_keystore.LOG_TRIES", 2)
    engine = await SqliteEngine.open(tmp_path / "keys.db")
    await migrate(engine, "keys")
    ours = await vault(engine)
    await ours.store([ours.make_seal(b"p" * 32, Moment(1))[1]])
    ((wrapped,),) = await engine.read("SELECT wrapped FROM keys")
    with closing(sqlite3.connect(tmp_path / "keys.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM keys").fetchall()
        assert not await ours.destroy(b"p" * 32)
        assert find_many(content(tmp_path), [wrapped]) == {wrapped}
        assert not await ours.compact()
    assert await ours.destroy(b"p" * 32)
    assert find_many(content(tmp_path), [wrapped]) == set()
    await engine.close()


async def test_a_short_reader_is_waited_for_without_stopping_others(engine: SqliteEngine, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "keys.db", isolation_level=None)) as reader:
        waited: list[float] = []

        async def others_go_on(seconds: float) -> None:
            waited.append(seconds)
            await ours.store([ours.make_seal(b"o" * 31 + bytes([len(waited)]), Moment(1))[1]])
            if len(waited) == 3:
                reader.execute("COMMIT")

        ours = Vault(SqliteKeystore(engine, system_entropy, others_go_on), MASTER, system_entropy)
        await ours.unlock()
        await ours.store([ours.make_seal(b"p" * 32, Moment(1))[1]])
        ((wrapped,),) = await engine.read("SELECT wrapped FROM keys")
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM keys").fetchall()
        assert await ours.destroy(b"p" * 32)
    assert len(waited) == 3
    assert find_many(content(tmp_path), [wrapped]) == set()
    assert len(await ours.subjects()) == 3


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("seed", range(2))
async def test_a_compaction_that_fails_leaves_no_copy_of_a_living_key_behind(
    engine: SqliteEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """A person erased later would be reported as destroyed although a copy of their key could be read."""

    async def refuse(_: SqliteEngine) -> bool:
        raise StorageUnavailable("SQLITE_BUSY")

    chance, ours = random.Random(seed), await vault(engine)
    subjects = [chance.randbytes(chance.choice((16, 32))) for _ in range(6_000)]
    await ours.store([ours.make_seal(subject, Moment(1))[1] for subject in subjects])
    wrapped: dict[bytes, bytes] = dict(await engine.read("SELECT subject, wrapped FROM keys"))
    chance.shuffle(subjects)
    assert await ours.destroy(*subjects[:4_000])
    monkeypatch.setattr(SqliteEngine, "scrub", refuse)
    with pytest.raises(StorageUnavailable):
        await ours.compact()
    assert await ours.destroy(*subjects[4_000:])
    assert find_many(content(tmp_path), {part for one in wrapped.values() for part in (one[:20], one[40:])}) == set()


async def test_a_key_is_dropped_unless_it_was_used_meanwhile(engine: SqliteEngine, tmp_path: Path) -> None:
    ours, (idle, used, kept) = await vault(engine), (b"i" * 32, b"u" * 32, b"k" * 32)
    await ours.store([ours.make_seal(subject, Moment(1))[1] for subject in (idle, used, kept)])
    orphans = await ours.unsettled(Moment(5), Moment(9))
    assert orphans == dict.fromkeys((idle, used, kept), Moment(1))
    await ours.settle(kept)
    await ours.store([KeptKey(used, Moment(2))])
    assert await ours.drop(orphans) == 1
    assert sorted(await ours.subjects()) == [kept, used]
    assert await engine.read("SELECT subject FROM unsettled") == [(used,)]
    assert find_many(content(tmp_path), [idle, kept]) == {kept}
    assert await ours.drop(orphans) == 0


async def test_keys_in_use_and_those_whose_rows_may_be_on_their_way_are_not_reported(engine: SqliteEngine) -> None:
    ours = await vault(engine)
    old, young, busy = (ours.make_seal(bytes([number]) * 32, Moment(number))[1] for number in (1, 7, 2))
    await ours.store([old, young, busy])
    with ours.in_use([busy]):
        assert await ours.unsettled(Moment(6), Moment(7)) == {old.subject: Moment(1)}
        with ours.in_use([busy]):
            pass
        assert await ours.unsettled(Moment(7), Moment(7)) == {old.subject: Moment(1), young.subject: Moment(7)}
    assert set(await ours.unsettled(Moment(6), Moment(7))) == {old.subject, busy.subject}
    await ours.settle_all()
    assert await ours.unsettled(Moment(9), Moment(9)) == {}
    assert len(await ours.subjects()) == 3


async def test_a_key_is_marked_again_before_its_rows_are_deleted(engine: SqliteEngine) -> None:
    ours = await vault(engine)
    subject = b"s" * 32
    _, key = ours.make_seal(subject, Moment(1))
    await ours.store([key])
    await ours.settle(subject)
    assert await ours.unsettled(Moment(9), Moment(9)) == {}
    await ours.unsettle(Moment(3), subject)
    assert await ours.unsettled(Moment(9), Moment(9)) == {subject: Moment(3)}

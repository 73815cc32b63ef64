"""Examines the PostgreSQL servers: what they keep of a destroyed key, and what they write into their logs."""

from __future__ import annotations

from datetime import datetime

from bot.health.finding import Finding, ok, problem, warning
from storage.postgres.erasure_log import PostgresTombstones
from storage.postgres.locks import Running, who_runs
from storage.postgres.server import Server, keeps_statistics_of_keys, look_at
from storage.store import Store

DATABASE, KEYSTORE, ERASURE_LOG = "DATABASE_URL", "KEYSTORE_URL", "ERASURE_LOG"
SAME_SERVER = (
    "the keys are on the server of the database: a destroyed key stays in its log and in its backups, with the "
    "rows that it opens; keep the keys in a file on a lasting disk (sqlite:///…) or on a small server of their own"
)
MAYBE_SAME = (
    "this role may not ask whether the keys are on another server than the database; compare SELECT system_identifier "
    "FROM pg_control_system() on both"
)
LOG_BESIDE = (
    "the record of erasures is on the server of the database: if that server is restored as a whole, people who were "
    "erased since are back; keep it elsewhere"
)
ARCHIVES = (
    "the server archives its log (archive_mode), and destroyed keys stay in the archive as long as that is kept; "
    "KEYSTORE_COPIES must say no less, because receipts repeat it"
)
SLOTS = (
    "the server keeps its log for {} replication slots, and destroyed keys in it; drop a slot that nobody reads, it "
    "keeps the log for ever"
)
FOLLOWERS = "{} servers follow this one and have its log too; KEYSTORE_COPIES must hold for them as well"
STATISTICS = (
    "the server has copied keys into its statistics, where a destroyed one stays: stop the bot, ALTER TABLE … ALTER "
    "COLUMN … SET STATISTICS 0 for keys, secrets and unsettled, ANALYZE, VACUUM FULL pg_statistic"
)
LOGS_VALUES = (
    "the server writes the values of statements into its log, pseudonyms and sealed texts among them; set "
    "log_parameter_max_length and log_parameter_max_length_on_error to 0, or log_statement to none and "
    "log_min_duration_statement to -1"
)
NO_SYNC = "fsync is off on the server: a power cut loses what was acknowledged; set it to on"
NONE_LEADS = "none leads, so nothing is delivered or swept; look again in ten seconds, and then at their logs"
OVERHEARD = "the connection goes through a network unencrypted; add ?sslmode=verify-full to the address"


async def examine_servers(store: Store, _: datetime) -> list[Finding]:
    """Of each server that the store uses; nothing of files."""
    if store.engine.dialect != "pg":
        return []
    database = await look_at(store.engine)
    found = examine_server(DATABASE, database)
    if store.keys.dialect == "pg":
        keys = await look_at(store.keys)
        found += examine_server(KEYSTORE, keys)
        found += examine_keystore(keys, database, in_statistics=await keeps_statistics_of_keys(store.keys))
    else:
        found.append(ok(KEYSTORE, "the keys are in a file: a destroyed one is gone at once"))
    if isinstance(store.tombstones, PostgresTombstones):
        if store.keys.dialect == "pg":
            found.append(examine_replicas(await who_runs(store.engine)))
        record = await look_at(store.tombstones.engine)
        found += examine_log(record, database)
        if store.tombstones.engine is not store.keys:
            found += examine_server(ERASURE_LOG, record)
    return found


def examine_keystore(keys: Server, database: Server, *, in_statistics: bool) -> list[Finding]:
    """What the server of the keys keeps of a destroyed one."""
    found = _compare(keys, database)
    if in_statistics:
        found.append(problem(KEYSTORE, STATISTICS))
    if keys.archives:
        found.append(warning(KEYSTORE, ARCHIVES))
    if keys.slots:
        found.append(warning(KEYSTORE, SLOTS.format(keys.slots)))
    if keys.followers:
        found.append(warning(KEYSTORE, FOLLOWERS.format(keys.followers)))
    return found or [ok(KEYSTORE, "the keys are on a server of their own, without archive, slots and followers")]


def examine_replicas(running: Running) -> Finding:
    """Which processes run, where nothing is in a file and several may."""
    if not running.replicas:
        return ok(DATABASE, "no process of the bot is running")
    said = f"processes of the bot that are running: {running.replicas}"
    if running.leaders:
        return ok(DATABASE, f"{said}; one of them leads")
    return warning(DATABASE, f"{said}; {NONE_LEADS}")


def examine_log(erasures: Server, database: Server) -> list[Finding]:
    """Whether a restore of the database's server takes the record of erasures back."""
    return [warning(ERASURE_LOG, LOG_BESIDE)] if erasures.is_same(database) else []


def examine_server(name: str, server: Server) -> list[Finding]:
    """What every server must be set to."""
    found = []
    if not server.syncs:
        found.append(problem(name, NO_SYNC))
    if server.logs_values:
        found.append(warning(name, LOGS_VALUES))
    if server.is_overheard:
        found.append(warning(name, OVERHEARD))
    return found


def _compare(keys: Server, database: Server) -> list[Finding]:
    is_same = keys.is_same(database)
    if is_same is None:
        return [warning(KEYSTORE, MAYBE_SAME)]
    return [warning(KEYSTORE, SAME_SERVER)] if is_same else []

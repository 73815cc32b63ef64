"""What a PostgreSQL server is set to, as far as it decides what becomes of destroyed keys and of what is logged."""

from __future__ import annotations

from ipaddress import ip_address

from bot.domain.frozen import frozen
from storage.engine import Engine
from storage.statements import StorageUnavailable

SETTINGS = """
SELECT name, setting FROM pg_settings WHERE name IN ('archive_mode', 'fsync', 'log_statement',
    'log_min_duration_statement', 'log_min_duration_sample', 'log_parameter_max_length',
    'log_parameter_max_length_on_error')
"""
STATE = """
SELECT (SELECT count(*) FROM pg_replication_slots), (SELECT count(*) FROM pg_stat_replication),
    COALESCE((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false), COALESCE(host(inet_client_addr()), ''),
    COALESCE(host(inet_server_addr()), current_setting('unix_socket_directories')) || ' ' || current_setting('port')
"""
STATISTICS = """
SELECT count(*) FROM pg_stats WHERE schemaname = current_schema() AND (tablename, attname) IN
    (('keys', 'subject'), ('keys', 'wrapped'), ('secrets', 'wrapped'), ('unsettled', 'subject'))
"""
IDENTIFIER = "SELECT system_identifier FROM pg_control_system()"


@frozen
class Server:
    """`identifier` is that of its cluster of files; None if this role may not ask."""

    identifier: int | None
    settings: dict[str, str]
    slots: int
    followers: int
    is_encrypted: bool
    client: str
    """The address that the server sees; empty for a socket."""
    where: str = ""
    """Its own address, or folder of sockets, and port. Two servers behind one address translation differ in neither."""

    def is_same(self, other: Server) -> bool | None:
        """Whether both are one; None if nobody can tell."""
        if self.identifier is not None and other.identifier is not None:
            return self.identifier == other.identifier
        return True if self.where == other.where else None

    @property
    def archives(self) -> bool:
        return self.settings.get("archive_mode", "off") != "off"

    @property
    def syncs(self) -> bool:
        """Whether what it acknowledges survives a power cut."""
        return self.settings.get("fsync", "on") == "on"

    @property
    def logs_values(self) -> bool:
        """Whether its log gets the values of statements, and not their text alone."""
        number = {
            name: int(value) for name, value in self.settings.items() if name.startswith("log_") and _is_int(value)
        }
        durations = ("log_min_duration_statement", "log_min_duration_sample")
        logs = self.settings.get("log_statement") in ("mod", "all") or any(
            number.get(one, -1) >= 0 for one in durations
        )
        return (logs and number.get("log_parameter_max_length", -1) != 0) or (
            number.get("log_parameter_max_length_on_error", 0) != 0
        )

    @property
    def is_overheard(self) -> bool:
        """Whether what is said to it goes through a network in the clear."""
        return not self.is_encrypted and bool(self.client) and not ip_address(self.client).is_loopback


async def look_at(engine: Engine) -> Server:
    """Raises StorageUnavailable."""
    settings: dict[str, str] = dict(await engine.read(SETTINGS))
    [[slots, followers, is_encrypted, client, where]] = await engine.read(STATE)
    return Server(await _identifier(engine), settings, slots, followers, bool(is_encrypted), client, where)


async def keeps_statistics_of_keys(engine: Engine) -> bool:
    """Whether the server has copied keys into its statistics. Raises StorageUnavailable."""
    [[number]] = await engine.read(STATISTICS)
    return bool(number)


async def _identifier(engine: Engine) -> int | None:
    try:
        [[identifier]] = await engine.read(IDENTIFIER)
    except StorageUnavailable:
        return None
    return int(identifier)


def _is_int(text: str) -> bool:
    return text.removeprefix("-").isdigit()

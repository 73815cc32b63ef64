"""What `doctor` says of the servers, by what they are set to."""

from __future__ import annotations

from dataclasses import replace

from bot.health.finding import Level
from bot.operator import doctor_servers
from bot.operator.doctor_servers import examine_keystore, examine_log, examine_replicas, examine_server
from storage.postgres.locks import Running
from storage.postgres.server import Server
from tests.cases import cases

DATABASE = Server(
    1,
    {"archive_mode": "off", "fsync": "on", "log_statement": "none"},
    0,
    0,
    is_encrypted=True,
    client="",
    where="10.0.0.1 5432",
)
KEYS = replace(DATABASE, identifier=2, where="10.0.0.2 5432")


def set_to(**settings: str) -> Server:
    return replace(KEYS, settings={**KEYS.settings, **settings})


def test_keys_on_a_quiet_server_of_their_own_are_well() -> None:
    [finding] = examine_keystore(KEYS, DATABASE, in_statistics=False)
    assert finding.level is Level.OK


@cases(
    ("keys", "said"),
    [
        (replace(KEYS, identifier=1), doctor_servers.SAME_SERVER),
        (replace(KEYS, identifier=None), doctor_servers.MAYBE_SAME),
        (replace(DATABASE, identifier=None), doctor_servers.SAME_SERVER),
        (set_to(archive_mode="on"), doctor_servers.ARCHIVES),
        (set_to(archive_mode="always"), doctor_servers.ARCHIVES),
        (replace(KEYS, slots=2), doctor_servers.SLOTS.format(2)),
        (replace(KEYS, followers=1), doctor_servers.FOLLOWERS.format(1)),
    ],
)
def test_whatever_keeps_destroyed_keys_longer_is_a_warning(keys: Server, said: str) -> None:
    [finding] = examine_keystore(keys, DATABASE, in_statistics=False)
    assert (finding.level, finding.name, finding.text) == (Level.WARNING, "KEYSTORE_URL", said)


def test_keys_in_statistics_are_a_problem() -> None:
    [finding] = examine_keystore(KEYS, DATABASE, in_statistics=True)
    assert finding.level is Level.PROBLEM


def test_a_record_of_erasures_beside_the_data_is_a_warning() -> None:
    assert examine_log(KEYS, DATABASE) == []
    assert examine_log(replace(KEYS, identifier=None), DATABASE) == []
    [finding] = examine_log(DATABASE, DATABASE)
    assert (finding.level, finding.name) == (Level.WARNING, "ERASURE_LOG")


@cases(
    ("settings", "logs"),
    [
        ({}, False),
        ({"log_statement": "ddl"}, False),
        ({"log_statement": "mod"}, True),
        ({"log_statement": "all", "log_parameter_max_length": "-1"}, True),
        ({"log_statement": "all", "log_parameter_max_length": "0"}, False),
        ({"log_min_duration_statement": "-1", "log_min_duration_sample": "-1"}, False),
        ({"log_min_duration_statement": "250"}, True),
        ({"log_min_duration_sample": "0"}, True),
        ({"log_parameter_max_length_on_error": "0"}, False),
        ({"log_parameter_max_length_on_error": "-1", "log_parameter_max_length": "0"}, True),
    ],
)
def test_values_in_the_servers_log_are_a_warning(settings: dict[str, str], logs: bool) -> None:
    found = examine_server("DATABASE_URL", set_to(**settings))
    assert [one.text for one in found] == [doctor_servers.LOGS_VALUES] * logs


@cases(
    ("client", "is_encrypted", "said"),
    [("", False, 0), ("127.0.0.1", False, 0), ("::1", False, 0), ("10.0.0.5", True, 0), ("10.0.0.5", False, 1)],
)
def test_a_line_that_others_can_hear_is_a_warning(client: str, is_encrypted: bool, said: int) -> None:
    found = examine_server("DATABASE_URL", replace(DATABASE, client=client, is_encrypted=is_encrypted))
    assert [one.text for one in found] == [doctor_servers.OVERHEARD] * said


def test_a_server_that_forgets_with_the_power_is_a_problem() -> None:
    [finding] = examine_server("DATABASE_URL", set_to(fsync="off"))
    assert (finding.level, finding.text) == (Level.PROBLEM, doctor_servers.NO_SYNC)


@cases(
    ("running", "level", "says"),
    [
        (Running(replicas=0, leaders=0), Level.OK, "no process of the bot is running"),
        (Running(replicas=2, leaders=1), Level.OK, "running: 2; one of them leads"),
        (Running(replicas=2, leaders=0), Level.WARNING, f"running: 2; {doctor_servers.NONE_LEADS}"),
    ],
)
def test_processes_of_which_none_leads_are_a_warning(running: Running, level: Level, says: str) -> None:
    finding = examine_replicas(running)
    assert (finding.level, finding.name) == (level, "DATABASE_URL")
    assert finding.text.endswith(says)

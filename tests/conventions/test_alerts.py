"""Prometheus itself reads the alert rules, and says which alarms numbers of two processes give."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cases import cases

RULES = Path(__file__).parents[2] / "docs" / "operator" / "alerts.yml"
PAIR = """
rule_files: [{rules}]
evaluation_interval: 15s
tests:
  - interval: 15s
    input_series:
{series}
    alert_rule_test:
      - eval_time: {minutes}m
        alertname: {alert}
        exp_alerts: [{expected}]
"""
SERIES = """
      - series: '{name}{{job="{job}", instance="{instance}"}}'
        values: '{values}'
"""
NOBODY = (
    "{exp_labels: {severity: page, job: momu}, exp_annotations: {"
    "summary: 'No process of the bot leads, so nothing is delivered to the group and nothing is swept.', "
    "action: 'Another one leads within ten seconds of a leader''s end. The log says why none can begin.'}}"
)
LEADS, FOLLOWS, TAKES_OVER, STEPS_DOWN, IS_GONE = "1x40", "0x40", "0x8 1x32", "1x8 0x32", "1x8 stale"

pytestmark = pytest.mark.skipif(not shutil.which("promtool"), reason="needs promtool")


def promtool(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["promtool", *words], capture_output=True, text=True, check=False)


def test_prometheus_takes_the_rules() -> None:
    checked = promtool("check", "rules", str(RULES))
    assert checked.returncode == 0, checked.stderr


@cases(
    ("first", "second", "other", "fires"),
    [
        (LEADS, FOLLOWS, FOLLOWS, False),
        (STEPS_DOWN, TAKES_OVER, FOLLOWS, False),
        (IS_GONE, TAKES_OVER, FOLLOWS, False),
        (FOLLOWS, FOLLOWS, LEADS, True),
        (STEPS_DOWN, FOLLOWS, LEADS, True),
        (IS_GONE, FOLLOWS, LEADS, True),
    ],
)
def test_an_alarm_says_that_nobody_leads(tmp_path: Path, first: str, second: str, other: str, *, fires: bool) -> None:
    """Two processes of one installation, and one of another, which is not asked."""
    found = [("momu", "a:1", first), ("momu", "b:1", second), ("momu-elsewhere", "c:1", other)]
    series = "".join(SERIES.format(name="momu_leads", job=job, instance=of, values=seen) for job, of, seen in found)
    expected = [NOBODY] * fires + [NOBODY.replace("job: momu", "job: momu-elsewhere")] * (other == FOLLOWS)
    played = tmp_path / "played.yml"
    played.write_text(
        PAIR.format(rules=RULES, series=series, minutes=9, alert="MomuNobodyLeads", expected=", ".join(expected)),
        "utf-8",
    )
    outcome = promtool("test", "rules", str(played))
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr

"""What `/metrics` tells Prometheus: totals since the start, what waits, and how old it is. No label holds a number of
anybody or anything; the values of each are few and stand in the code (docs/operator/monitoring.md lists them).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import accumulate

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.health.probe import Probe
from bot.health.readiness import Readiness
from bot.health.tally import BOUNDS, Durations, Tally

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics(Collector):
    """Reads the numbers where they are counted, when it is asked."""

    def __init__(
        self,
        tally: Tally,
        probe: Probe,
        readiness: Callable[[], Readiness],
        ages: Callable[[], Mapping[str, float]],
        leads: Callable[[], bool],
    ) -> None:
        """`ages`: how many seconds ago each job succeeded last. `leads`: whether this process delivers and sweeps."""
        self._tally, self._probe = tally, probe
        self._readiness, self._ages, self._leads = readiness, ages, leads
        self._registry = CollectorRegistry()
        self._registry.register(self)
        ProcessCollector(registry=self._registry)

    def page(self) -> bytes:
        return generate_latest(self._registry)

    def collect(self) -> Iterator[Metric]:
        tally, probe, readiness = self._tally, self._probe, self._readiness()
        yield _counter("momu_updates", "updates, by what somebody did", "kind", tally.updates)
        yield _counter("momu_outcomes", "what was done, and what was not", "outcome", tally.outcomes)
        calls = CounterMetricFamily("momu_calls", "calls to the messenger", labels=["method", "result"])
        for (method, result), number in sorted(tally.calls.items()):
            calls.add_metric([method, result], number)
        yield calls
        yield _histogram("momu_commit_seconds", "how long a commit took", tally.durations["commit"])
        yield _histogram("momu_update_seconds", "from an update's arrival to its commit", tally.durations["update"])
        yield _gauges("momu_outbox_rows", "facts that wait to be told", "fact", probe.outbox)
        yield _gauge("momu_outbox_oldest_seconds", "how long the oldest fact waits that is due", probe.outbox_seconds)
        yield _gauge("momu_erasures_waiting", "erasures that are not carried out yet", probe.erasures)
        yield _gauges("momu_people", "people who came to each stage, in steps of five", "stage", probe.people)
        yield _gauges("momu_sweep_age_seconds", "since each job succeeded last", "sweep", self._ages())
        yield _gauge("momu_leads", "1 in the process that delivers and sweeps", float(self._leads()))
        yield _gauge("momu_ready", "1 if /readyz says so", float(readiness.is_ready))
        well = {name: float(not reasons) for name, reasons in readiness.found.items()}
        yield _gauges("momu_check_ok", "each check of /readyz", "check", well)


def _counter(name: str, about: str, label: str, numbers: Mapping[str, float]) -> Metric:
    family = CounterMetricFamily(name, about, labels=[label])
    for value, number in sorted(numbers.items()):
        family.add_metric([value], number)
    return family


def _gauges(name: str, about: str, label: str, numbers: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(name, about, labels=[label])
    for value, number in sorted(numbers.items()):
        family.add_metric([value], number)
    return family


def _gauge(name: str, about: str, number: float) -> Metric:
    return GaugeMetricFamily(name, about, value=number)


def _histogram(name: str, about: str, durations: Durations) -> Metric:
    bounds = [*map(str, BOUNDS), "+Inf"]
    buckets = list(zip(bounds, accumulate(durations.groups), strict=True))
    return HistogramMetricFamily(name, about, buckets=buckets, sum_value=durations.total)

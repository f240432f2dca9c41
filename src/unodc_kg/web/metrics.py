"""What the service counts, for Prometheus. prometheus_client enters the project through this module only.

Every label has few values, whatever is asked: a route is the first part of an address that we know, an outcome the
name of an error. The registry belongs to one application, so that two in one process do not count for each other.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.gc_collector import GCCollector
from prometheus_client.process_collector import ProcessCollector
from prometheus_client.registry import Collector

from unodc_kg import __version__
from unodc_kg.web.cache import AnswerCache

CONTENT_TYPE = CONTENT_TYPE_LATEST
BUCKETS = (0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300)
Readings = Callable[[], Mapping[str, float]]


class Meters:
    """The counters of one application."""

    def __init__(self, cache: AnswerCache, version: Callable[[], str], readings: Readings) -> None:
        self.registry = CollectorRegistry()
        self.requests = self._counter("requests", "Requests answered", "route", "status")
        self.sent = self._counter("sent_bytes", "Bytes of bodies sent, as packed")
        self.hits = self._counter("cache_hits", "Answers taken from the cache")
        self.misses = self._counter("cache_misses", "Answers that could have been in the cache and were not")
        self.over_budget = self._counter("over_budget", "Queries refused because the client's budget was used up")
        self.slow = self._counter("slow_queries", "Queries in the log of slow ones")
        self.seconds = Histogram(
            "unodc_kg_query_seconds",
            "From a query's arrival to the last byte of its answer",
            ["outcome"],
            buckets=BUCKETS,
            registry=self.registry,
        )
        self.registry.register(_State(cache, version, readings))
        ProcessCollector(registry=self.registry)
        GCCollector(registry=self.registry)

    def page(self) -> bytes:
        """All of it in Prometheus' text format."""
        return generate_latest(self.registry)

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(f"unodc_kg_{name}", text, labels, registry=self.registry)


class _State(Collector):
    """What is not counted but looked up when somebody asks."""

    def __init__(self, cache: AnswerCache, version: Callable[[], str], readings: Readings) -> None:
        self._cache, self._version, self._readings = cache, version, readings

    def collect(self) -> Iterable[Metric]:
        """See `prometheus_client.registry.Collector`."""
        info = GaugeMetricFamily("unodc_kg_info", "The versions in force", labels=["version", "graph_version"])
        info.add_metric([__version__, self._version()], 1)
        yield info
        yield GaugeMetricFamily("unodc_kg_cache_bytes", "Bytes of answers in the cache", self._cache.bytes)
        yield GaugeMetricFamily("unodc_kg_cache_entries", "Answers in the cache", self._cache.entries)
        yield from self._of_readers()

    def _of_readers(self) -> Iterator[Metric]:
        family = GaugeMetricFamily("unodc_kg_readers", "Readers by state, and queries that wait", labels=["state"])
        for name, value in self._readings().items():
            family.add_metric([name], value)
        yield family

"""What is written down of every request: the counters, a line in the log, one more if its query was slow, its price."""

import time
from dataclasses import dataclass

from unodc_kg.web import clients, log
from unodc_kg.web.errors import GONE
from unodc_kg.web.exchange import Exchange
from unodc_kg.web.limits import Limits
from unodc_kg.web.metrics import Meters

FREE = ("cached", "budget-spent", "not-modified")  # outcomes of queries that no store was asked for


@dataclass(frozen=True)
class Books:
    """Where the requests of one application are written down."""

    meters: Meters
    limits: Limits
    routes: frozenset[str]
    slow_seconds: float

    def close(self, exchange: Exchange, status: int, sent: int) -> None:
        """Write down a request that has been answered, or has broken off."""
        told, took = exchange.told, time.perf_counter() - exchange.begin
        if status == 304 and not told.outcome:
            told.outcome = "not-modified"
        self.meters.requests.labels(self._route(exchange.path), str(status)).inc()
        self.meters.sent.inc(sent)
        if exchange.is_query:
            self._query(exchange, status, took)
        end = {"status": status, "bytes": sent, "seconds": round(took, 6), "outcome": told.outcome or "answered"}
        log.access(_fields(exchange) | end)

    def _query(self, exchange: Exchange, status: int, took: float) -> None:
        told = exchange.told
        self.meters.seconds.labels(told.outcome or "answered").observe(took)
        if told.outcome == "budget-spent":
            self.meters.over_budget.inc()
        if told.outcome in FREE:
            return
        spent = told.spent() if told.spent is not None else 0.0
        self.limits.pay(clients.account(exchange.told.client), spent, failed=status >= 400 and status != GONE)
        if self.slow_seconds and took >= self.slow_seconds:
            self.meters.slow.inc()
            slow = {"seconds": round(took, 3), "query_seconds": round(spent, 3), "status": status}
            log.SLOW.warning("slow query", extra={"fields": _fields(exchange) | slow | {"query": told.query}})

    def _route(self, path: str) -> str:
        first = path[1:].partition("/")[0].partition(".")[0]
        return f"/{first}" if first in self.routes else "other"


def _fields(exchange: Exchange) -> dict[str, object]:
    return {
        "request_id": exchange.told.request_id,
        "client": exchange.told.client,
        "method": exchange.method,
        "path": _readable(exchange.path),
    }


def _readable(path: str) -> str:
    """A path as it was meant: WSGI has each byte of its UTF-8 as one character."""
    return path if path.isascii() else path.encode("latin-1", "replace").decode("utf-8", "replace")

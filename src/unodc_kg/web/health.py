"""The addresses for the operator: alive, ready, and the counters. They need neither Flask nor, but one, the store."""

import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from dataclasses import dataclass

from unodc_kg.errors import KgError
from unodc_kg.web.cache import Answer, Headers

PATIENCE = 2.0  # seconds in which a store answers the smallest question
PLAIN: Headers = [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")]


def healthy() -> Answer:
    """/healthz: this process answers."""
    return Answer("200 OK", PLAIN, b"ok\n")


@dataclass(frozen=True)
class Readiness:
    """/readyz: the store answers within a deadline. One probe runs at a time; others share what it finds."""

    ask: Callable[[], object]
    pool: ThreadPoolExecutor
    lock: threading.Lock

    def check(self) -> Answer:
        """200, or 503 with the reason."""
        begin = time.perf_counter()
        if not self.lock.acquire(timeout=PATIENCE):
            return unready(f"The store has not answered the last probe within {PATIENCE:g} seconds.")
        probe = self.pool.submit(self.ask)
        probe.add_done_callback(lambda _: self.lock.release())
        try:
            probe.result(timeout=PATIENCE)
        except TooLate:
            return unready(f"The store does not answer within {PATIENCE:g} seconds.")
        except KgError as error:
            return unready(error.message)
        body = f"ready, the store answered in {1000 * (time.perf_counter() - begin):.0f} ms\n"
        return Answer("200 OK", PLAIN, body.encode())


def readiness(ask: Callable[[], object]) -> Readiness:
    """A readiness check that asks the store with `ask`."""
    return Readiness(ask, ThreadPoolExecutor(1, "readyz"), threading.Lock())


def unready(reason: str) -> Answer:
    """503: do not send anybody here now."""
    return problem(503, "Service Unavailable", "The service is not ready.", reason, "Try again.", 5)


def problem(status: int, phrase: str, title: str, detail: str, hint: str, retry_after: float = 0) -> Answer:
    """An error in the shape that all our errors have (RFC 9457)."""
    content = {"type": f"/docs/errors#http-{status}", "title": title, "status": status, "detail": detail, "hint": hint}
    headers = [("Content-Type", "application/problem+json"), ("Cache-Control", "no-store")]
    if retry_after:
        headers.append(("Retry-After", str(max(1, round(retry_after + 0.5)))))
    return Answer(f"{status} {phrase}", headers, json.dumps(content).encode())

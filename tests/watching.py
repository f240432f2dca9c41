"""How tests ask a running service over the graph of `heavy`, and look at its processes."""

import statistics
import time
from collections.abc import Callable
from urllib.parse import quote

import psutil

import heavy
from live import Answer, Live


def address(query: str, **parameters: str) -> str:
    rest = "".join(f"&{name}={quote(value)}" for name, value in parameters.items())
    return f"/sparql?query={quote(query)}{rest}"


def get(live: Live, query: str, **parameters: str) -> Answer:
    return live.ask("GET", address(query, **parameters))


def number(live: Live, thing: int) -> str:
    return get(live, heavy.light(thing), format="csv").text


def problem(answer: Answer, kind: str, status: int = 503) -> dict[str, object]:
    assert answer.status == status, answer.text
    assert answer.type == "application/problem+json"
    assert int(answer.headers["Retry-After"]) > 0
    said: dict[str, object] = answer.json
    assert said["type"] == f"/docs/errors#{kind}"
    return said


def family(live: Live) -> list[psutil.Process]:
    main = psutil.Process(live.process.pid)
    return [main, *main.children(recursive=True)]


def worker(live: Live) -> psutil.Process:
    """The process of the server that works: of the children of its main one, that which has the fork server."""
    return next(child for child in psutil.Process(live.process.pid).children() if child.children())


def readers(live: Live) -> list[psutil.Process]:
    servers = [child for child in worker(live).children() if "reader_origin" in " ".join(child.cmdline())]
    return [reader for server in servers for reader in server.children()]


def until(true: Callable[[], bool], seconds: float = 90) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


def percentile(seconds: list[float], part: int) -> float:
    return statistics.quantiles(seconds, n=100)[part - 1]

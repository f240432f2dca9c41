"""The measurements: each is taken from all servers in turn, several times over, so that a busy moment hits them all."""

import csv
import json
import statistics
import threading
import time
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import client
import questions
import servers
from progress import Rounds
from pyoxigraph import RdfFormat, parse
from servers import Engine, Graph
from usage import Watch, processor

T = TypeVar("T")
MIDDLE = 8  # connections at which processor time is told
REST = 0.1  # seconds in which a process that was of use once has ended
HEAVY = 8  # heavy questions at once
SETTLE = 1.0  # seconds from the heavy questions to the first light one


@dataclass(frozen=True)
class Plan:
    """How long and how often."""

    seconds: int = 3  # of each run of lookups
    repeats: int = 3
    connections: tuple[int, ...] = (1, 8, 64)
    most: float = 120  # seconds that one question may take before a server is not asked it again


@dataclass
class Results:
    """Every figure that was read: measure -> server -> values; and what went wrong."""

    values: dict[str, dict[str, list[float]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    notes: list[str] = field(default_factory=list)
    rows: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, measure: str, engine: Engine, value: float) -> None:
        """One more figure."""
        self.values[measure][engine.name].append(value)

    def note(self, text: str) -> None:
        """Something that the reader must know; once."""
        if text not in self.notes:
            self.notes.append(text)

    def medians(self) -> dict[str, dict[str, float]]:
        """The middle of each figure."""
        return {
            measure: {name: statistics.median(values) for name, values in found.items()}
            for measure, found in self.values.items()
        }


def measure(running: list[Engine], graph: Graph, plan: Plan, results: Results) -> None:
    """All but the heavy questions, of servers that run."""
    watches = {engine.name: Watch(engine.process.pid) for engine in running if engine.process}
    start: dict[str, int] = defaultdict(int)
    for engine in running:
        _warm(engine, graph)
    rounds = Rounds("lookups, aggregation, join, exports", plan.repeats)
    for number in range(plan.repeats):
        rounds.next()
        turn = _turn(running, number)
        for cold in (True, False):
            for connections in plan.connections:
                for engine in turn:
                    _lookups(engine, graph, plan, results, cold=cold, connections=connections, start=start)
        for title, (query, accept) in _singles().items():
            for engine in turn:
                _single(engine, title, query, accept, plan, results, fresh=number)
    for engine in running:
        if engine.name in watches:
            results.add("peak memory, MiB", engine, watches[engine.name].stop())


def _turn(items: list[T], number: int) -> list[T]:
    """Each round begins with another one."""
    return items[number % len(items) :] + items[: number % len(items)]


def _warm(engine: Engine, graph: Graph) -> None:
    """The files of the store are in memory and the server's threads are up."""
    client.load(engine.url, client.Lookups(graph.folder / "things.txt", cold=False), connections=8, seconds=1)


def _processor(engine: Engine) -> float:
    return processor(engine.process.pid) if engine.process else 0.0


def _lookups(
    engine: Engine, graph: Graph, plan: Plan, results: Results, *, cold: bool, connections: int, start: dict[str, int]
) -> None:
    lookups = client.Lookups(graph.folder / "things.txt", cold=cold, start=start[engine.name] if cold else 0)
    before = _processor(engine)
    found = client.load(engine.url, lookups, connections=connections, seconds=plan.seconds)
    spent = _processor(engine) - before
    if cold:
        start[engine.name] += int(found.rate * plan.seconds * 1.5) + 1000
    title = f"{'new' if cold else 'repeated'} lookups, {connections} at once"
    results.add(f"{title}: a second", engine, found.rate)
    results.add(f"{title}: p50, ms", engine, found.p50)
    results.add(f"{title}: p99, ms", engine, found.p99)
    if connections == MIDDLE and found.rate:
        results.add(f"{title}: processor, ms each", engine, 1000 * spent / (found.rate * plan.seconds))
    if found.failed:
        results.note(f"{servers.TITLES[engine.name]}: {found.failed} of the {title} failed")


def _singles() -> dict[str, tuple[str, str]]:
    found = {"aggregation": (questions.AGGREGATION, client.JSON), "three-way join": (questions.JOIN, client.JSON)}
    for name, accept in questions.SELECT_FORMS.items():
        found[f"export {name}"] = (questions.EXPORT, accept)
    for name, accept in questions.CONSTRUCT_FORMS.items():
        found[f"export {name}"] = (questions.EXPORT_GRAPH, accept)
    return found


def _single(engine: Engine, title: str, query: str, accept: str, plan: Plan, results: Results, *, fresh: int) -> None:
    """Ask in words that are new to the server, so that no answer comes from a cache; then the very same once more."""
    known = results.values[f"{title}, ms"].get(engine.name, [])
    if known and max(known) > 1000 * plan.most:
        return
    for name in ("?topic", "?thing", "?s "):
        query = query.replace(name, f"{name.strip()}{fresh}{name[len(name.strip()) :]}")
    before = _processor(engine)
    try:
        answer = client.ask(engine.url, query, accept, timeout=plan.most)
        time.sleep(REST)
        spent = _processor(engine) - before
        again = client.ask(engine.url, query, accept, timeout=plan.most)
    except OSError as error:
        results.note(f"{servers.TITLES[engine.name]}: {title}: {error or type(error).__name__}")
        results.add(f"{title}, ms", engine, float("inf"))
        return
    if answer.status != 200:
        results.note(f"{servers.TITLES[engine.name]}: {title}: status {answer.status}: {answer.body[:150]!r}")
        return
    if answer.form != accept:
        results.note(f"{servers.TITLES[engine.name]}: {title}: it answers with {answer.form}")
        return
    results.add(f"{title}, ms", engine, answer.total)
    results.add(f"{title}: processor, ms", engine, 1000 * spent)
    results.add(f"{title}, asked again, ms", engine, again.total)
    if title.startswith("export"):
        results.add(f"{title}: first byte, ms", engine, answer.first)
    results.rows[title][engine.name] = rows(title, answer.body)


def rows(title: str, body: bytes) -> int:
    """How many rows or triples an answer has."""
    if title.endswith("XML"):
        return body.count(b"<result>") + body.count(b"<result ")
    if title.endswith("CSV"):
        return sum(1 for _ in csv.reader(body.decode().splitlines(keepends=True))) - 1
    if title.endswith("TSV"):
        return len(body.decode().rstrip("\n").split("\n")) - 1
    if title.endswith("N-Triples"):
        return len({quad.triple for quad in parse(body, RdfFormat.N_TRIPLES)})
    if title.endswith("Turtle"):
        return len({quad.triple for quad in parse(body, RdfFormat.TURTLE)})
    return len(json.loads(body)["results"]["bindings"])


def measure_heavy(names: list[str], graph: Graph, plan: Plan, results: Results, *, folder: Path | None) -> None:
    """Light questions while heavy ones run; a server is started afresh each time, since it may not get rid of them."""
    rounds = Rounds(f"new lookups beside {HEAVY} heavy questions", plan.repeats)
    for number in range(plan.repeats):
        rounds.next()
        for name in _turn(names, number):
            engine = servers.start(name, graph, folder)
            try:
                _light_beside_heavy(engine, graph, plan, results, start=1_000_000 * (number + 1))
            finally:
                engine.stop()


def _light_beside_heavy(engine: Engine, graph: Graph, plan: Plan, results: Results, *, start: int) -> None:
    assert engine.process is not None
    watch = Watch(engine.process.pid)
    _warm(engine, graph)
    threads = [threading.Thread(target=_heavy, args=(engine, number), daemon=True) for number in range(HEAVY)]
    for thread in threads:
        thread.start()
    time.sleep(SETTLE)
    lookups = client.Lookups(graph.folder / "things.txt", cold=True, start=start)
    found = client.load(engine.url, lookups, connections=1, seconds=plan.seconds)
    waiting = sum(thread.is_alive() for thread in threads)
    results.add(f"new lookups beside {HEAVY} heavy questions: a second", engine, found.rate)
    results.add(f"new lookups beside {HEAVY} heavy questions: p99, ms", engine, found.p99)
    results.add(f"heavy questions still running, of {HEAVY}", engine, waiting)
    results.add(f"peak memory beside {HEAVY} heavy questions, MiB", engine, watch.stop())
    if found.failed:
        results.note(f"{servers.TITLES[engine.name]}: {found.failed} lookups beside heavy questions failed")


def _heavy(engine: Engine, number: int) -> None:
    """Ask and wait, until the server is stopped."""
    with suppress(OSError):
        client.ask(engine.url, f"{questions.HEAVY}{number + 1}", client.JSON)

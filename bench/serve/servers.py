"""The servers that are measured: each is started on a free port over the same triples, and stopped again.

A server that is not installed is reported with the way to install it; the others are measured all the same.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import virtuoso
from progress import say
from usage import processor

from unodc_kg.config import SETTINGS

NAMES = ("ours", "oxigraph", "virtuoso", "rdflib")
TITLES = {"ours": "unodc-kg", "oxigraph": "Oxigraph server", "virtuoso": "Virtuoso", "rdflib": "rdflib-endpoint"}
MADE = "`make engines` installs it"
ENDPOINT = "install it with pip: rdflib-endpoint[cli]"
WAIT = 120  # seconds until a server must answer
RDFLIB_MOST = 200_000  # triples: rdflib reads them into memory at each start, in minutes for a million
SETTLE = 60  # seconds in which a server may end what it does by itself after its start
IDLE = 0.1  # cores that a server may use which has nothing to do
# No limit of ours may cut an answer short, and no question of the measurement may be turned away. No search is asked.
OURS = {
    "deadline": "600", "max_rows": "0", "client_seconds": "0", "max_queue": "128", "token": "",
    "search_index": "command",
}  # fmt: skip


@dataclass(frozen=True)
class Graph:
    """A generated graph, the store of it in the form of each server, and its size."""

    folder: Path
    triples: int

    @property
    def named(self) -> list[Path]:
        """Its N-Quads."""
        return sorted(self.folder.glob("named-*.nq"))

    @property
    def store(self) -> Path:
        """The engine's files, which our service and the Oxigraph server both open."""
        return self.folder / "data" / "store" / "bench" / "quads"


@dataclass
class Engine:
    """A server that runs, or why it does not."""

    name: str
    missing: str = ""
    url: str = ""
    version: str = ""
    load_seconds: float = 0.0
    process: subprocess.Popen[bytes] | None = None
    log: Path = field(default_factory=Path)

    def stop(self) -> None:
        """End it and what it started."""
        if self.process is None or self.process.poll() is not None:
            return
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def program(name: str, folder: Path | None) -> str | None:
    """The path of a program: in the folder of engines, beside this Python, or on the path."""
    places = [*([str(folder)] if folder else []), str(Path(sys.executable).parent), os.environ.get("PATH", "")]
    return shutil.which(name, path=os.pathsep.join(places))


def start(name: str, graph: Graph, folder: Path | None) -> Engine:
    """Start one server over the graph and wait until it answers."""
    engine = STARTERS[name](graph, folder)
    if not engine.missing:
        _wait(engine)
        _settle(engine)
    return engine


@contextmanager
def running(names: list[str], graph: Graph, folder: Path | None) -> Iterator[list[Engine]]:
    """All of them, started one after the other and stopped at the end."""
    engines: list[Engine] = []
    try:
        for name in names:
            say(f"start {TITLES[name]}")
            engines.append(start(name, graph, folder))
        yield engines
    finally:
        for engine in engines:
            engine.stop()


def _ours(graph: Graph, _: Path | None) -> Engine:
    port = free_port()
    known = {setting.name: setting.variable for setting in SETTINGS}
    environment = {known[name]: value for name, value in OURS.items() if name in known}
    environment |= {known["data"]: str(graph.folder / "data"), known["port"]: str(port)}
    command = [sys.executable, "-m", "unodc_kg.cli", "serve"]
    return _launch("ours", command, f"http://127.0.0.1:{port}/sparql", graph, environment=environment)


def _oxigraph(graph: Graph, folder: Path | None) -> Engine:
    found = program("oxigraph", folder)
    if found is None:
        return Engine("oxigraph", missing=f"no program `oxigraph`; {MADE}")
    port = free_port()
    command = [found, "serve-read-only", "--location", str(graph.store), "--bind", f"127.0.0.1:{port}"]
    engine = _launch("oxigraph", command, f"http://127.0.0.1:{port}/query", graph)
    engine.version = _said([found, "--version"]).split()[-1]
    return engine


def _rdflib(graph: Graph, folder: Path | None) -> Engine:
    if graph.triples > RDFLIB_MOST:
        return Engine("rdflib", missing=f"not asked: it holds no more than {RDFLIB_MOST:,} triples in useful time")
    found = program("rdflib-endpoint", folder)
    if found is None:
        return Engine("rdflib", missing=f"no program `rdflib-endpoint`; {ENDPOINT}")
    port = free_port()
    command = [found, "serve", "--host", "127.0.0.1", "--port", str(port), *map(str, graph.named)]
    return _launch("rdflib", command, f"http://127.0.0.1:{port}/", graph)


def _virtuoso(graph: Graph, folder: Path | None) -> Engine:
    server, client = program("virtuoso-t", folder), program("isql-vt", folder)
    if server is None or client is None:
        return Engine("virtuoso", missing=f"no program `virtuoso-t` or `isql-vt`; {MADE}")
    sql, http = free_port(), free_port()
    place = graph.folder / "virtuoso"
    fresh = not (place / "loaded").exists()
    if fresh:
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
    virtuoso.configure(place, sql=sql, http=http, triples=graph.triples, source=graph.folder)
    command = [server, "+foreground", "+configfile", str(place / "virtuoso.ini")]
    engine = _launch("virtuoso", command, f"http://127.0.0.1:{http}/sparql", graph, cwd=place)
    engine.version = virtuoso.version(server)
    try:
        _wait(engine)
        if fresh:
            engine.load_seconds = virtuoso.load(client, sql, graph.named)
            (place / "loaded").write_text(f"{engine.load_seconds:.1f}\n")
        else:
            engine.load_seconds = float((place / "loaded").read_text())
    except virtuoso.LoadError as error:
        engine.stop()
        return Engine("virtuoso", missing=str(error))
    return engine


STARTERS: dict[str, Callable[[Graph, Path | None], Engine]] = {
    "ours": _ours, "oxigraph": _oxigraph, "virtuoso": _virtuoso, "rdflib": _rdflib,
}  # fmt: skip


def _launch(
    name: str,
    command: list[str],
    url: str,
    graph: Graph,
    *,
    environment: dict[str, str] | None = None,
    cwd: Path | None = None,
) -> Engine:
    """A process group of its own, so that what a server starts ends with it."""
    log = graph.folder / f"{name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*_ending_with_us(), *command],
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            cwd=cwd,
            env=os.environ | (environment or {}),
        )
    return Engine(name, url=url, process=process, log=log)


def _ending_with_us() -> list[str]:
    """What starts a program so that it ends when the measurement is killed and cannot end it."""
    found = shutil.which("setpriv")
    return [found, "--pdeathsig", "TERM"] if found else []


def _wait(engine: Engine) -> None:
    """Until it answers an ASK."""
    assert engine.process is not None
    end = time.monotonic() + WAIT
    while time.monotonic() < end and engine.process.poll() is None:
        try:
            with urllib.request.urlopen(f"{engine.url}?query=ASK%20%7B%7D", timeout=10):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    said = engine.log.read_text(errors="replace")[-800:]
    engine.stop()
    raise SystemExit(f"error: {TITLES[engine.name]} does not answer at {engine.url}. It said:\n{said}")


def _settle(engine: Engine) -> None:
    """Until it has nothing more to do than to wait for questions."""
    assert engine.process is not None
    end = time.monotonic() + SETTLE
    before, idle = processor(engine.process.pid), False
    while not idle and time.monotonic() < end:
        time.sleep(1)
        now = processor(engine.process.pid)
        before, idle = now, now - before < IDLE


def _said(command: list[str]) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()

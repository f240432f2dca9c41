"""A running service under attack: what is watched all the time, and how requests are sent.

The service is the command itself, in processes of its own. While an attack goes on, somebody asks light queries and
somebody else looks at every connection that its processes have; a listener waits for whoever is made to call it.
"""

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import psutil

from tiny import make_project, write
from unodc_kg import build
from unodc_kg.cli.console import Steps

TOKEN = "a-token-for-tests"
LIGHT = "SELECT ?o { state:PER skos:prefLabel ?o }"
SETTINGS = {
    "DEADLINE": "2", "SLOW_AFTER": "0.2", "MAX_MEMORY": "256", "READERS": "2", "MAX_SLOW": "3", "MAX_QUEUE": "8",
    "TOKEN": TOKEN, "CLIENT_SECONDS": "0",
}  # fmt: skip
CELLS = ("=cmd()", "+1", "-1", "@x", "\t=1", 'a "b"', "two\nlines", "a,b")
MANY = 3000


@dataclass(frozen=True)
class Reply:
    """What the service said."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def problem(self) -> dict[str, Any]:
        """The problem that it describes, after the checks that hold for every problem."""
        assert self.headers["content-type"] == "application/problem+json", self.text[:300]
        assert self.headers["access-control-allow-origin"] == "*"
        body: dict[str, Any] = json.loads(self.body)
        assert body["status"] == self.status
        assert body["title"] and body["detail"] and body["type"].startswith("/docs/errors#")
        return body


@dataclass
class Service:
    """The service, and what was seen of it."""

    process: subprocess.Popen[bytes]
    port: int
    log: Path
    listener: "Listener"

    def send(
        self,
        method: str,
        path: str,
        body: bytes | str | None = None,
        seconds: float = 20,
        **headers: str,
    ) -> Reply:
        """One request; names of headers with _ for -."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, {"Accept": "application/json", **named})
            reply = connection.getresponse()
            found = {name.lower(): value for name, value in reply.getheaders()}
            return Reply(reply.status, found, reply.read())
        finally:
            connection.close()

    def get(self, query: str, **parameters: str) -> Reply:
        return self.send("GET", f"/sparql?{urlencode({'query': query, **parameters})}")

    def post(self, query: str, **headers: str) -> Reply:
        """A query as the body of a POST: a long one does not fit an address."""
        return self.send("POST", "/sparql", query, Content_Type="application/sparql-query", **headers)

    def update(self, text: str, **headers: str) -> Reply:
        sent = {"Content_Type": "application/sparql-update", "Authorization": f"Bearer {TOKEN}", **headers}
        return self.send("POST", "/sparql", text, **sent)

    def raw(self, data: bytes, seconds: float = 5) -> bytes:
        """Bytes as they are, and what comes back until the service closes or `seconds` have passed."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as connection:
            found = b""
            with contextlib.suppress(OSError):
                connection.sendall(data)
                while piece := connection.recv(65536):
                    found += piece
            return found

    def count(self) -> str:
        """How many triples there are: changes with the graph."""
        return self.get("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }", format="csv").text

    def pids(self) -> set[int]:
        main = psutil.Process(self.process.pid)
        return {main.pid, *(child.pid for child in main.children(recursive=True))}

    def memory(self) -> int:
        """Bytes that the processes which serve have in use; readers have a limit of their own."""
        return sum(psutil.Process(pid).memory_info().rss for pid in self.servers())

    def servers(self) -> set[int]:
        """The processes that must never end: the command and those that serve; below these are the readers."""
        main = psutil.Process(self.process.pid)
        return {main.pid, *(child.pid for child in main.children())}


class Listener:
    """Waits on loopback for somebody who should not come."""

    def __init__(self) -> None:
        self.seen: list[bytes] = []
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.socket.accept()
                self.seen.append(connection.recv(100))
                connection.close()


@dataclass
class Watch:
    """What was seen during an attack."""

    service: Service
    over: threading.Event = field(default_factory=threading.Event)
    waits: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    outgoing: set[str] = field(default_factory=set)
    busy: int = 0

    def ask(self) -> None:
        """Light queries, each new to a cache, until the attack is over and three more times."""
        number, left = 0, 3
        while left:
            left -= self.over.is_set()
            number += 1
            start = time.monotonic()
            try:
                reply = self.service.get(f"{LIGHT} # {id(self)} {number}", format="csv")
                if reply.status == 503 and reply.problem["limit"] == "max_queue":
                    self.busy += 1
                elif reply.status != 200 or "Peru" not in reply.text:
                    self.failed.append(reply.text)
                if self.service.send("GET", "/ontology", Accept="text/turtle").status != 200:
                    self.failed.append("no page")
            except OSError as error:
                self.failed.append(repr(error))
            self.waits.append(time.monotonic() - start)
            time.sleep(0.03)

    def look(self) -> None:
        """Every connection of every process of the service that leads to another port than its own."""
        while not self.over.is_set():
            for pid in self.service.pids():
                with contextlib.suppress(psutil.Error):
                    found = psutil.Process(pid).net_connections("inet")
                    self.outgoing |= {
                        str(one.raddr) for one in found if one.raddr and one.laddr.port != self.service.port
                    }
            time.sleep(0.02)

    def p95(self) -> float:
        return sorted(self.waits)[int(len(self.waits) * 0.95)]


@contextlib.contextmanager
def watched(service: Service, *, changes: bool = False, flood: bool = False) -> Iterator[Watch]:
    """What holds after every attack: same process, no connection outwards, light queries answered, graph unchanged."""
    before, servers = service.count(), service.servers()
    watch = Watch(service)
    threads = [threading.Thread(target=run) for run in (watch.ask, watch.look)]
    for thread in threads:
        thread.start()
    try:
        yield watch
    finally:
        watch.over.set()
        for thread in threads:
            thread.join()
    assert service.process.poll() is None, service.log.read_text(encoding="utf-8")[-2000:]
    assert service.servers() == servers, "a process that serves has ended"
    assert not service.listener.seen, "the service called out"
    assert not watch.outgoing, "a process of the service has a connection to another port"
    assert not watch.failed, watch.failed[0]
    assert flood or not watch.busy, "a light query was refused"
    assert changes or service.count() == before


@contextlib.contextmanager
def serving(root: Path) -> Iterator[Service]:
    """The service on a small project with names that are dangerous in a table, and enough of them for heavy queries."""
    settings = make_project(root)
    cells = "".join(f"state:X{n} a :State ; skos:prefLabel {json.dumps(text)}@en .\n" for n, text in enumerate(CELLS))
    many = "".join(f'state:Y{n} a :State ; skos:prefLabel "State {n} {"a" * 40}"@en .\n' for n in range(MANY))
    write(root, "graph/curated/cells.ttl", cells + many)
    build.build(settings, Steps())
    port, log = _free_port(), root / "log"
    environment = os.environ | {f"UNODC_KG_{name}": value for name, value in SETTINGS.items()}
    environment |= {"UNODC_KG_ROOT": str(root), "UNODC_KG_PORT": str(port), "UNODC_KG_DATA": str(settings.data)}
    command = [sys.executable, "-m", "unodc_kg.cli", "serve"]
    with log.open("wb") as out:
        process = subprocess.Popen(command, env=environment, stdout=out, stderr=out, start_new_session=True)
    service = Service(process, port, log, Listener())
    try:
        _wait(service)
        yield service
    finally:
        process.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=15)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        service.listener.socket.close()


def _wait(service: Service) -> None:
    end = time.monotonic() + 60
    while True:
        with contextlib.suppress(OSError):
            if service.get(LIGHT).status == 200:
                return
        assert service.process.poll() is None and time.monotonic() < end, service.log.read_text(encoding="utf-8")
        time.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def path(*parts: str) -> str:
    """An address with each part encoded."""
    return "/" + "/".join(quote(part, safe="") for part in parts)

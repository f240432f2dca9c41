"""The service as its users have it: a process of its own behind a socket, and a small client to talk to it."""

import contextlib
import ctypes
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import psutil

from unodc_kg.rdf import Quad
from unodc_kg.stores import embedded, versions

ROOT = Path(__file__).resolve().parents[1]
TOKEN = "a-token-for-the-tests-0123456789"
BEARER = {"Authorization": f"Bearer {TOKEN}"}


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def type(self) -> str:
        return self.headers.get_content_type()


@dataclass(frozen=True)
class Live:
    """A running service."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, method: str, path: str, body: bytes | str | None = None, **headers: str) -> Answer:
        """The answer to one request; `content_type="..."` stands for the header Content-Type."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            data = body.encode() if isinstance(body, str) else body
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, data, named)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()

    def write(self, method: str, path: str, body: bytes | str | None = None, **headers: str) -> Answer:
        """The same with the token."""
        return self.ask(method, path, body, **headers, **BEARER)

    def update(self, text: str, **parameters: str) -> Answer:
        """The answer to an update that stands in the body."""
        address = f"/update?{urlencode(parameters)}" if parameters else "/update"
        return self.write("POST", address, text, content_type="application/sparql-update")

    def limit_files(self, most: int) -> None:
        """From now on the service may write no larger files, as on a full disk; -1 ends that."""
        for process in self.processes():
            process.rlimit(psutil.RLIMIT_FSIZE, (most, -1))

    def kill(self) -> None:
        """End all processes of the service at once, as a power cut does."""
        for process in self.processes():
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()

    def processes(self) -> list[psutil.Process]:
        """The process that was started and those that it started."""
        first = psutil.Process(self.process.pid)
        return [first, *first.children(recursive=True)]

    def rows(self, query: str) -> list[str]:
        """The lines of an answer in CSV, without the header."""
        answer = self.ask("GET", f"/sparql?query={quote(query)}&format=csv")
        assert answer.status == 200, answer.text
        return answer.text.splitlines()[1:]


def make_version(data: Path, quads: Iterable[Quad], name: str = "0123456789ab") -> str:
    """Put a built version with these quads in force, without a build."""
    quads = list(quads)
    path = versions.folder(data, name)
    embedded.write(path, quads)
    triples = embedded.open_readonly(path).count()
    versions.write_record(data, name, {"version": name, "triples": triples, "inputs": "none"})
    versions.switch(data, name)
    return name


def free_port() -> int:
    """A port that nobody uses at this moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def serving(root: Path, *, token: str = TOKEN, **settings: str) -> Iterator[Live]:
    """The service of a project folder."""
    port = free_port()
    options = {"root": str(root), "port": str(port), **settings}
    command = [sys.executable, "-m", "unodc_kg.cli", "serve"]
    for name, value in options.items():
        command += [f"--{name.replace('_', '-')}", value]
    environment = os.environ | {"PYTHONPATH": str(ROOT / "src"), "UNODC_KG_TOKEN": token}
    with (root / "serve.log").open("ab") as log:
        process = subprocess.Popen(
            command,
            env=environment,
            stdout=log,
            stderr=log,
            preexec_fn=_die_with_us,  # noqa: PLW1509
        )
    try:
        _wait(port, process, root / "serve.log")
        yield Live(port, process)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _die_with_us() -> None:
    """Let the service end when the tests do, also where a time-out kills them."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        assert process.poll() is None, log.read_text()
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"the service did not start: {log.read_text()}")

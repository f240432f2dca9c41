"""What the tests of store remote share."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from unodc_kg.errors import (
    KgError,
)
from unodc_kg.formats import JSON
from unodc_kg.stores.remote_store import RemoteStore
from unodc_kg.stores.service import Service

SECRET = "s3cret-passw0rd"
QUERY = "SELECT ?s { ?s ?p ?o }"
EMPTY = b'{"head":{"vars":["s"]},"results":{"bindings":[]}}'
YES = b'{"head":{},"boolean":true}'
TRUE = (
    b'{"head":{"vars":["yes"]},"results":{"bindings":[{"yes":{"type":"literal","value":"true",'
    b'"datatype":"http://www.w3.org/2001/XMLSchema#boolean"}}]}}'
)


@dataclass
class Server:
    """A server whose answers a test decides; it remembers what it was asked."""

    url: str = ""
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    answer: Callable[["Handler"], None] = lambda handler: handler.say(200, EMPTY)

    @property
    def queries(self) -> list[str]:
        return [body for body, _ in self.asked]


class Handler(BaseHTTPRequestHandler):
    """Remembers a request and gives the answer of the test."""

    server_version = "Test"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        fields = parse_qs(body)
        server: Server = self.server.told  # type: ignore[attr-defined]
        server.asked.append((fields.get("query", fields.get("update", [body]))[0], dict(self.headers)))
        server.answer(self)

    def say(self, code: int, body: bytes = b"", media_type: str = JSON.media_type, **headers: str) -> None:
        self.send_response(code)
        for name, value in {"Content-Type": media_type, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Nothing."""


def server() -> Iterator[Server]:
    with listening() as told:
        yield told


@contextmanager
def listening(port: int = 0) -> Iterator[Server]:
    """The server, until the block ends; then nobody is there."""
    told = Server()
    listener = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    listener.told = told  # type: ignore[attr-defined]
    listener.daemon_threads = True
    told.url = f"http://127.0.0.1:{listener.server_address[1]}/sparql"
    thread = threading.Thread(target=listener.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield told
    finally:
        listener.shutdown()
        thread.join()
        listener.server_close()


def right(handler: Handler) -> None:
    """What an empty SPARQL service answers."""
    asked = handler.server.told.queries[-1]  # type: ignore[attr-defined]
    handler.say(200, TRUE if "true" in asked else YES if "ASK" in asked else EMPTY)


def half(handler: Handler, form: str, body: bytes) -> None:
    """The beginning of an answer that says it is longer."""
    handler.send_response(200)
    handler.send_header("Content-Type", form)
    handler.send_header("Content-Length", str(len(body) + 100))
    handler.end_headers()
    handler.wfile.write(body)


def store(server: Server, **how: object) -> RemoteStore:
    given: dict[str, object] = {"update_url": server.url, "seconds": 5.0} | how
    return RemoteStore(Service(server.url, **given), version="1")  # type: ignore[arg-type]


@contextmanager
def refused(kind: type[KgError]) -> Iterator[pytest.ExceptionInfo[KgError]]:
    """What goes wrong is of this kind, and neither it nor its cause shows a secret."""
    with pytest.raises(kind) as caught:
        yield caught
    error: BaseException | None = caught.value
    while error is not None:
        assert SECRET not in f"{error} {error!r} {vars(error)}"
        error = error.__cause__

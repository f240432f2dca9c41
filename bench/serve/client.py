"""Asks servers over HTTP: single questions over a bare socket, and many at once through wrk or a loop of our own."""

import asyncio
import json
import re
import shutil
import socket
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

SCRIPT = Path(__file__).parent / "lookups.lua"
TIMEOUT = 600
PATIENCE = 5  # seconds that the last questions of a loop may take
JSON = "application/sparql-results+json"


@dataclass(frozen=True)
class Answer:
    """One answer: its status, media type, times in milliseconds from the request, and body."""

    status: int
    form: str
    first: float
    total: float
    body: bytes


@dataclass(frozen=True)
class Load:
    """What many questions one after another gave: a second, and milliseconds; questions that failed are counted."""

    rate: float
    p50: float
    p99: float
    failed: int


@dataclass(frozen=True)
class Lookups:
    """Questions about things, no two alike ("cold") or from a set of one hundred ("repeated")."""

    things: Path  # one address a line
    cold: bool
    start: int = 0  # where a cold run goes on, so that no question comes twice

    def question(self, number: int, things: list[str]) -> str:
        """The text of one of them; a cold one has a limit of its own, which makes its text new."""
        thing, limit = (number % len(things), 1000 + number // len(things)) if self.cold else (number % 100, 999)
        return f"SELECT ?p ?o WHERE {{ <{things[thing % len(things)]}> ?p ?o }} LIMIT {limit}"

    def numbers(self) -> Iterator[int]:
        """Without end."""
        number = self.start
        while True:
            yield number
            number += 1


def ask(url: str, query: str, accept: str, *, timeout: float = TIMEOUT) -> Answer:
    """Ask once over a new connection and read the answer to its end."""
    begin = time.perf_counter()
    with connected(url, query, accept, timeout=timeout) as connection:
        head = connection.recv(1 << 18)
        while b"\r\n\r\n" not in head:
            head += _more(connection)
        top, _, body = head.partition(b"\r\n\r\n")
        if not body:
            body = connection.recv(1 << 18)
        first = time.perf_counter()
        parts = [body]
        while more := connection.recv(1 << 18):
            parts.append(more)
    end = time.perf_counter()
    form = re.search(rb"\r\ncontent-type:\s*([^;\r]+)", top, re.IGNORECASE)
    return Answer(
        status=int(top.split()[1]),
        form=form[1].decode() if form else "",
        first=1000 * (first - begin),
        total=1000 * (end - begin),
        body=_body(top, b"".join(parts)),
    )


def _more(connection: socket.socket) -> bytes:
    more = connection.recv(1 << 18)
    if not more:
        raise OSError("the connection was closed before the answer began")
    return more


def connected(url: str, query: str, accept: str, *, timeout: float = TIMEOUT) -> socket.socket:
    """A connection on which the question was sent; the server closes it behind the answer."""
    address = urlsplit(url)
    connection = socket.create_connection((str(address.hostname), int(address.port or 80)), timeout)
    target = f"{address.path}?query={quote(query, safe='')}"
    head = f"GET {target} HTTP/1.1\r\nHost: {address.netloc}\r\nAccept: {accept}\r\nConnection: close\r\n\r\n"
    connection.sendall(head.encode())
    return connection


def _body(head: bytes, body: bytes) -> bytes:
    """The body without the marks of its chunks.

    Raises:
        OSError: it breaks off.
    """
    if b"transfer-encoding: chunked" not in head.lower():
        return body
    parts, at = [], 0
    while True:
        end = body.find(b"\r\n", at)
        if end < 0:
            raise OSError("the answer breaks off between two chunks")
        size = int(body[at:end].split(b";")[0], 16)
        if size == 0:
            return b"".join(parts)
        parts.append(body[end + 2 : end + 2 + size])
        at = end + 4 + size


def has_wrk() -> bool:
    """Is the load generator installed?"""
    return shutil.which("wrk") is not None


def load(url: str, lookups: Lookups, *, connections: int, seconds: int) -> Load:
    """Ask as fast as the server answers, on so many connections."""
    if has_wrk():
        return _wrk(url, lookups, connections, seconds)
    return asyncio.run(_loop(url, lookups, connections, seconds))


def _wrk(url: str, lookups: Lookups, connections: int, seconds: int) -> Load:
    address = urlsplit(url)
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as encoded:
        encoded.writelines(quote(f"<{line.strip()}>", safe="") + "\n" for line in lookups.things.open())
        encoded.flush()
        mode = "cold" if lookups.cold else "repeated"
        command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", str(SCRIPT)]
        command += [f"{address.scheme}://{address.netloc}", "--", encoded.name, address.path, mode, str(lookups.start)]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = json.loads(said[said.rindex("{") :])
    if not found["requests"]:
        return Load(0.0, float("inf"), float("inf"), int(found["failed"]))
    return Load(found["requests"] / found["seconds"], found["p50"], found["p99"], int(found["failed"]))


async def _loop(url: str, lookups: Lookups, connections: int, seconds: int) -> Load:
    """The same without wrk; Python itself is the bound from some thousand questions a second on."""
    things = lookups.things.read_text().split()
    numbers, times, failed = lookups.numbers(), [], 0
    address = urlsplit(url)
    begin = time.perf_counter()
    end = begin + seconds

    async def one() -> None:
        nonlocal failed
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        while (sent := time.perf_counter()) < end:
            target = f"{address.path}?query={quote(lookups.question(next(numbers), things), safe='')}"
            writer.write(f"GET {target} HTTP/1.1\r\nHost: {address.netloc}\r\nAccept: {JSON}\r\n\r\n".encode())
            failed += await _read(reader) != 200
            times.append(1000 * (time.perf_counter() - sent))
        writer.close()

    with suppress(TimeoutError):  # a server that is kept busy may not answer at all
        async with asyncio.timeout(seconds + PATIENCE):
            await asyncio.gather(*(one() for _ in range(connections)))
    if len(times) < 2:
        return Load(0.0, float("inf"), float("inf"), failed)
    spent = time.perf_counter() - begin
    return Load(len(times) / spent, statistics.median(times), statistics.quantiles(times, n=100)[98], failed)


async def _read(reader: asyncio.StreamReader) -> int:
    """Read one answer to its end and give its status."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    if b"transfer-encoding: chunked" in head:
        while size := int((await reader.readline()).split(b";")[0], 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    else:
        await reader.readexactly(int(head.split(b"content-length:")[1].split(b"\r\n")[0]))
    return int(head.split()[1])

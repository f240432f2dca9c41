"""Speaks HTTP to the server under test, byte by byte as a case demands: nothing is added that was not asked for."""

import http.client
from dataclasses import dataclass, field
from urllib.parse import urlsplit

SECONDS = 60.0  # to wait for an answer


@dataclass(frozen=True)
class Addresses:
    """Where a server answers queries, takes updates and keeps graphs, and the token that writing needs."""

    query: str
    update: str
    store: str
    token: str = ""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def media_type(self) -> str:
        """The content type without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    def summary(self) -> str:
        """The status and the beginning of the text, for a report."""
        text = " ".join(self.body.decode(errors="replace").split())
        return f"{self.status} {text[:200]}"


@dataclass
class Client:
    """A connection that is kept open, and opened again when the server has closed it."""

    addresses: Addresses
    sent: int = 0
    connections: dict[str, http.client.HTTPConnection] = field(default_factory=dict)

    def send(self, method: str, url: str, headers: dict[str, str] | None = None, body: bytes | None = None) -> Answer:
        """The answer to one request; a token goes with everything but plain reading."""
        self.sent += 1
        given = dict(headers or {})
        if self.addresses.token and method not in ("GET", "HEAD", "OPTIONS", "QUERY"):
            given["Authorization"] = f"Bearer {self.addresses.token}"
        parts = urlsplit(url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        try:
            return self._exchange(parts.netloc, method, target, given, body)
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            return self._exchange(parts.netloc, method, target, given, body)  # it was idle too long; asked anew, once

    def _exchange(self, host: str, method: str, target: str, headers: dict[str, str], body: bytes | None) -> Answer:
        connection = self.connections.setdefault(host, http.client.HTTPConnection(host, timeout=SECONDS))
        try:
            connection.request(method, target, body=body, headers=headers)
            response = connection.getresponse()
            found = {name.lower(): value for name, value in response.getheaders()}
            return Answer(response.status, found, response.read())
        except (http.client.HTTPException, OSError):
            connection.close()  # nothing of a broken exchange may be taken for the answer to the next one
            raise

    def close(self) -> None:
        """Close what is open."""
        for connection in self.connections.values():
            connection.close()
        self.connections.clear()


def answers(url: str) -> bool:
    """Does a server answer there?"""
    client = Client(Addresses(url, url, url))
    try:
        client.send("GET", url, {"Accept": "*/*"})
    except OSError:
        return False
    finally:
        client.close()
    return True

"""One request on its way through the frame: who asks, under which id, and what an answer may be kept under."""

import secrets
import time
from dataclasses import dataclass
from wsgiref.types import WSGIEnvironment

from unodc_kg.web import clients, compression, log, told


@dataclass
class Exchange:
    """One request; `version` and `key` are set when the cache is asked, `leads` while others may wait for it, `sends`
    while it has a place among the answers that are sent at the pace of their clients.
    """

    environ: WSGIEnvironment
    told: told.Told
    begin: float
    coding: str
    version: str = ""
    key: bytes | None = None
    leads: bool = False
    sends: bool = False

    @property
    def method(self) -> str:
        """GET, POST..."""
        return str(self.environ["REQUEST_METHOD"])

    @property
    def path(self) -> str:
        """The path that is asked for."""
        return str(self.environ["PATH_INFO"])

    @property
    def is_query(self) -> bool:
        """Does it ask the SPARQL endpoint?"""
        return self.path.partition(".")[0].rstrip("/") == "/sparql"

    @property
    def tags(self) -> str:
        """The ETags of what the client has."""
        return str(self.environ.get("HTTP_IF_NONE_MATCH", ""))


def begin(environ: WSGIEnvironment, trusted: clients.Networks) -> Exchange:
    """What is known of a request before it is answered."""
    start = time.perf_counter()
    given = environ.get("HTTP_X_REQUEST_ID", "")
    client = clients.client(environ, trusted)
    record = told.begin(environ, given if log.sane_id(given) else secrets.token_hex(8), client)
    clients.believe(environ, trusted)
    return Exchange(environ, record, start, compression.coding(environ.get("HTTP_ACCEPT_ENCODING", "")))

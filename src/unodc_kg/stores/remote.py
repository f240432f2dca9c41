"""Queries and updates to a SPARQL service: the only door to SPARQLWrapper, which writes the protocol's requests."""

import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from http.client import HTTPResponse

from SPARQLWrapper import POST, SPARQLWrapper

from unodc_kg.errors import StoreError, StoreTimeoutError
from unodc_kg.stores.remote_http import Door, late, partial
from unodc_kg.stores.service import shown

AGENT = "unodc-kg"


class _Request(SPARQLWrapper):
    """One request. It is sent through our own door, which guards credentials and knows what may be asked again."""

    def __init__(self, door: Door, kind: str, text: str, *, accept: str = "*/*", seconds: float = 0.0) -> None:
        service = door.service
        super().__init__(service.query_url, updateEndpoint=service.update_url or None, agent=AGENT)
        self.door, self.seconds = door, seconds
        self.setMethod(POST)  # a query may be longer than an address, and is not to stand in logs
        self.setOnlyConneg(True)  # no parameters `format` and `output`, which mean different things to servers
        self.addCustomHttpHeader("Accept", accept)
        self.queryString, self.queryType = text, kind  # setQuery guesses the kind, in time that grows with the square

    def _query(self) -> tuple[HTTPResponse, str]:
        request: urllib.request.Request = self._createRequest()
        if self.isSparqlUpdateRequest():
            return self.door.write(request, setting="store_update_url", seconds=self.seconds), ""
        return self.door.read(request, seconds=self.seconds), ""


@dataclass(frozen=True)
class Client:
    """Asks one service."""

    door: Door

    def query(
        self,
        text: str,
        accept: str,
        *,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        seconds: float = 0.0,
    ) -> HTTPResponse:
        """The answer to a query, to be read and closed.

        Raises:
            QuerySyntaxError, StoreTimeoutError, StoreError: see `remote_http`.
        """
        request = _Request(self.door, "SELECT", text, accept=accept, seconds=seconds)
        for iri in default_graphs:
            request.addParameter("default-graph-uri", iri)
        for iri in named_graphs:
            request.addParameter("named-graph-uri", iri)
        response: HTTPResponse = request.query().response
        if partial(response):
            response.close()
            raise self._cut_short(seconds)
        return response

    def update(self, text: str, *, seconds: float = 0.0) -> None:
        """Carry out an update, once.

        Raises:
            QuerySyntaxError, StoreTimeoutError, StoreError: see `remote_http`.
        """
        if not self.door.service.update_url:
            raise StoreError("The store has no address for updates.", "Set store_update_url.")
        _Request(self.door, "INSERT", text, seconds=seconds).query().response.close()

    def _cut_short(self, seconds: float) -> StoreTimeoutError:
        """The service stopped early of its own accord; an incomplete answer is none."""
        return late(shown(self.door.service.query_url), seconds or self.door.service.seconds)

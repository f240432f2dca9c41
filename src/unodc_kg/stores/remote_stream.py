"""The answer to a user's query on its way through: as the server wrote it, or written again in the format asked for."""

import contextlib
import socket
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from http.client import HTTPResponse, IncompleteRead

from unodc_kg.errors import StoreAnswerError, StoreTimeoutError
from unodc_kg.formats import JSON, N_TRIPLES, Format
from unodc_kg.stores import converted
from unodc_kg.stores.base import Kind
from unodc_kg.stores.pieces import SIZE, pieces
from unodc_kg.stores.remote_http import late, told

SAFE: dict[Kind, Format] = {"select": JSON, "ask": JSON, "graph": N_TRIPLES}  # what every server writes right


def accept(form: Format, wanted: Kind, *, trusted: bool) -> str:
    """The Accept header that gets `form`, or what it can be made from. No format but JSON is defined well for ASK."""
    safe = SAFE[wanted]
    direct = trusted and wanted != "ask" and form != safe
    return f"{form.media_type}, {safe.media_type};q=0.5" if direct else safe.media_type


def require(response: HTTPResponse, forms: Sequence[Format], where: str) -> Format:
    """Which of the formats the answer has.

    Raises:
        StoreAnswerError: none of them.
    """
    sent = response.headers.get_content_type()
    for form in forms:
        if sent == form.media_type:
            return form
    known = " or ".join(form.media_type for form in forms)
    raise StoreAnswerError(f"The store at {where} answered with {sent}; expected {known}.", "Is it a SPARQL service?")


@dataclass(frozen=True)
class Answer:
    """What a server sends, and when it has to be done: `end` by the clock, `seconds` after the question."""

    response: HTTPResponse
    where: str
    end: float
    seconds: float

    @property
    def capped(self) -> bool:
        """Does the server say that it gives no more than a number of rows? (Virtuoso's own header.)"""
        return "X-SPARQL-MaxRows" in self.response.headers

    def chunks(self, form: Format, wanted: Kind, *, trusted: bool) -> Generator[bytes]:
        """The answer in `form`, until it ends, breaks or is late. Whoever stops early closes this."""
        source: Generator[bytes] | None = None
        try:
            sent = require(self.response, (form, SAFE[wanted]), self.where)
            passing = sent == form and trusted
            source = self._passed() if passing else self._converted(form, wanted)
            with told(self.where, self.seconds):
                for piece in source:
                    yield piece
                    if time.monotonic() > self.end:
                        raise self._late()
        finally:
            if source:
                source.close()
            _hang_up(self.response)

    def _passed(self) -> Generator[bytes]:
        while piece := self.response.read1(SIZE):
            yield piece
        if self.response.length:  # read1 does not say so itself (Python 3.11)
            raise IncompleteRead(b"", self.response.length)

    def _converted(self, form: Format, wanted: Kind) -> Generator[bytes]:
        write = converted.graph if wanted == "graph" else converted.results
        return pieces(write(self.response, form), self.end - time.monotonic(), self._late)

    def _late(self) -> StoreTimeoutError:
        return late(self.where, self.seconds)


def _hang_up(response: HTTPResponse) -> None:
    """End the connection, also where another thread waits for more of it: the server then stops its work."""
    connection = getattr(getattr(response.fp, "raw", None), "_sock", None)  # there is no public way to it
    if isinstance(connection, socket.socket):
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
    response.close()

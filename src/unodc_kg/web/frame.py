"""The frame around Flask: what holds for every request, and the answers for which Flask is not needed.

    request id -> addresses for the operator -> cache -> shortcut or Flask -> compression -> cache -> counters, log

It is WSGI, so that any server and the tests go through it, and so that a hit in the cache costs microseconds.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from unodc_kg.config import MEBIBYTE, Settings
from unodc_kg.errors import KgError
from unodc_kg.web import clients, compression, health, leaving
from unodc_kg.web.books import Books
from unodc_kg.web.cache import Answer, AnswerCache, Flights, Headers, key_of, may_be_kept
from unodc_kg.web.exchange import Exchange, begin
from unodc_kg.web.intake import Intake
from unodc_kg.web.limits import Limits
from unodc_kg.web.metrics import CONTENT_TYPE, Meters
from unodc_kg.web.sending import Places, Sending

PATIENCE = 30.0  # seconds that one waits for another's answer before asking oneself
ID = "X-Request-ID"
SMALL = 262_144  # an answer of a known size up to this is sent in one piece
HIDDEN = health.problem(
    403, "Forbidden", "This is not allowed.", "The counters are for the operator.", "See the setting metrics_allow."
)

CROWDED = health.problem(
    503,
    "Service Unavailable",
    "The service is not ready.",
    "Too many answers are being sent to clients that read slowly.",
    "Try again later.",
    retry_after=5,
)


@dataclass(frozen=True)
class Sources:
    """What the frame asks about the service: the version in force, the smallest question to the store, the budgets."""

    version: Callable[[], str]
    probe: Callable[[], object]
    limits: Limits
    readings: Callable[[], Mapping[str, float]] = dict


@dataclass(frozen=True)
class Frame:
    """A WSGI application around another."""

    inner: WSGIApplication
    version: Callable[[], str]
    cache: AnswerCache
    flights: Flights
    books: Books
    readiness: health.Readiness
    trusted: clients.Networks
    metrics_allow: clients.Networks
    headers: Headers
    intake: Intake
    sends: Places

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """See PEP 3333."""
        exchange = begin(environ, self.trusted)
        self.intake.guard(environ)
        answer = self._for_operator(exchange) or self._kept(exchange)
        if answer is not None:
            return self._send(exchange, answer, start_response)
        try:
            return self._ask(exchange, start_response)
        except BaseException:
            self._land(exchange)
            leaving.stop(exchange.told)
            raise

    def _for_operator(self, exchange: Exchange) -> Answer | None:
        path = exchange.path
        if path == "/healthz":
            return self._with_headers(health.healthy())
        if path == "/readyz":
            return self._with_headers(self.readiness.check())
        if path != "/metrics":
            return None
        if not clients.is_operator(exchange.environ, exchange.told.client, self.metrics_allow, self.trusted):
            return self._with_headers(HIDDEN)
        headers = [("Content-Type", CONTENT_TYPE), ("Cache-Control", "no-store")]
        return self._with_headers(Answer("200 OK", headers, self.books.meters.page()))

    def _kept(self, exchange: Exchange) -> Answer | None:
        """The answer, if somebody got it before or is getting it now."""
        exchange.version = self.version()
        if not exchange.version or not self.cache.entry_limit:
            return None
        try:
            exchange.key = key = key_of(exchange.environ, exchange.coding)
        except KgError as error:
            exchange.told.failure = error
            return None
        if key is None:
            return None
        found = self.cache.get(exchange.version, key)
        if found is None:
            exchange.leads = self.flights.lead(key)
            found = None if exchange.leads else self.cache.get(exchange.version, key)
        if found is None:
            self.books.meters.misses.inc()
            return None
        self.books.meters.hits.inc()
        exchange.told.outcome = "cached"
        return found.unless_known(exchange.tags) if exchange.method != "POST" else found

    def _send(self, exchange: Exchange, answer: Answer, start_response: StartResponse) -> list[bytes]:
        start_response(answer.status, [*answer.headers, (ID, exchange.told.request_id)])
        body = b"" if exchange.method == "HEAD" else answer.body
        self.books.close(exchange, answer.code, len(body))
        return [body]

    def _ask(self, exchange: Exchange, start_response: StartResponse) -> Iterable[bytes]:
        """Let the application answer, and keep hold of its answer until it is sent."""
        started: list[tuple[str, Headers]] = []

        def start(status: str, headers: Headers, exc_info: Any = None, /) -> Callable[[bytes], object]:
            started[:] = [(status, headers)]
            return _no_writing

        tags = exchange.tags
        if tags:
            exchange.environ["HTTP_IF_NONE_MATCH"] = compression.unsuffixed(tags, exchange.coding)
        if "HTTP_IF_MATCH" in exchange.environ:
            exchange.environ["HTTP_IF_MATCH"] = compression.unsuffixed(exchange.environ["HTTP_IF_MATCH"])
        body = self.inner(exchange.environ, start)
        leaving.send(exchange.told)
        status, headers = started[0]
        small = 0 <= _length(headers) <= SMALL
        if not small and not _is_empty(exchange, status) and not self._may_send(exchange):
            getattr(body, "close", _nothing)()
            self._land(exchange)
            leaving.stop(exchange.told)
            return self._send(exchange, self._with_headers(CROWDED), start_response)
        headers, coding = compression.dressed(status, headers, exchange.coding, tags)
        headers = [*(header for header in headers if header[0] != ID), (ID, exchange.told.request_id)]
        sending = self._sending(exchange, status, headers, body, coding)
        if small:
            whole = sending.all()
            start_response(status, headers)
            return [whole]
        self._land(exchange)  # this may take as long as the client likes; nobody shall wait for it
        start_response(status, headers)
        return sending

    def _may_send(self, exchange: Exchange) -> bool:
        """Is there a place for an answer that is sent at the client's pace? It holds a thread until then."""
        exchange.sends = self.sends.take(clients.account(exchange.told.client))
        return exchange.sends

    def _sending(
        self, exchange: Exchange, status: str, headers: Headers, body: Iterable[bytes], coding: str
    ) -> Sending:
        head = exchange.method == "HEAD"
        same = exchange.told.version == exchange.version
        keeps = exchange.leads and same and not head and may_be_kept(status, headers)
        if not keeps:
            self._land(exchange)
        sending = Sending(body, "" if head else coding, self.cache.entry_limit if keeps else 0)
        sending.when_done = partial(self._done, exchange, status, headers)
        sending.when_too_large = lambda _: self._land(exchange)
        return sending

    def _done(self, exchange: Exchange, status: str, headers: Headers, sending: Sending) -> None:
        """The answer is sent, or has broken off."""
        leaving.stop(exchange.told)
        if exchange.sends:
            exchange.sends = False
            self.sends.give_back(clients.account(exchange.told.client))
        kept = sending.kept
        if kept is not None and exchange.key is not None and exchange.version == self.version():  # else it came late
            self.cache.put(exchange.version, exchange.key, Answer(status, headers[:-1], kept).sized())
        self._land(exchange)
        if not sending.complete:
            exchange.told.outcome = "failed" if sending.failed else exchange.told.outcome or "client-gone"
        self.books.close(exchange, int(status[:3]), sending.sent)

    def _land(self, exchange: Exchange) -> None:
        if exchange.leads and exchange.key is not None:
            exchange.leads = False
            self.flights.land(exchange.key)

    def _with_headers(self, answer: Answer) -> Answer:
        return Answer(answer.status, [*answer.headers, *self.headers], answer.body).sized()


def around(
    inner: WSGIApplication, settings: Settings, routes: Iterable[str], headers: Headers, sources: Sources
) -> Frame:
    """The frame that the settings ask for, around an application."""
    cache = AnswerCache(settings.cache_mb * MEBIBYTE)
    version = partial(_version, sources.version)
    meters = Meters(cache, version, sources.readings)
    books = Books(meters, sources.limits, frozenset(routes), settings.slow_query_log)
    return Frame(
        inner=inner,
        version=version,
        cache=cache,
        flights=Flights(PATIENCE, settings.max_queue),
        books=books,
        readiness=health.readiness(sources.probe),
        trusted=settings.trusted_proxies,
        metrics_allow=settings.metrics_allow,
        headers=headers,
        intake=Intake(settings.threads),
        sends=Places(settings.threads),
    )


def _version(asked: Callable[[], str]) -> str:
    """The version in force; "" where the store does not say: whoever needs the store tells why."""
    try:
        return asked()
    except KgError:
        return ""


def _is_empty(exchange: Exchange, status: str) -> bool:
    """Has this answer no body, whatever its headers say or do not say of a length (RFC 9110, 8.6)?"""
    return exchange.method == "HEAD" or status.startswith(("204", "304"))


def _length(headers: Headers) -> int:
    """The length that the headers say; -1 if they say none."""
    return next((int(value) for name, value in headers if name.lower() == "content-length"), -1)


def _nothing() -> None:
    """There is nothing to close."""


def _no_writing(_: bytes) -> object:
    raise NotImplementedError("Flask returns its body; it does not write it.")

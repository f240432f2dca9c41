"""A query between its request and its answer: what was asked, of which service, and what is said to it.

Nothing of it needs Flask: that makes a query cheap (see `shortcut`), and a page of Flask can ask in the same way.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, cast
from wsgiref.types import WSGIEnvironment

from unodc_kg.config import Settings
from unodc_kg.stores.base import Store
from unodc_kg.web import told
from unodc_kg.web.cache import Headers
from unodc_kg.web.limits import Limits
from unodc_kg.web.live import Live
from unodc_kg.web.protocol import Asked


@dataclass(frozen=True)
class Service:
    """Of whom it is asked: the settings, the budgets of the clients, and the parts of the application."""

    settings: Settings
    limits: Limits
    parts: Mapping[str, Any]

    @property
    def live(self) -> Live:
        """What is served now."""
        return cast(Live, self.parts["live"])


@dataclass
class Inquiry:
    """One request that has a query."""

    asked: Asked
    environ: WSGIEnvironment
    service: Service

    @cached_property
    def store(self) -> Store:
        """The store of this request: it goes on with what it began with."""
        return self.service.live.store

    @property
    def settings(self) -> Settings:
        """The settings of the service."""
        return self.service.settings

    @property
    def told(self) -> told.Told:
        """What the frame is told of this request."""
        return told.of(self.environ)

    @property
    def query(self) -> str:
        """The text of the query."""
        return self.asked.query or ""

    @property
    def accept(self) -> str | None:
        """What the client takes."""
        return self.environ.get("HTTP_ACCEPT")


@dataclass
class Reply:
    """An answer as it is sent: all of it in one chunk, or as it comes."""

    chunks: Iterable[bytes]
    headers: Headers = field(default_factory=list)
    status: str = "200 OK"
    on_close: Callable[[], None] | None = None

    def __iter__(self) -> Iterator[bytes]:
        """The chunks, as WSGI takes them."""
        return iter(self.chunks)

    def close(self) -> None:
        """The answer is sent, or nobody wants it any more; see PEP 3333."""
        if self.on_close is not None:
            self.on_close()

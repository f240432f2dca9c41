"""What the service serves now: the store for our own queries and the endpoint for those of users, on one version.

Both change at once when a new version is put in force. A request goes on with what it began with.
"""

import logging
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock, Thread
from typing import cast

from flask import current_app, g

from unodc_kg.describe import lists
from unodc_kg.describe.graph import Graph
from unodc_kg.errors import KgError, StoreBusyError
from unodc_kg.search.door import Searches
from unodc_kg.search.index import Index
from unodc_kg.stores.base import Endpoint, Store
from unodc_kg.stores.writer import WAIT
from unodc_kg.stores.writes import Accept, Write, Writer

LOGGER = logging.getLogger(__name__)


@dataclass
class Live:
    """Where the application finds store and endpoint, as `extensions["live"]`."""

    store: Store
    endpoint: Endpoint
    searches: Searches
    writer: Writer | None = None
    indexing: Lock = field(default_factory=Lock)  # while the two below are looked at or changed
    unprepared: bool = False
    preparing: bool = False  # by a thread
    turn: Lock = field(default_factory=Lock)  # so that versions come in force in the order in which they were made

    def write(self, writer: Writer, change: Write, accept: Accept) -> Store:
        """Carry out a write, and serve what it made; where that cannot be served yet, the write has not failed.

        Raises:
            StoreBusyError: others write all the time.
        """
        if not self.turn.acquire(timeout=WAIT):
            raise StoreBusyError("Too many writes wait for their turn.", "Send the write again later.")
        try:
            store = writer.apply(change, accept)
            try:
                self.put_in_force(store)
            except Exception as error:  # whoever follows `data/current` tries again
                unserved(error)
        finally:
            self.turn.release()
        return store

    def put_in_force(self, store: Store) -> None:
        """Serve this version from now on."""
        self.endpoint.follow(store)
        self.store = store
        self.prepare()

    def prepare(self) -> None:
        """Work out what takes long for what is served, before somebody has to wait for it.

        One thread does it, however fast writes come, and goes on with the store that is served when it is done.
        """
        with self.indexing:
            self.unprepared = True
            if self.preparing:
                return
            try:
                Thread(target=self._prepare, name="search-index", daemon=True).start()
                self.preparing = True
            except RuntimeError as error:  # whoever asks for it first has to wait
                LOGGER.error("The search index cannot be made beforehand: %s", error)

    def _prepare(self) -> None:
        while self._begin():
            try:
                self._make(self.store)
            except Exception:
                LOGGER.exception("The search index cannot be made beforehand.")

    def _begin(self) -> bool:
        """Is there more to prepare?"""
        with self.indexing:
            self.preparing, self.unprepared = self.unprepared, False
            return self.preparing

    def _make(self, store: Store) -> None:
        """The figures of the front page; and the search index, if there is none."""
        with suppress(KgError):  # whoever asks for it first will be told
            lists.figures(Graph(store, self.searches.base_iri))
            self.searches.of(store, patient=True)


def unserved(error: Exception) -> None:
    """Tell the operator that the version in force is not the one that is served."""
    unexpected = not isinstance(error, KgError)
    LOGGER.error("The version in force cannot be served: %s", error, exc_info=unexpected)


def live() -> Live:
    """Those of this application."""
    return cast(Live, current_app.extensions["live"])


def store() -> Store:
    """The store of this request."""
    if "store" not in g:
        g.store = live().store
    return cast(Store, g.store)


def endpoint() -> Endpoint:
    """What the queries of users are put to."""
    return live().endpoint


def index() -> Index:
    """The search index of the store of this request."""
    return live().searches.of(store())

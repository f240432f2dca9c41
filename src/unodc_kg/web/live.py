"""What the service serves now: the store for our own queries and the endpoint for those of users, on one version.

Both change at once when a new version is put in force. A request goes on with what it began with.
"""

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


@dataclass
class Live:
    """Where the application finds store and endpoint, as `extensions["live"]`."""

    store: Store
    endpoint: Endpoint
    searches: Searches
    writer: Writer | None = None
    indexing: Lock = field(default_factory=Lock)
    turn: Lock = field(default_factory=Lock)  # so that versions come in force in the order in which they were made

    def write(self, writer: Writer, change: Write, accept: Accept) -> Store:
        """Carry out a write, and serve what it made.

        Raises:
            StoreBusyError: others write all the time.
        """
        if not self.turn.acquire(timeout=WAIT):
            raise StoreBusyError("Too many writes wait for their turn.", "Send the write again later.")
        try:
            store = writer.apply(change, accept)
            self.put_in_force(store)
        finally:
            self.turn.release()
        return store

    def put_in_force(self, store: Store) -> None:
        """Serve this version from now on."""
        self.endpoint.follow(store)
        self.store = store
        self.prepare()

    def prepare(self) -> None:
        """Work out what takes long for what is served, before somebody has to wait for it."""
        Thread(target=self._prepare, args=(self.store,), name="search-index", daemon=True).start()

    def _prepare(self, store: Store) -> None:
        """The figures of the front page; and the search index, if there is none."""
        with self.indexing, suppress(KgError):  # whoever asks for it first will be told
            if store is self.store:  # else writes came faster than this is done: the last one counts
                lists.figures(Graph(store, self.searches.base_iri))
                self.searches.of(store)


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

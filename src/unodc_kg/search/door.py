"""The door to the search index that fits a store, now and after every change: it is made where it is missing.

A write leaves word of what it touched (see `stores.changes`), so the index of a version that a write made is renewed
from one before; it is made anew where there is none.
"""

import sqlite3
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from unodc_kg.config import Settings
from unodc_kg.describe.graph import Graph
from unodc_kg.errors import StoreError
from unodc_kg.namespaces import BASE
from unodc_kg.search import renewal
from unodc_kg.search.index import Index, index_file, open_index, write_index, written
from unodc_kg.stores import passing
from unodc_kg.stores.base import Store
from unodc_kg.stores.turns import turn

PAGE = 5_000  # rows of one answer of a store elsewhere: some give no more than 10,000 (Virtuoso)
KEPT = 4  # indexes on disk
DEAD = 3600  # seconds after which a part of an index is what a process left that died


@dataclass(frozen=True, eq=False)
class Searches:
    """The door to the index that fits a store, now and after every change; made where it is missing.

    `data` may not be writable: then the index goes to the folder for passing files.
    """

    data: Path
    base_iri: str = BASE
    page: int = 0
    make: bool = True  # where none can be renewed; else it is asked for in vain
    anew: bool = False  # read the whole graph rather than renew an index of before
    known: dict[str, Index] = field(default_factory=dict, repr=False)
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    spare: list[Path] = field(default_factory=list, repr=False)  # the folder for passing files, once it is needed

    def of(self, store: Store, *, patient: bool = False) -> Index:
        """The index of what the store holds now; the first search of a version makes it.

        Raises:
            ServiceBusyError: another one has been making it for a while; who is patient waits for it.
        """
        version = store.version
        found = self.known.get(version)
        if found is None:
            with turn(self.lock, "The search index is being made", patient=patient):
                found = self.known.get(version) or self._made(store, version)
                for old in list(self.known)[:-1]:  # the one before may be in use
                    del self.known[old]
                self.known[version] = found
        return found

    def _made(self, store: Store, version: str) -> Index:
        place = index_file(self.data, version)
        try:
            return self._at(place, store, version)
        except StoreError as error:
            if not _of_disk(error):
                raise
        return self._at(index_file(self._spare(), version), store, version)

    def _at(self, place: Path, store: Store, version: str) -> Index:
        with suppress(StoreError):  # missing, damaged or of another form: all mean that it has to be made
            found = open_index(place)
            if found.version == version:
                return found
        if self.anew or not self._renewed(store, place):
            if not self.make:
                raise StoreError("There is no search index of this graph yet.", "Make it with `unodc-kg index`.")
            write_index(store, place, base_iri=self.base_iri, page=self.page)
        _prune(place.parent)
        return open_index(place)

    def _spare(self) -> Path:
        """The folder for passing files; it goes when the process ends."""
        if not self.spare:
            self.spare.append(passing.folder(self))
        return self.spare[0]

    def _renewed(self, store: Store, place: Path) -> bool:
        """Make the index from one before; False if that cannot be done."""
        with suppress(StoreError):  # what is damaged is made anew
            found = renewal.before(store, place.parent)
            if found is not None:
                old, things = found
                written(store, place, lambda part: renewal.fill(part, old, Graph(store, self.base_iri), things))
                return True
        return False


def door(settings: Settings, *, make: bool = False, anew: bool = False) -> Searches:
    """The indexes of the store that the settings name; one that is far away is read in pages.

    Args:
        settings: which store, and where indexes are kept.
        make: make an index where none can be renewed, whatever the setting `search_index` says.
        anew: trust no index of before; read the whole graph.
    """
    far = settings.store.startswith(("http://", "https://"))
    return Searches(settings.data, settings.base_iri, PAGE if far else 0, make or settings.search_index == "auto", anew)


def _of_disk(error: StoreError) -> bool:
    """Is it that files cannot be written, rather than that the store is away or nobody may make an index?"""
    return type(error) is StoreError and isinstance(error.__cause__, OSError | sqlite3.Error)


def _prune(folder: Path) -> None:
    """Remove old indexes; whoever has one open keeps it."""
    with suppress(OSError):
        for path in sorted(folder.glob("*.sqlite"), key=lambda path: path.stat().st_mtime)[:-KEPT]:
            path.unlink()
        for path in folder.glob("*.part"):
            if time.time() - path.stat().st_mtime > DEAD:
                path.unlink()

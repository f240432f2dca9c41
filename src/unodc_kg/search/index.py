"""The index of one version of the graph: an SQLite file, written whole, never changed, shared by all threads.

It holds the IRIs that this code knows, whatever address the store gives them, and its version is that of the store, so
an index that does not belong to the store in force is seen at once and made again. It is read from any store by SELECT.
"""

import os
import re
import sqlite3
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from unodc_kg.config import Settings
from unodc_kg.describe.graph import Graph, Row, value
from unodc_kg.describe.units import reading_order, split
from unodc_kg.errors import StoreError
from unodc_kg.namespaces import BASE, ID, KG
from unodc_kg.rdf import Literal, NamedNode, integer, text
from unodc_kg.search.words import folded, key, prepared
from unodc_kg.stores.base import Store

FORM = "1"  # of the file: another number makes every index anew
LABEL, TEXT = 0, 1
KG_TEXT = NamedNode(KG["text"])
BATCH = 5_000
PAGE = 5_000  # rows of one answer of a store elsewhere: some give no more than 10,000 (Virtuoso)
KEPT = 4  # indexes on disk
SCHEMA = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE thing (id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, record INTEGER NOT NULL, place INTEGER);
CREATE TABLE entry (id INTEGER PRIMARY KEY, thing INTEGER NOT NULL, part INTEGER NOT NULL, language TEXT NOT NULL,
                    text TEXT NOT NULL, key TEXT);
CREATE TABLE class (thing INTEGER, class TEXT, PRIMARY KEY (thing, class)) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5 (text, content='', tokenize='ascii', prefix='1 2 3');
"""
FINISH = """
CREATE INDEX entry_key ON entry (key, id) WHERE key IS NOT NULL;
INSERT INTO words (words) VALUES ('optimize');
ANALYZE;
"""


@dataclass(frozen=True)
class Written:
    """What an index holds, and how long it took to write."""

    version: str
    things: int
    entries: int
    seconds: float


@dataclass(frozen=True, eq=False)
class Index:
    """An open index; every thread has a connection of its own."""

    path: Path
    version: str
    things: int
    entries: int
    local: threading.local = field(default_factory=threading.local, repr=False)

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection of this thread, which can only read."""
        found: sqlite3.Connection | None = getattr(self.local, "connection", None)
        if found is None:
            found = self.local.connection = _connect(self.path)
        return found

    def rows(self, query: str, values: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query in SQL."""
        try:
            return self.connection.execute(query, tuple(values)).fetchall()
        except sqlite3.DatabaseError as error:
            raise StoreError(f"{self.path}: the search index is damaged ({error}).", REMAKE) from error


REMAKE = "Make it again with `unodc-kg index --again`."


def write_index(store: Store, path: Path, *, base_iri: str = BASE, page: int = 0) -> Written:
    """Write the index of what a store holds now.

    Args:
        store: any store.
        path: the file; it takes its place in one step when it is complete.
        base_iri: the address that our IRIs have in the store.
        page: how many rows to ask for at a time; 0 asks once, which suits a store in this process.

    Raises:
        StoreError: the store cannot be read or the file not be written.
    """
    start = time.perf_counter()
    part = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        things, entries = _fill(part, Graph(store, base_iri), page)
        part.replace(path)
    except (OSError, sqlite3.Error) as error:
        with suppress(OSError):
            part.unlink()
        raise StoreError(f"{path}: the search index cannot be written ({error}).", "Check space and rights.") from error
    return Written(store.version, things, entries, time.perf_counter() - start)


def open_index(path: Path) -> Index:
    """The index in a file.

    Raises:
        StoreError: there is none, or one of another form.
    """
    if not path.is_file():
        raise StoreError(f"{path}: there is no search index here.", "Make it with `unodc-kg index`.")
    try:
        connection = _connect(path)
        about = dict(connection.execute("SELECT name, value FROM about").fetchall())
        connection.close()
    except sqlite3.DatabaseError as error:
        raise StoreError(f"{path}: the search index is damaged ({error}).", REMAKE) from error
    if about.get("form") != FORM:
        raise StoreError(f"{path}: the search index has the form {about.get('form')}, not {FORM}.", REMAKE)
    return Index(path, about["version"], int(about["things"]), int(about["entries"]))


def index_file(data: Path, version: str) -> Path:
    """Where the index of a version stands: `search/` in the data folder, whatever the store is."""
    return data / "search" / f"{re.sub(r'[^A-Za-z0-9._-]', '_', version)[:100] or '_'}.sqlite"


@dataclass(frozen=True, eq=False)
class Searches:
    """The door to the index that fits a store, now and after every change; made where it is missing.

    `data` may not be writable: then the index goes to the folder for passing files.
    """

    data: Path
    base_iri: str = BASE
    page: int = 0
    make: bool = True  # where there is none; else it is asked for in vain
    known: dict[str, Index] = field(default_factory=dict, repr=False)
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def of(self, store: Store) -> Index:
        """The index of what the store holds now; the first search of a version may have to wait for it."""
        version = store.version
        found = self.known.get(version)
        if found is None:
            with self.lock:
                found = self.known.get(version) or self._made(store, version)
                for old in list(self.known)[:-1]:  # the one before may be in use
                    del self.known[old]
                self.known[version] = found
        return found

    def _made(self, store: Store, version: str) -> Index:
        place = index_file(self.data, version)
        with suppress(StoreError):  # missing, damaged or of another form: all mean that it has to be made
            found = open_index(place)
            if found.version == version:
                return found
        if not self.make:
            raise StoreError("There is no search index of this graph yet.", "Make it with `unodc-kg index`.")
        try:
            write_index(store, place, base_iri=self.base_iri, page=self.page)
            _prune(place.parent)
        except StoreError:
            place = index_file(Path(tempfile.mkdtemp(prefix="unodc-kg-")), version)
            write_index(store, place, base_iri=self.base_iri, page=self.page)
        return open_index(place)


def door(settings: Settings, *, make: bool = False) -> Searches:
    """The indexes of the store that the settings name; one that is far away is read in pages."""
    far = settings.store.startswith(("http://", "https://"))
    return Searches(settings.data, settings.base_iri, PAGE if far else 0, make or settings.search_index == "auto")


def _prune(folder: Path) -> None:
    """Remove old indexes; whoever has one open keeps it."""
    with suppress(OSError):
        for path in sorted(folder.glob("*.sqlite"), key=lambda path: path.stat().st_mtime)[:-KEPT]:
            path.unlink()


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    connection.create_function("folded", 1, folded, deterministic=True)
    return connection


def _fill(path: Path, graph: Graph, page: int) -> tuple[int, int]:
    with sqlite3.connect(path) as connection:
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + SCHEMA)
        things, entries = _names(connection, graph, page)
        _classes(connection, graph, page, things)
        ordered = sorted(things, key=reading_order)
        connection.executemany(
            "UPDATE thing SET place = ? WHERE id = ?", ((n, things[i]) for n, i in enumerate(ordered))
        )
        about = {"form": FORM, "version": graph.store.version, "things": len(things), "entries": entries}
        connection.executemany("INSERT INTO about VALUES (?, ?)", ((name, str(told)) for name, told in about.items()))
        connection.executescript(FINISH)
    connection.close()
    return len(things), entries


def _names(connection: sqlite3.Connection, graph: Graph, page: int) -> tuple[dict[str, int], int]:
    things: dict[str, int] = {}
    number = 0
    for batch in _batches(_rows(graph, "index-names", page)):
        entries, tokens = [], []
        for row in batch:
            thing, literal = row["thing"], row["value"]
            if isinstance(thing, NamedNode) and isinstance(literal, Literal):
                number += 1
                known = things.setdefault(thing.value, len(things) + 1)
                part = TEXT if row["property"] == KG_TEXT else LABEL
                name = None if part else key(literal.value)
                entries.append((number, known, part, literal.language or "", literal.value, name))
                tokens.append((number, prepared(literal.value)))
        connection.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?)", entries)
        connection.executemany("INSERT INTO words (rowid, text) VALUES (?, ?)", tokens)
    found = ((number, iri, _is_record(iri)) for iri, number in things.items())
    connection.executemany("INSERT INTO thing (id, iri, record) VALUES (?, ?, ?)", found)
    return things, number


def _classes(connection: sqlite3.Connection, graph: Graph, page: int, things: dict[str, int]) -> None:
    for batch in _batches(_rows(graph, "index-classes", page)):
        pairs = [(row["thing"].value, row["value"].value) for row in batch
                 if isinstance(row["thing"], NamedNode) and isinstance(row["value"], NamedNode)]  # fmt: skip
        found = ((things[thing], kind) for thing, kind in pairs if thing in things)
        connection.executemany("INSERT OR IGNORE INTO class VALUES (?, ?)", found)


def _rows(graph: Graph, query: str, page: int) -> Iterator[Row]:
    """The rows of a query, asked for in pages that each begin after the last thing of the page before."""
    if not page:
        yield from graph.stream(query)
        return
    after, size = "", page
    while True:
        rows = graph.rows(f"{query}-page", after=text(graph.local(after)), rows=integer(size))
        last = rows[-1]["thing"] if len(rows) >= size else None
        whole = [row for row in rows if row["thing"] != last]  # the last thing of a full page may go on
        yield from whole
        if last is None:
            return
        if whole:
            after, size = value(whole[-1], "thing"), page
        else:  # a thing with more rows than a page
            size *= 2


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    yield batch


def _is_record(iri: str) -> bool:
    """Does a thing belong to one document, unlike those that all share?"""
    return iri.startswith(ID) and bool(split(iri)[1])

"""The index of one version of the graph: an SQLite file, written whole, never changed, shared by all threads.

It holds the IRIs that this code knows, whatever address the store gives them, and its version is that of the store, so
an index that does not belong to the store in force is seen at once and made again. It is read from any store by SELECT.
"""

import hashlib
import os
import re
import sqlite3
import struct
import threading
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from unodc_kg.describe.graph import Graph, Row, value
from unodc_kg.describe.units import reading_order, split
from unodc_kg.errors import StoreError
from unodc_kg.namespaces import BASE, ID, KG
from unodc_kg.rdf import Literal, NamedNode, integer, text
from unodc_kg.search.words import folded, key, prepared
from unodc_kg.stores.base import Store
from unodc_kg.stores.durable import sync

# Of the file: another one makes every index anew. Words are cut by what Python knows of characters.
FORM = f"2-{unicodedata.unidata_version}"
LABEL, TEXT = 0, 1
KG_TEXT = NamedNode(KG["text"])
BATCH = 5_000
SCHEMA = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE thing (id INTEGER PRIMARY KEY, iri TEXT NOT NULL UNIQUE, record INTEGER NOT NULL, place BLOB NOT NULL);
CREATE TABLE entry (id INTEGER PRIMARY KEY, thing INTEGER NOT NULL, part INTEGER NOT NULL, language TEXT NOT NULL,
                    text TEXT NOT NULL, key TEXT, tie INTEGER NOT NULL);
CREATE TABLE class (thing INTEGER, class TEXT, PRIMARY KEY (thing, class)) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5 (text, content='', tokenize='ascii', prefix='1 2 3');
"""
FINISH = """
CREATE INDEX entry_key ON entry (key, id) WHERE key IS NOT NULL;
CREATE INDEX entry_thing ON entry (thing);
INSERT INTO words (words) VALUES ('optimize');
ANALYZE;
"""
THING = "INSERT INTO thing (id, iri, record, place) VALUES (?, ?, ?, ?)"
ENTRY = "INSERT INTO entry (id, thing, part, language, text, key, tie) VALUES (?, ?, ?, ?, ?, ?, ?)"


class Name(NamedTuple):
    """A name or text of a thing: which of the two, its language, and how it is written."""

    part: int
    language: str
    text: str


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
    return written(store, path, lambda part: _fill(part, Graph(store, base_iri), page))


def written(store: Store, path: Path, fill: Callable[[Path], tuple[int, int]]) -> Written:
    """Let `fill` write an index beside its place, and put it there when it is complete."""
    start = time.perf_counter()
    part = path.with_name(f"{path.name}.{os.getpid()}-{threading.get_ident()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        things, entries = fill(part)
        sync(part)  # else a loss of power may leave half an index, and all later ones are made from it
        part.replace(path)
        sync(path.parent)
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


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    connection.create_function("folded", 1, folded, deterministic=True)
    return connection


def _fill(path: Path, graph: Graph, page: int) -> tuple[int, int]:
    with sqlite3.connect(path) as connection:
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + SCHEMA)
        things, entries = _names(connection, graph, page)
        _classes(connection, graph, page, things)
        describe(connection, graph.store.version, len(things), entries)
        connection.executescript(FINISH)
    connection.close()
    return len(things), entries


def describe(connection: sqlite3.Connection, version: str, things: int, entries: int) -> None:
    """Say in an index what it holds."""
    about = {"form": FORM, "version": version, "things": things, "entries": entries}
    found = ((name, str(told)) for name, told in about.items())
    connection.executemany("INSERT OR REPLACE INTO about VALUES (?, ?)", found)


def name_of(row: Row) -> Iterator[tuple[str, Name]]:
    """The thing and the name or text of a row of the query for names, if it is one that is sought."""
    thing, literal = row["thing"], row["value"]
    if isinstance(thing, NamedNode) and isinstance(literal, Literal):
        part = TEXT if row["property"] == KG_TEXT else LABEL
        yield thing.value, Name(part, literal.language or "", literal.value)


def thing(iri: str) -> tuple[str, bool, bytes]:
    """What `THING` takes of a thing, after its number."""
    return iri, _is_record(iri), place(iri)


def entry(name: Name) -> tuple[int, str, str, str | None, int]:
    """What `ENTRY` takes of a name, after its number and that of its thing.

    The last decides between names that are met alike, so that an index made step by step gives the same as a new one.
    """
    digest = hashlib.blake2b(f"{name.language}\0{name.text}".encode(), digest_size=6).digest()
    return (*name, None if name.part else key(name.text), int.from_bytes(digest))


def place(iri: str) -> bytes:
    """Where a thing stands in reading order, as bytes that sort so; two things never have the same."""
    parts = [text.encode() + b"\0" if size < 0 else struct.pack(">I", size + 1) + text.encode()
             for size, text in reading_order(iri)]  # fmt: skip
    return b"".join([*parts, bytes(4), iri.encode()])


def _names(connection: sqlite3.Connection, graph: Graph, page: int) -> tuple[dict[str, int], int]:
    things: dict[str, int] = {}
    number = 0
    for batch in _batches(_rows(graph, "index-names", page)):
        entries, tokens = [], []
        for iri, name in (found for row in batch for found in name_of(row)):
            number += 1
            entries.append((number, things.setdefault(iri, len(things) + 1), *entry(name)))
            tokens.append((number, prepared(name.text)))
        connection.executemany(ENTRY, entries)
        connection.executemany("INSERT INTO words (rowid, text) VALUES (?, ?)", tokens)
    connection.executemany(THING, ((number, *thing(iri)) for iri, number in things.items()))
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

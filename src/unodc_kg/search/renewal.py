"""The index of a version made from that of a version before: only what a write touched is read and written again.

The index before is copied and never changed, and the new file takes its place when it is complete, so a search finds
the index of its own version or waits for it. What comes out holds the same as an index that is made anew.
"""

import shutil
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path

from unodc_kg.describe.graph import Graph
from unodc_kg.namespaces import BASE
from unodc_kg.rdf import NamedNode, Term, named
from unodc_kg.search import index
from unodc_kg.search.index import Index, Name
from unodc_kg.search.words import prepared
from unodc_kg.stores import changes
from unodc_kg.stores.base import Store
from unodc_kg.stores.embedded import EmbeddedStore

AT_ONCE = 500  # things of one query


def before(store: Store, folder: Path) -> tuple[Index, set[str]] | None:
    """An index in the folder that can be renewed for this store, and the things to look at; None if there is none."""
    if not isinstance(store, EmbeddedStore) or store.folder is None:
        return None
    known = {path.stem: path for path in folder.glob("*.sqlite")}
    found = changes.since(store.folder.parent.parent, store.version, known)
    if found is None:
        return None
    version, things = found
    old = index.open_index(known[version])
    return (old, things) if old.version == version else None


def fill(path: Path, old: Index, graph: Graph, things: Iterable[str]) -> tuple[int, int]:
    """Write the index of what the store holds now, where only these things may differ from the old one."""
    shutil.copyfile(old.path, path)
    with sqlite3.connect(path) as connection:
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        left = iter(things)
        while some := [*islice(left, AT_ONCE)]:
            _renew(connection, graph, [_ours(graph, iri) for iri in some])
        numbers = [connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in ("thing", "entry")]
        index.describe(connection, graph.store.version, *numbers)
    connection.close()
    return numbers[0], numbers[1]


def _ours(graph: Graph, iri: str) -> str:
    """An IRI of the store as this code knows it."""
    return BASE + iri.removeprefix(graph.base_iri) if iri.startswith(graph.base_iri) else iri


def _renew(connection: sqlite3.Connection, graph: Graph, things: Sequence[str]) -> None:
    names, classes = defaultdict[str, list[Name]](list), defaultdict[str, set[str]](set)
    terms: list[Term] = [named(iri) for iri in things]
    for row in graph.rows("index-names-of", things=terms):
        for iri, name in index.name_of(row):
            names[iri].append(name)
    for row in graph.rows("index-classes-of", things=terms):
        if isinstance(row["thing"], NamedNode) and isinstance(row["value"], NamedNode):
            classes[row["thing"].value].add(row["value"].value)
    for iri in things:
        number = _names(connection, iri, names[iri])
        connection.execute("DELETE FROM class WHERE thing = ?", (number,))
        if names[iri]:
            connection.executemany("INSERT INTO class VALUES (?, ?)", ((number, kind) for kind in classes[iri]))


def _names(connection: sqlite3.Connection, iri: str, names: list[Name]) -> int:
    """Put these in the place of all names and texts of a thing, and give its number; 0 if it never was there."""
    found = connection.execute("SELECT id FROM thing WHERE iri = ?", (iri,)).fetchone()
    number = int(found[0]) if found else 0
    rows = connection.execute("SELECT id, part, language, text FROM entry WHERE thing = ?", (number,)).fetchall()
    if Counter(Name(*row[1:]) for row in rows) == Counter(names):
        return number
    for entry, _, _, text in rows:  # the words are kept without their text, so it has to be said what goes
        connection.execute("INSERT INTO words (words, rowid, text) VALUES ('delete', ?, ?)", (entry, prepared(text)))
    connection.execute("DELETE FROM entry WHERE thing = ?", (number,))
    if not names:
        connection.execute("DELETE FROM thing WHERE id = ?", (number,))
    elif not number:
        number = int(connection.execute(index.THING, (None, *index.thing(iri))).lastrowid or 0)
    for name in names:
        entry = connection.execute(index.ENTRY, (None, number, *index.entry(name))).lastrowid
        connection.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (entry, prepared(name.text)))
    return number

"""The embedded store: pyoxigraph, on disk and read-only for the service, in memory for tests and small jobs.

A store on disk is a folder with the engine's files in `quads/` and the version in `version`. It is written whole and
never changed: a new graph is a new folder that takes the place of the old one.
"""

import hashlib
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO

import pyoxigraph

from unodc_kg.errors import QueryError, QueryFailedError, StoreError
from unodc_kg.formats import Format
from unodc_kg.namespaces import PREFIXES
from unodc_kg.rdf import (
    SMALL,
    DefaultGraph,
    NamedNode,
    Quad,
    RdfFormat,
    Term,
    Triple,
    canonical,
    merged,
    serialize_quads,
    sorted_head,
)
from unodc_kg.stores import durable
from unodc_kg.stores.base import Result, rdf_format
from unodc_kg.stores.diagnose import syntax_error
from unodc_kg.stores.pieces import pieces

ENGINE_ERRORS = (OSError, RuntimeError, ValueError)  # what the engine raises for files it cannot use
OTHERS = ""  # the mark of the graphs that have none of their own
PIECE = 10_000  # statements that are written at once
BUILD = "Run `unodc-kg build` to write the store again."


@dataclass(frozen=True, eq=False)
class EmbeddedStore:
    """A graph in this process; safe to share between threads for reading."""

    engine: pyoxigraph.Store
    version: str
    folder: Path | None = None  # where it stands on disk
    size: int | None = None  # triples of the unnamed graph, counted when the version was made
    marks: Mapping[str, str] = field(default_factory=dict)  # which version changed each named graph last, see `marks`

    def query(
        self,
        text: str,
        *,
        bindings: Mapping[str, Term] | None = None,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        base_iri: str = "",
    ) -> Result:
        """See `Store.query`."""
        chosen = bool(default_graphs or named_graphs)  # then GRAPH and the default graph see these and nothing else
        try:
            answer = self.engine.query(
                text,
                base_iri=base_iri or None,
                prefixes=_prefixes(text),
                default_graph=[*map(_named, default_graphs)] if chosen else None,
                named_graphs=[*map(_named, named_graphs)] if chosen else None,
                substitutions={pyoxigraph.Variable(name): term for name, term in (bindings or {}).items()} or None,
            )
        except SyntaxError as error:
            raise syntax_error(text, str(error)) from error
        except OSError as error:
            raise StoreError(f"The store cannot be read: {error}.", BUILD) from error
        except RuntimeError as error:
            raise QueryFailedError(f"The query cannot be evaluated: {error}.", "Change the query.") from error
        return Result(answer)

    def describe(self, iri: str) -> Result:
        """See `Store.describe`."""
        return self.query(f"DESCRIBE {_named(iri)}")

    def count(self) -> int:
        """See `Store.count`; where it is not known, all are counted."""
        if self.size is not None:
            return self.size
        row = next(self.query("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }").rows())
        return int(str(row["n"].value)) if isinstance(row["n"], pyoxigraph.Literal) else 0

    def graphs(self) -> list[str]:
        """See `Store.graphs`."""
        return sorted(str(graph.value) for graph in self.engine.named_graphs())

    def changed_in(self, graph: str) -> str:
        """See `Store.changed_in`."""
        return self.marks.get(graph, self.marks.get(OTHERS, self.version)) if graph else self.version

    def quads(self) -> Iterator[Quad]:
        """All quads, those of the merged graph left out."""
        return (quad for quad in self.engine if quad.graph_name != DefaultGraph())

    def triples(self, graph: str) -> Iterator[Triple]:
        """The triples of a named graph, or with "" of the merged one."""
        found = self.engine.quads_for_pattern(None, None, None, _named(graph) if graph else DefaultGraph())
        return (quad.triple for quad in found)

    def content(self, graph: str, form: Format) -> Iterator[bytes]:
        """See `Store.content`."""
        first = list(islice(self.triples(graph), SMALL))
        if len(first) < SMALL:
            return iter([serialize_quads(first, rdf_format(form))])
        return pieces(partial(self._write, _named(graph) if graph else DefaultGraph(), rdf_format(form)))

    def _write(self, graph: NamedNode | DefaultGraph, form: RdfFormat, output: IO[bytes]) -> None:
        with sorted_head(output, form) as target:
            self.engine.dump(target, format=form, from_graph=graph, prefixes=dict(PREFIXES))

    def dump(self, form: Format, *, unnamed: bool) -> Iterator[bytes]:
        """See `Store.dump`. A piece of TriG without prefixes can follow another one."""
        quads = iter(self.engine)
        while piece := list(islice(quads, PIECE)):
            kept = piece if unnamed else [quad for quad in piece if quad.graph_name != DefaultGraph()]
            yield pyoxigraph.serialize(kept, format=rdf_format(form)) or b""


def memory(quads: Iterable[Quad]) -> EmbeddedStore:
    """A store in memory with these quads and their merged graph."""
    quads = list(quads)
    engine = pyoxigraph.Store()
    engine.extend(merged(quads))
    return EmbeddedStore(engine, _version(quads))


def open_readonly(path: Path) -> EmbeddedStore:
    """The store in the folder `path`.

    Raises:
        StoreError: it is missing or damaged.
    """
    if not (path / "quads").is_dir():
        raise StoreError(f"{path}: there is no store here.", "Run `unodc-kg build` first, or check the setting `data`.")
    try:
        version = (path / "version").read_text(encoding="ascii").strip()
        return EmbeddedStore(pyoxigraph.Store.read_only(str(path / "quads")), version, path)
    except ENGINE_ERRORS as error:
        raise StoreError(f"{path}: the store is damaged and cannot be opened ({error}).", BUILD) from error


def write(path: Path, quads: Iterable[Quad]) -> str:
    """Write a new store with these quads and their merged graph to `path` and give its version.

    It is written beside and then takes the place of what was there, so that no reader ever opens half a store. A
    process that has the old store open keeps its answers until it opens the new one.

    Raises:
        StoreError: the disk does not allow it.
    """
    quads = list(quads)
    version = _version(quads)
    fresh = path.with_name(f"{path.name}.new")
    try:
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        _fill(fresh / "quads", quads)
        durable.write_text(fresh / "version", version + "\n")
        _replace(path, fresh)
    except ENGINE_ERRORS as error:
        raise StoreError(f"{path}: the store cannot be written ({error}).", "Check space and rights there.") from error
    return version


def _fill(path: Path, quads: Iterable[Quad]) -> None:
    engine = pyoxigraph.Store(str(path))
    engine.bulk_extend(merged(quads))
    engine.optimize()
    engine.flush()


def _replace(path: Path, fresh: Path) -> None:
    old = path.with_name(f"{path.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if path.exists():
        path.rename(old)
    fresh.rename(path)
    durable.sync(path.parent)
    shutil.rmtree(old, ignore_errors=True)


def _version(quads: Iterable[Quad]) -> str:
    return hashlib.sha256(canonical(quads)).hexdigest()[:16]


def _prefixes(query: str) -> dict[str, str]:
    """Of our prefixes those that the query may use: the engine reads the IRI of each anew for every query."""
    if "\\" in query:  # a name may be written with escapes
        return PREFIXES
    return {prefix: space for prefix, space in PREFIXES.items() if f"{prefix}:" in query}


def _named(iri: str) -> NamedNode:
    try:
        return NamedNode(iri)
    except ValueError as error:
        raise QueryError(f"{iri!r} is not an IRI: {error}.", "Give an absolute IRI.") from error

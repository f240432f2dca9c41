"""A write as a value, what carries one out, and how one is carried out on an open store of the engine.

Whoever calls `carry_out` works on a copy, so a write that fails half-way leaves nothing.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

import pyoxigraph

from unodc_kg.errors import QueryError, QueryFailedError, QuerySyntaxError, RdfSyntaxError
from unodc_kg.formats import DATASETS, JSON_LD, RDF_XML, Format
from unodc_kg.namespaces import PREFIXES
from unodc_kg.rdf import merged as twice
from unodc_kg.stores import updates
from unodc_kg.stores.base import Store, rdf_format
from unodc_kg.stores.changes import Changed
from unodc_kg.stores.diagnose import syntax_error
from unodc_kg.stores.merging import TAKE_GRAPH, merging, settle
from unodc_kg.stores.segments import segments

Kind = Literal["update", "put", "post", "delete", "patch"]
Accept = Callable[[Store], None]  # raises if the write is not wanted on that store: a precondition of the request
DOCTYPE = re.compile(rb"<!--.*?-->|<!\[CDATA\[.*?\]\]>|(?P<doctype><!DOCTYPE)", re.DOTALL)
MANY = 1_000_000  # bytes from which on the engine does better to write new files than one change after another
REMOTE = "LoadDocumentCallback"  # what the engine says when JSON-LD names a context elsewhere (pyoxigraph 0.5.13)


@dataclass(frozen=True)
class Write:
    """A change of the graph: a SPARQL update, or what the graph store protocol does to one graph or to all.

    Attributes:
        kind: "update" has `text`; "patch" has `text`, which sees and changes the one graph only; "put" and "post" have
            `data`, each part with its format; "delete" has neither.
        graph: the IRI of the graph; "" is the unnamed graph.
        whole: the write is to all graphs at once.
        base_iri: against what relative IRIs of `text` are read.
    """

    kind: Kind
    text: str = ""
    using: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()
    graph: str = ""
    whole: bool = False
    data: tuple[tuple[bytes, Format], ...] = ()
    base_iri: str = ""


class Writer(Protocol):
    """What carries out writes, one at a time, each whole or not at all."""

    def apply(self, write: Write, accept: Accept) -> Store:
        """Carry out a write and give the store as it is then.

        Args:
            write: what to do.
            accept: called with the store in force, while nobody else can write; what it raises ends the write.

        Raises:
            QueryError: the update is wrong, or may not run here.
            RdfSyntaxError: the data does not parse.
            StoreError: the store cannot be written, or another write takes too long.
        """
        ...


def check(write: Write, *, merged: bool, max_depth: int) -> None:
    """Return if the write may be carried out on a store whose unnamed graph is, or is not, the merged graph.

    Raises:
        QueryError: it may not.
        RdfSyntaxError: the data has what we do not read.
    """
    for data, form in write.data:
        _refuse_doctype(data, form)
        _check_graphs(data, form, merged)
    if write.kind in ("update", "patch"):
        updates.check(write.text, max_depth=max_depth)
    if merged and write.kind == "update":
        updates.require_named_graphs(write.text)
    if merged and write.kind != "update" and not (write.graph or write.whole):
        raise updates.unnamed()


def _check_graphs(data: bytes, form: Format, merged: bool) -> None:
    """A JSON-LD document may name graphs, and a dataset may have an unnamed one; neither has a place."""
    if not (form == JSON_LD or (form in DATASETS and merged)):
        return
    try:
        unnamed = {quad.graph_name == pyoxigraph.DefaultGraph() for quad in pyoxigraph.parse(data, rdf_format(form))}
    except SyntaxError as error:
        raise explained(error, form) from error
    if form == JSON_LD and False in unnamed:
        raise RdfSyntaxError("The JSON-LD names graphs of its own.", "Send each graph by itself, or N-Quads to /store.")
    if form in DATASETS and True in unnamed:
        raise updates.unnamed()


def carry_out(engine: pyoxigraph.Store, write: Write, *, merged: bool) -> Changed:
    """Carry out a write that passed `check`, and say what it changed."""
    changed = Changed()
    if not merged:
        changed.everything()  # nobody looks
    if write.kind == "update":
        _update(engine, write, changed, merged=merged)
    elif write.whole:
        _all_graphs(engine, write, changed, merged)
    else:
        _one_graph(engine, write, changed, merged)
    return changed


def _all_graphs(engine: pyoxigraph.Store, write: Write, changed: Changed, merged: bool) -> None:
    if write.kind in ("put", "delete"):
        engine.clear()
        changed.everything()
    _add(engine, write, changed, merged)


def _add(engine: pyoxigraph.Store, write: Write, changed: Changed, merged: bool) -> None:
    """Add the data, to the merged graph too: that costs what the data is large, and not what the graph is."""
    fresh = pyoxigraph.Store()
    for data, form in write.data:
        _load(fresh, data, form, write)
    changed.add(quad.subject for quad in fresh)
    many = sum(len(data) for data, _ in write.data) > MANY
    (engine.bulk_extend if many else engine.extend)(twice(fresh) if merged else fresh)


def _one_graph(engine: pyoxigraph.Store, write: Write, changed: Changed, merged: bool) -> None:
    graph = pyoxigraph.NamedNode(write.graph) if write.graph else pyoxigraph.DefaultGraph()
    patched = _patched(engine, graph, write) if write.kind == "patch" else None
    if write.kind != "post":
        if merged:
            changed.add(quad.subject for quad in engine.quads_for_pattern(None, None, None, graph))
            engine.update(TAKE_GRAPH.format(graph=graph))
        engine.remove_graph(graph)
    if write.kind != "delete" and isinstance(graph, pyoxigraph.NamedNode):
        engine.add_graph(graph)
    _add(engine, write, changed, merged)
    if patched is not None:
        quads = [pyoxigraph.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in patched]
        changed.add(quad.subject for quad in quads)
        engine.extend(twice(quads) if merged else quads)


def _patched(
    engine: pyoxigraph.Store, graph: pyoxigraph.NamedNode | pyoxigraph.DefaultGraph, write: Write
) -> pyoxigraph.Store:
    """The graph alone, as the unnamed graph of a store in memory, after the update."""
    alone = pyoxigraph.Store()
    found = engine.quads_for_pattern(None, None, None, graph)
    alone.extend(pyoxigraph.Quad(quad.subject, quad.predicate, quad.object) for quad in found)
    for step in segments(write.text):
        _run(alone, step, write)
    other = next(iter(alone.named_graphs()), None)
    if other is not None:
        raise QueryError(f"The patch writes to the graph {other}.", "It changes one graph: leave out GRAPH and WITH.")
    return alone


def _update(engine: pyoxigraph.Store, write: Write, changed: Changed, *, merged: bool) -> None:
    text = updates.using(write.text, write.using, write.using_named)
    if not merged:
        for step in segments(text):
            _run(engine, step, write)
        return
    work = merging(text)
    if work.everything:
        changed.everything()
    for step in work.steps:
        _run(engine, step, write)
        changed.add(settle(engine))


def _run(engine: pyoxigraph.Store, text: str, write: Write) -> None:
    """Carry out a part of an update; what is said of a wrong one is about the text as it was sent."""
    try:
        engine.update(text, base_iri=write.base_iri or None, prefixes=PREFIXES)
    except SyntaxError as error:
        raise _syntax_error(write, error) from error
    except RuntimeError as error:
        problem = f"The update cannot be carried out: {error}."
        raise QueryFailedError(problem, "Nothing was changed; correct it.") from error


def _syntax_error(write: Write, error: SyntaxError) -> QuerySyntaxError:
    """Ask again what is wrong, of a text without our additions."""
    for segment in segments(write.text):
        try:
            pyoxigraph.Store().update(segment, base_iri=write.base_iri or None, prefixes=PREFIXES)
        except SyntaxError as again:
            return syntax_error(write.text, str(again), update=True)
        except RuntimeError:
            continue  # it parses
    return syntax_error(write.text, str(error), update=True)


def _load(engine: pyoxigraph.Store, data: bytes, form: Format, write: Write) -> None:
    target = None if form in DATASETS else pyoxigraph.NamedNode(write.graph) if write.graph else None
    try:
        engine.load(data, format=rdf_format(form), base_iri=write.graph or None, to_graph=target)
    except SyntaxError as error:
        raise explained(error, form) from error


def explained(error: SyntaxError, form: Format) -> RdfSyntaxError:
    """What the engine's parser says of data, with its place."""
    if REMOTE in str(error):
        hint = "Write the context into the document; contexts elsewhere are not fetched."
        return RdfSyntaxError("The JSON-LD names a context at another address.", hint)
    line, column = error.lineno or 0, error.offset or 0
    place = f"Line {line}, column {column} of the body" if line else "The body"
    reason = re.sub(r"^Parser error at .*?: | \(line \d+\)$", "", str(error.msg))
    return RdfSyntaxError(
        f"{place}: no {form.label} ({reason}).", "Nothing was written; correct that place.", line, column
    )


def _refuse_doctype(data: bytes, form: Format) -> None:
    if form != RDF_XML:
        return
    found = next((match for match in DOCTYPE.finditer(data) if match["doctype"]), None)
    if found is not None:
        line = data.count(b"\n", 0, found.start()) + 1
        column = found.start() - data.rfind(b"\n", 0, found.start())
        hint = "Remove it and write its entities out."
        message = f"Line {line}, column {column} of the body: a document type declaration is not read."
        raise RdfSyntaxError(message, hint, line, column)

"""Which version changed each graph last, so that a condition on one graph is not broken by a write to another.

It is told by what a write names, never by reading the graphs, so it costs nothing however large they are. Where a write
does not say which graphs it changes, all count as changed: a condition may then fail without need, and never holds
where it should fail.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import cast

import pyoxigraph

from unodc_kg.namespaces import PREFIXES
from unodc_kg.stores.embedded import OTHERS
from unodc_kg.stores.tokens import Token
from unodc_kg.stores.updates import Operation, Part, parts, templates
from unodc_kg.stores.writes import Write

MOST = 10_000  # entries; more of them would make each write slower than a condition that fails now and then


def after(marks: Mapping[str, str], before: str, write: Write, version: str) -> dict[str, str]:
    """The marks after a write that made `version` out of the version `before`."""
    changed = _changed(write)
    found = {OTHERS: before} | dict(marks) | dict.fromkeys(changed or (), version)
    return {OTHERS: version} if changed is None or len(found) > MOST else found


def _changed(write: Write) -> set[str] | None:
    """The named graphs that a write may change; None if that may be any."""
    if write.kind == "update":
        found = [_by_part(write, prologue, part) for prologue, part in _with_prologues(write.text)]
        return None if None in found else {graph for graphs in found for graph in graphs or ()}
    return None if write.whole else {write.graph} - {""}


def _with_prologues(update: str) -> Iterator[tuple[str, Part]]:
    """Each operation with all PREFIX and BASE before it."""
    prologue = ""
    for part in parts(update):
        prologue = " ".join([prologue, *(token.text for token in part.prologue)])
        if part.body:
            yield prologue, part


def _by_part(write: Write, prologue: str, part: Part) -> set[str] | None:
    operation = Operation(part.body, part.closed)
    names = list(_targets(operation))
    if any(token.kind not in ("iri", "name") for token in names):
        return None
    return _resolved(prologue, names, write.base_iri) if names else set()


def _targets(operation: Operation) -> Iterator[Token]:
    """What stands for the graphs that an operation changes: names, or a variable or a word that stands for many."""
    first, read = operation.word(0), operation.tokens
    if first in ("CLEAR", "DROP", "CREATE", "COPY", "ADD"):
        yield from _unless_default(read[-1:])
    elif first == "MOVE":
        yield from _unless_default(token for token in read[1:] if token.text.upper() not in ("SILENT", "GRAPH", "TO"))
    elif first == "WITH":
        yield read[1]
    for _, template in _all_templates(operation):
        yield from (name for word, name in pairwise(template) if word.kind == "word" and word.text.upper() == "GRAPH")


def _unless_default(read: Sequence[Token] | Iterator[Token]) -> Iterator[Token]:
    return (token for token in read if token.text.upper() != "DEFAULT")


def _all_templates(operation: Operation) -> Iterator[tuple[str, Sequence[Token]]]:
    """Those of an operation that begins with WITH, too."""
    if operation.word(0) == "WITH":
        operation = Operation(operation.tokens[2:], operation.closed)
    return templates(operation)


def _resolved(prologue: str, names: Sequence[Token], base_iri: str) -> set[str] | None:
    """The IRIs that names stand for, read by the engine as it reads them in the update."""
    words = " ".join({token.text for token in names})  # as rows, since the engine nests what stands in columns
    query = f"{prologue} SELECT ?g {{ VALUES ?g {{ {words} }} }}"
    answer = pyoxigraph.Store().query(query, base_iri=base_iri or None, prefixes=PREFIXES)
    terms = [solution["g"] for solution in cast(pyoxigraph.QuerySolutions, answer)]
    return {term.value for term in terms} if all(isinstance(term, pyoxigraph.NamedNode) for term in terms) else None

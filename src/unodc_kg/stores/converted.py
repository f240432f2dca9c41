"""An answer of another server written again in the format that was asked for, never held whole.

The engine reads from one file and writes to another, both in one thread: see `pieces`.
"""

import io
import re
from collections.abc import Iterator
from typing import IO, cast

from pyoxigraph import (
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Store,
    parse,
    parse_query_results,
)

from unodc_kg.formats import Format
from unodc_kg.namespaces import XSD
from unodc_kg.rdf import Literal, NamedNode, Quad, Triple, boolean, write_quads
from unodc_kg.stores.base import rdf_format
from unodc_kg.stores.pieces import SIZE, Write

BOOLEAN = NamedNode(XSD.boolean)
VALUES = {b"1": b'"true"', b"0": b'"false"'}
LONGEST = 200  # bytes; more than the pattern below matches
TRUE_OR_FALSE = re.compile(rb'("datatype": ?"http://www\.w3\.org/2001/XMLSchema#boolean", ?"value": ?)"([01])"')


class _Mended(io.RawIOBase):
    """SPARQL results in JSON with booleans as true and false; Virtuoso writes 1 and 0 with that datatype."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self._ready = b""
        self._held = b""  # what may be the first half of something to mend

    def readable(self) -> bool:
        """It is."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes; none at the end."""
        size = SIZE if size < 0 else size
        while not self._ready:
            piece = self._source.read(SIZE)
            data = TRUE_OR_FALSE.sub(lambda match: match[1] + VALUES[match[2]], self._held + piece)
            cut = len(data) - LONGEST if piece else len(data)
            self._ready, self._held = data[: max(cut, 0)], data[max(cut, 0) :]
            if not piece:
                break
        data, self._ready = self._ready[:size], self._ready[size:]
        return data


def read_results(source: IO[bytes]) -> QuerySolutions | QueryBoolean:
    """The answer in SPARQL results in JSON, read as it is asked for."""
    mended = cast(IO[bytes], _Mended(source))
    return parse_query_results(mended, format=QueryResultsFormat.JSON)


def held_results(source: IO[bytes]) -> QuerySolutions | QueryBoolean:
    """The same, all of it read."""
    return read_results(io.BytesIO(source.read()))


def held_triples(source: IO[bytes]) -> QueryTriples:
    """The triples in N-Triples, all of them read, each once."""
    engine = Store()
    engine.extend(Quad(*triple) for triple in read_triples(source))
    return cast(QueryTriples, engine.query("CONSTRUCT WHERE { ?s ?p ?o }"))


def read_triples(source: IO[bytes]) -> Iterator[Triple]:
    """The triples in N-Triples, read as they are asked for."""
    for quad in parse(source, RdfFormat.N_TRIPLES):
        value = quad.object
        if isinstance(value, Literal) and value.datatype == BOOLEAN and value.value in ("0", "1"):
            value = boolean(value.value == "1")
        yield Triple(quad.subject, quad.predicate, value)


def results(source: IO[bytes], form: Format) -> Write:
    """What writes results in `form`."""
    wanted = QueryResultsFormat.from_media_type(form.media_type)

    def write(output: IO[bytes]) -> None:
        read_results(source).serialize(output, format=wanted)

    return write


def graph(source: IO[bytes], form: Format) -> Write:
    """What writes triples in `form`."""

    def write(output: IO[bytes]) -> None:
        write_quads(read_triples(source), rdf_format(form), output)

    return write

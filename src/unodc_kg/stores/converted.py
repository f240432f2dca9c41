"""An answer of another server written again in the format that was asked for, piece by piece, never held whole.

The engine reads from one file and writes to another, both in one thread; a thread of its own does so, and hands over
what it wrote through a queue of a few pieces. So the server sends no faster than our client reads.
"""

import contextlib
import io
import queue
import re
import threading
import time
from collections.abc import Callable, Generator, Iterator
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

PIECE = 65_536
AHEAD = 4  # pieces that are written before the client took one
BOOLEAN = NamedNode(XSD.boolean)
VALUES = {b"1": b'"true"', b"0": b'"false"'}
LONGEST = 200  # bytes; more than the pattern below matches
TRUE_OR_FALSE = re.compile(rb'("datatype": ?"http://www\.w3\.org/2001/XMLSchema#boolean", ?"value": ?)"([01])"')
Write = Callable[[IO[bytes]], None]


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
        size = PIECE if size < 0 else size
        while not self._ready:
            piece = self._source.read(PIECE)
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


def pieces(write: Write, seconds: float, late: Callable[[], Exception]) -> Generator[bytes]:
    """What `write` writes, piece by piece; what it raises is raised here, and `late()` when the seconds are over.

    Close the iterator to end it early.
    """
    output = _Output()
    end = time.monotonic() + seconds
    threading.Thread(target=_run, args=(write, output), daemon=True).start()
    try:
        while (piece := output.next(end - time.monotonic())) is not None:
            if isinstance(piece, BaseException):
                raise piece
            yield piece
    except queue.Empty:
        raise late() from None
    finally:
        output.given_up = True


def _run(write: Write, output: "_Output") -> None:
    try:
        write(cast(IO[bytes], output))
        output.close()
    except BaseException as error:  # whatever it is belongs to the thread that reads the pieces
        with contextlib.suppress(BrokenPipeError):
            output.hand(error)


class _Output:
    """A file whose content goes to another thread, in pieces."""

    def __init__(self) -> None:
        self.given_up = False
        self._buffer = bytearray()
        self._handed: queue.Queue[bytes | BaseException | None] = queue.Queue(AHEAD)

    def next(self, seconds: float) -> bytes | BaseException | None:
        """The next piece, an error, or None at the end."""
        return self._handed.get(timeout=max(seconds, 0.001))

    def hand(self, piece: bytes | BaseException | None) -> None:
        """Hand it over, as soon as there is room."""
        while not self.given_up:
            with contextlib.suppress(queue.Full):
                return self._handed.put(piece, timeout=0.1)
        raise BrokenPipeError("Nobody reads the answer any more.")

    def write(self, data: bytes) -> int:
        """Take what the engine wrote."""
        self._buffer += data
        if len(self._buffer) >= PIECE:
            self.hand(bytes(self._buffer))
            self._buffer.clear()
        return len(data)

    def flush(self) -> None:
        """Nothing: a piece goes when it is full."""

    def close(self) -> None:
        """Hand over what is left, and the end."""
        if self._buffer:
            self.hand(bytes(self._buffer))
        self.hand(None)

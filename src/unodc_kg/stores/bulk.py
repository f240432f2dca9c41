"""Makes a store from files of N-Quads of any size: in flat memory, and no statement becomes an object of Python.

The engine reads N-Quads by itself. For the merged graph it is given each statement twice, once without its graph: in
one go, so that a blank node is the same in both.
"""

import gzip
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

import pyoxigraph

from unodc_kg.errors import RdfError, StoreError
from unodc_kg.stores import durable
from unodc_kg.stores.embedded import ENGINE_ERRORS

BLOCK = 1 << 22  # bytes that are looked at at once
NODE = rb"(?:<[^<>\s]*>|_:[^\s<>\"]+)"
TEXT = rb'"[^"\\\n]*(?:\\.[^"\\\n]*)*"(?:@[A-Za-z0-9-]+|\^\^<[^<>\s]*>)?'
# A line as programs write it, the triple apart from its graph.
LINE = re.compile(rb"(%b <[^<>\s]*> (?:%b|%b)) %b \.\n" % (NODE, NODE, TEXT, NODE))

Told = Callable[[float], None]  # how much is read, from 0 to 1


def write(path: Path, version: str, files: Sequence[Path], *, merged: bool, told: Told = lambda share: None) -> None:
    """Write a new store of all that the files say to `path`, with the merged graph if that is wanted.

    Raises:
        RdfError: a file cannot be read, does not parse, or has statements outside any named graph.
        StoreError: the disk does not allow it.
    """
    whole, done = sum(map(_size, files)) or 1, 0
    try:
        path.mkdir(parents=True, exist_ok=True)
        engine = pyoxigraph.Store(str(path / "quads"))
        for file in files:
            _load(engine, file, merged, lambda read, done=done: told((done + read) / whole))  # type: ignore[misc]
            done += _size(file)
        engine.optimize()
        engine.flush()
        durable.write_text(path / "version", version + "\n")
    except ENGINE_ERRORS as error:
        raise StoreError(f"{path}: the store cannot be written ({error}).", "Check space and rights there.") from error


def _load(engine: pyoxigraph.Store, file: Path, merged: bool, read: Callable[[int], None]) -> None:
    source = _Source(_pieces(file, merged, read))
    try:
        engine.bulk_load(cast(IO[bytes], source), format=pyoxigraph.RdfFormat.N_QUADS)
    except SyntaxError as error:
        raise _first_fault(file, error) from error


@dataclass
class _Source:
    """The pieces as the engine reads them."""

    pieces: Iterator[bytes]
    ready: bytes = b""
    at: int = 0  # what is read of it

    def read(self, size: int = -1) -> bytes:
        """The next bytes; none at the end."""
        while self.at >= len(self.ready):
            piece = next(self.pieces, None)
            if piece is None:
                return b""
            self.ready, self.at = piece, 0
        begin, self.at = self.at, len(self.ready) if size < 0 else self.at + size
        return self.ready[begin : self.at]


def _pieces(file: Path, merged: bool, read: Callable[[int], None]) -> Iterator[bytes]:
    for lines in _lines(file, read):
        yield lines
        if merged:
            yield _unnamed(file, lines)


def _lines(file: Path, read: Callable[[int], None]) -> Iterator[bytes]:
    """The file in pieces of whole lines."""
    try:
        with file.open("rb") as raw, gzip.open(raw) if file.suffix == ".gz" else raw as plain:
            rest = b""
            while block := plain.read(BLOCK):
                lines, end, rest = (rest + block).rpartition(b"\n")
                if end:
                    yield lines + end
                read(raw.tell())
            if rest:
                yield rest + b"\n"
    except OSError as error:
        raise RdfError(f"{file}: cannot be read ({error.strerror or error}).", "Check the path.") from error


def _unnamed(file: Path, lines: bytes) -> bytes:
    """The triples of these lines; the engine reads what is written in another way than usual."""
    found, number = LINE.subn(rb"\1 .\n", lines)
    if number == lines.count(b"\n"):
        return found
    triples = []
    for quad in pyoxigraph.parse(lines, pyoxigraph.RdfFormat.N_QUADS):
        if quad.graph_name == pyoxigraph.DefaultGraph():
            raise RdfError(f"{file}: it has statements outside any named graph.", "Give each line its graph.")
        triples.append(f"{quad.triple} .\n")
    return "".join(triples).encode()


def _first_fault(file: Path, error: SyntaxError) -> RdfError:
    """Where the file itself is wrong: the engine counted the lines that we added too."""
    number = 0
    for lines in _lines(file, lambda _: None):
        try:
            for _ in pyoxigraph.parse(lines, pyoxigraph.RdfFormat.N_QUADS):
                pass
        except SyntaxError as found:
            place = f"{file}, line {number + (found.lineno or 1)}, column {found.offset}"
            return RdfError(f"{place}: {found.msg}.", "Expected valid N-Quads. Repair that line and try again.")
        number += lines.count(b"\n")
    return RdfError(f"{file}: {error.msg}.", "Expected valid N-Quads.")


def _size(file: Path) -> int:
    try:
        return file.stat().st_size
    except OSError as error:
        raise RdfError(f"{file}: cannot be read ({error.strerror}).", "Check the path.") from error

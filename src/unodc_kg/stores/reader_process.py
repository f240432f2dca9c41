"""What runs in a reader: a process that answers one query after another on one version of the graph.

It is a process because the engine has no deadline and no limit of memory, and because its faults end the process that
it runs in. All that it can reach is a store that it cannot write, and the pipe to the service.

An answer is a row of frames: three letters, then bytes. The letters say what the answer is (s, a, g: rows, true or
false, triples; x: an error), whether more comes ("." or "!") and whether rows were left out ("1", "0" or "?").
"""

import contextlib
import ctypes
import json
import os
import resource
import signal
import sys
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from typing import IO, Any, cast

from pyoxigraph import QueryResultsFormat, QueryTriples, RdfFormat

from unodc_kg import errors
from unodc_kg.errors import KgError
from unodc_kg.rdf import write_quads
from unodc_kg.stores import embedded
from unodc_kg.stores.base import Kind, Question, Result, rdf_format

FRAME = 65_536
KINDS: dict[str, Kind] = {"s": "select", "a": "ask", "g": "graph"}
LETTERS = {kind: letter for letter, kind in KINDS.items()}
READY = b"ready"
PDEATHSIG = 1  # prctl: which signal comes when the parent ends
PREFIXED = (RdfFormat.TURTLE, RdfFormat.TRIG, RdfFormat.RDF_XML)  # forms that use prefixes


def main(pipe: Connection, folder: str, memory: int) -> None:
    """Answer what comes through the pipe until it is closed."""
    _confine(memory)
    with contextlib.suppress(EOFError, OSError):  # the service has gone, or does not want us any more
        try:
            store = embedded.open_readonly(Path(folder))
        except KgError as error:
            _send_error(pipe, error)
            return
        pipe.send_bytes(READY)
        while True:
            _answer(pipe, store, pipe.recv())


def _confine(memory: int) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal goes to all; the service tells us when to stop
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PDEATHSIG, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    sys.addaudithook(_refuse_network)


def _refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith(("socket.connect", "socket.bind", "socket.getaddrinfo", "subprocess.", "os.exec", "os.system")):
        raise PermissionError(f"A reader does not do this: {event}.")


@dataclass(eq=False)
class _Sink:
    """A file whose content goes into the pipe, frame by frame."""

    pipe: Connection
    letter: str
    truncated: str = "?"

    def __post_init__(self) -> None:
        self.buffer = self._fresh(".")

    def _fresh(self, state: str) -> bytearray:
        return bytearray(f"{self.letter}{state}{self.truncated}".encode())

    def write(self, data: bytes) -> int:
        self.buffer += data
        if len(self.buffer) >= FRAME:
            self.pipe.send_bytes(self.buffer)
            self.buffer = self._fresh(".")
        return len(data)

    def flush(self) -> None:
        """Nothing: a frame goes when it is full."""

    def close(self) -> None:
        """Send what is left, as the end."""
        self.buffer[1:2] = b"!"
        self.pipe.send_bytes(self.buffer)


def _answer(pipe: Connection, store: embedded.EmbeddedStore, question: Question) -> None:
    try:
        result = store.query(question.text, default_graphs=question.default_graphs, named_graphs=question.named_graphs)
        sink = _Sink(pipe, LETTERS[result.kind])
        _write(result, question, cast(IO[bytes], sink))
        sink.close()
    except KgError as error:
        _send_error(pipe, error)
    except MemoryError:
        os.kill(os.getpid(), signal.SIGABRT)  # as the engine does when it has no memory
    except (BrokenPipeError, EOFError, ConnectionError):
        raise
    except Exception as error:
        _send_error(pipe, errors.StoreError(f"The store failed while the answer was read: {error}.", "Try again."))


def _write(result: Result, question: Question, output: IO[bytes]) -> None:
    if isinstance(result.answer, QueryTriples):
        form = rdf_format(question.graph_form)
        if form in PREFIXED:
            write_quads(result.answer, form, output)
        else:
            result.answer.serialize(output, format=form)
    else:
        media_type = question.results_form.media_type
        result.answer.serialize(output, format=QueryResultsFormat.from_media_type(media_type))


def _send_error(pipe: Connection, error: KgError) -> None:
    said = {"class": type(error).__name__, "fields": vars(error)}
    pipe.send_bytes(b"x!?" + json.dumps(said, default=str).encode())


def read_error(data: bytes) -> KgError:
    """The error that a frame of the kind x holds."""
    said = json.loads(data)
    kind = getattr(errors, said["class"], errors.StoreError)
    error: KgError = kind.__new__(kind, said["fields"]["message"])
    vars(error).update(said["fields"])
    return error

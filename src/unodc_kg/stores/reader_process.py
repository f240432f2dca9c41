"""What runs in a reader: a process that answers one query after another on one version of the graph.

It is a process because the engine has no deadline and no limit of memory, and because its faults end the process that
it runs in. All that it can reach is a store that it cannot write, and the pipe to the service.

An answer is a row of frames: three letters, then bytes. The letters say what the answer is (s, a, g: rows, true or
false, triples; x: an error), whether more comes ("." or "!") and whether rows were left out ("1", "0" or "?").
"""

import contextlib
import csv
import ctypes
import io
import json
import marshal
import os
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from multiprocessing import forkserver
from multiprocessing.connection import Connection
from pathlib import Path
from typing import IO, Any, cast

from pyoxigraph import QueryResultsFormat, QuerySolutions, QueryTriples, parse_query_results

from unodc_kg import errors
from unodc_kg.errors import KgError
from unodc_kg.formats import CSV, DATASETS, GRAPHS, RESULTS, Format
from unodc_kg.rdf import PREFIXED, write_quads
from unodc_kg.stores import embedded
from unodc_kg.stores.base import Kind, Question, Result, rdf_format
from unodc_kg.stores.columns import in_order
from unodc_kg.stores.paging import Page

FIRST = 8_192  # bytes of the first frame of a long answer: they are wanted at once
FRAME = 65_536
HEAD = 3  # letters before the bytes of a frame
HELD = 262_144
KINDS: dict[str, Kind] = {"s": "select", "a": "ask", "g": "graph"}
LETTERS = {kind: letter for letter, kind in KINDS.items()}
READY = b"ready"
PDEATHSIG = 1  # prctl: which signal comes when the parent ends
NEW_NETWORK, NEW_USERS = 0x40000000, 0x10000000  # unshare: a network with nothing in it; where we may, that is
FORMS = {form.media_type: form for form in (*RESULTS, *GRAPHS, *DATASETS)}


def main(pipe: Connection, folder: str, memory: int) -> None:
    """Answer what comes through the pipe until it is closed."""
    confine(memory)
    with contextlib.suppress(EOFError, OSError):  # the service has gone, or does not want us any more
        try:
            store = embedded.open_readonly(Path(folder))
        except KgError as error:
            send_error(pipe, error)
            return
        pipe.send_bytes(READY)
        while True:
            _answer(pipe, store, Task.unpacked(pipe.recv_bytes()))


def confine(memory: int) -> None:
    """Give up what such a process does not need: signals, network, core files, more than so much memory."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # the service tells us when to stop
        signal.signal(number, signal.SIG_IGN)
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        libc.prctl(PDEATHSIG, signal.SIGKILL)
        if libc.unshare(NEW_NETWORK) != 0:  # it takes rights, or a namespace of users of its own
            libc.unshare(NEW_NETWORK | NEW_USERS)
    _leave_origin()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    sys.addaudithook(_refuse_network)


def _leave_origin() -> None:
    """Close our end of the pipe by which the fork server sees that nobody needs it any more.

    Else it would live as long as a process that computes without end, and that as long as the fork server: both for
    ever once the service was killed (Python 3.11).
    """
    origin: Any = forkserver._forkserver
    if origin._forkserver_alive_fd is not None:
        os.close(origin._forkserver_alive_fd)
        origin._forkserver_alive_fd = None


def _refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith(("socket.connect", "socket.bind", "socket.getaddrinfo", "subprocess.", "os.exec", "os.system")):
        raise PermissionError(f"A reader does not do this: {event}.")


@dataclass(frozen=True)
class Task:
    """What a reader is asked to do: the question, whose text is that of its first page if it is cut."""

    question: Question
    page: Page | None = None

    def packed(self) -> bytes:
        """All of it that a reader has to know."""
        asked, page = self.question, self.page
        forms = (asked.results_form.media_type, asked.graph_form.media_type)
        graphs = (asked.default_graphs, asked.named_graphs)
        cut = (page.rows, page.text, page.more, page.rest) if page else None
        return marshal.dumps((asked.text, *graphs, asked.base_iri, forms, cut))

    @classmethod
    def unpacked(cls, data: bytes) -> "Task":
        """The task that these bytes were made from."""
        text, default, named, base, (results, graph), cut = marshal.loads(data)
        question = Question(text, default, named, base, results_form=FORMS[results], graph_form=FORMS[graph])
        return cls(question, Page(*cut) if cut else None)


@dataclass(eq=False)
class _Sink:
    """A file whose content goes into the pipe, frame by frame.

    Where the answer is cut, the first frame waits until it is known whether rows were left out: until the answer is
    complete or `HELD` bytes are there.
    """

    pipe: Connection
    letter: str
    look: Callable[[bytes, bool], bool] | None = None  # were rows left out of this beginning, or of this whole?

    def __post_init__(self) -> None:
        self.truncated = "?"
        self.size = FIRST
        self.buffer = self._fresh()

    def _fresh(self) -> bytearray:
        return bytearray(f"{self.letter}.{self.truncated}".encode())

    def write(self, data: bytes) -> int:
        self.buffer += data
        if len(self.buffer) >= (HELD if self.look else self.size):
            self._know(complete=False)
            self.pipe.send_bytes(self.buffer)
            self.buffer, self.size = self._fresh(), FRAME
        return len(data)

    def flush(self) -> None:
        """Nothing: a frame goes when it is full."""

    def close(self) -> None:
        """Send what is left, as the end."""
        self._know(complete=True)
        self.buffer[1:2] = b"!"
        self.pipe.send_bytes(self.buffer)

    def _know(self, *, complete: bool) -> None:
        if self.look is None:
            return
        body = bytes(self.buffer[HEAD:])
        cut = self.look(body, complete)
        self.look, self.truncated = None, str(int(cut))
        if cut and body.startswith(b'{"head"'):
            body = b'{"meta":{"truncated":true},' + body[1:]
        self.buffer = self._fresh() + body


def _answer(pipe: Connection, store: embedded.EmbeddedStore, task: Task) -> None:
    question, page = task.question, task.page
    try:
        result = _ask(store, question, page.text if page else question.text)
        capped = page is not None and result.kind != "ask"
        look = partial(_is_cut, store, task, result.kind) if capped else None
        sink = _Sink(pipe, LETTERS[result.kind], look)
        _write(result, question, cast(IO[bytes], sink))
        sink.close()
    except KgError as error:
        send_error(pipe, error)
    except MemoryError:
        os.kill(os.getpid(), signal.SIGABRT)  # as the engine does when it has no memory
    except ConnectionError:
        raise
    except Exception as error:
        send_error(pipe, errors.StoreError(f"The store failed while the answer was read: {error}.", "Try again."))


def _ask(store: embedded.EmbeddedStore, question: Question, text: str) -> Result:
    return store.query(
        in_order(text, question.base_iri),
        default_graphs=question.default_graphs,
        named_graphs=question.named_graphs,
        base_iri=question.base_iri,
    )


def _is_cut(store: embedded.EmbeddedStore, task: Task, kind: Kind, body: bytes, complete: bool) -> bool:
    """Are there rows after this page? They need not be looked for where the page has fewer rows than it may."""
    assert task.page is not None
    if complete and kind == "select":
        with contextlib.suppress(Exception):  # a parser that does not take the answer says nothing of its rows
            if _count(body, task.question.results_form) < task.page.rows:
                return False
    more = _ask(store, task.question, task.page.more)
    return next(more.rows() if kind == "select" else more.triples(), None) is not None


def _count(body: bytes, form: Format) -> int:
    """How many rows a complete answer has."""
    if form == CSV:
        return sum(1 for _ in csv.reader(io.StringIO(body.decode(), newline=""))) - 1
    read = parse_query_results(body, format=QueryResultsFormat.from_media_type(form.media_type))
    return sum(1 for _ in read) if isinstance(read, QuerySolutions) else 0


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


def send_error(pipe: Connection, error: KgError) -> None:
    """Say through the pipe what went wrong, as `read_error` reads it."""
    said = {"class": type(error).__name__, "fields": vars(error)}
    pipe.send_bytes(b"x!?" + json.dumps(said, default=str).encode())


def read_error(data: bytes) -> KgError:
    """The error that a frame of the kind x holds."""
    said = json.loads(data)
    kind = getattr(errors, said["class"], errors.StoreError)
    error: KgError = kind.__new__(kind, said["fields"]["message"])
    vars(error).update(said["fields"])
    return error

"""The log: lines on standard error, as text for people or as JSON for programs, that nothing sent to us can break.

A line holds the fields of a request, never its headers, its address's query or its body: a token may be in them. Only
the log of slow queries has the text of a query.
"""

import json
import logging
import re
import sys
import threading
import time
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from functools import lru_cache
from multiprocessing import util
from typing import IO, Any

ACCESS = logging.getLogger("unodc_kg.access")
SLOW = logging.getLogger("unodc_kg.slow")
INFO = logging.INFO
LONGEST = 2000  # characters of one value
DELAY = 0.02  # seconds that a line may wait for others, so that they are written together
MOST_LINES = 10_000  # lines that wait; then whoever adds one writes them
PLAIN = re.compile(r"[!#-<>-\[\]-~]+")  # what needs no quotes: printable ASCII but space, quotes, = and \\
SANE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


def access(fields: Mapping[str, object]) -> None:
    """Write the line of a request. Where in the code that happens is of no interest, and takes time to find out."""
    if ACCESS.isEnabledFor(INFO):
        record = logging.LogRecord(ACCESS.name, INFO, "", 0, "access", None, None)
        record.fields = fields
        ACCESS.handle(record)


class TextFormatter(logging.Formatter):
    """`2026-11-30T12:00:00.123Z info access method=GET path=/sparql ...`."""

    def format(self, record: logging.LogRecord) -> str:
        """See `logging.Formatter`."""
        fields = {"message": record.getMessage(), **_fields(record)}
        words = [escaped(str(fields.pop("message"))), *(f"{name}={_word(value)}" for name, value in fields.items())]
        line = f"{_stamp(record)} {record.levelname.lower()} {' '.join(words)}"
        return f"{line}\n{_traceback(record, self)}" if record.exc_info else line


class JsonFormatter(logging.Formatter):
    """One JSON object a line; all that is not ASCII is escaped."""

    def format(self, record: logging.LogRecord) -> str:
        """See `logging.Formatter`."""
        entry: dict[str, Any] = {"time": _stamp(record), "level": record.levelname.lower(), "logger": record.name}
        entry |= {"message": record.getMessage()[:LONGEST], **_fields(record)}
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, default=str)


class Batches(logging.Handler):
    """Writes lines some at a time, in a thread of its own: no answer waits for a disk or a terminal."""

    def __init__(self, stream: IO[str]) -> None:
        super().__init__()
        self._stream = stream
        self._lines: deque[str] = deque()
        self._some = threading.Event()
        self._turn = threading.Lock()
        threading.Thread(target=self._write, name="log", daemon=True).start()

    def emit(self, record: logging.LogRecord) -> None:
        """See `logging.Handler`."""
        try:
            self._lines.append(f"{self.format(record)}\n")
        except Exception:
            self.handleError(record)
        if record.levelno >= logging.WARNING or len(self._lines) > MOST_LINES:
            self.flush()
        elif not self._some.is_set():
            self._some.set()

    def flush(self) -> None:
        """Write what is there."""
        with self._turn, suppress(OSError, ValueError):  # nobody reads it any more
            lines = [self._lines.popleft() for _ in range(len(self._lines))]
            self._stream.write("".join(lines))
            self._stream.flush()

    def _write(self) -> None:
        while True:
            self._some.wait()
            time.sleep(DELAY)
            self._some.clear()
            self.flush()


FORMATS: dict[str, type[logging.Formatter]] = {"text": TextFormatter, "json": JsonFormatter}


def configure(log_format: str, *, in_batches: bool = False) -> None:
    """Write the log of this process to standard error in that format: at once, or some lines at a time."""
    handler: logging.Handler = Batches(sys.stderr) if in_batches else logging.StreamHandler(sys.stderr)
    handler.setFormatter(FORMATS[log_format]())
    for name in ("unodc_kg", "_granian"):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(logging.INFO)
        logger.propagate = False
    if in_batches:
        util.Finalize(None, handler.flush, exitpriority=1)
        logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False  # no line has them


def escaped(text: str) -> str:
    """The text on one line, with nothing in it that moves a cursor or turns the direction of writing."""
    text = text[:LONGEST]
    if text.isascii() and text.isprintable():
        return text
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def sane_id(text: str) -> bool:
    """May we take over this request id from the client?"""
    return SANE_ID.fullmatch(text) is not None


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    fields: dict[str, Any] = getattr(record, "fields", {})
    return {name: value[:LONGEST] if isinstance(value, str) else value for name, value in fields.items()}


def _word(value: object) -> str:
    text = f"{value:.4f}" if isinstance(value, float) else str(value)
    return text if PLAIN.fullmatch(text) else escaped(json.dumps(text[:LONGEST], ensure_ascii=False))


def _stamp(record: logging.LogRecord) -> str:
    return f"{_second(int(record.created))}.{int(record.msecs):03d}Z"


@lru_cache(maxsize=2)
def _second(number: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(number))


def _traceback(record: logging.LogRecord, formatter: logging.Formatter) -> str:
    lines = formatter.formatException(record.exc_info).splitlines() if record.exc_info else []
    return "\n".join(f"  {escaped(line)}" for line in lines)

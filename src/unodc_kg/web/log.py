"""The log: lines on standard error, as text for people or as JSON for programs, that nothing sent to us can break.

A line holds the fields of a request, never its headers, its address's query or its body: a token may be in them. Only
the log of slow queries has the text of a query.
"""

import json
import logging
import re
import sys
import time
from typing import Any

ACCESS = logging.getLogger("unodc_kg.access")
SLOW = logging.getLogger("unodc_kg.slow")
INFO = logging.INFO
LONGEST = 2000  # characters of one value
SANE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


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


FORMATS: dict[str, type[logging.Formatter]] = {"text": TextFormatter, "json": JsonFormatter}


def configure(log_format: str) -> None:
    """Write the log of this process to standard error in that format."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(FORMATS[log_format]())
    for name in ("unodc_kg", "_granian"):
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.setLevel(logging.INFO)
        logger.propagate = False


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
    plain = text.isascii() and text.isprintable() and text and not set(text) & set(' "=\\')
    return text if plain else escaped(json.dumps(text[:LONGEST], ensure_ascii=False))


def _stamp(record: logging.LogRecord) -> str:
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(record.created))}.{int(record.msecs):03d}Z"


def _traceback(record: logging.LogRecord, formatter: logging.Formatter) -> str:
    lines = formatter.formatException(record.exc_info).splitlines() if record.exc_info else []
    return "\n".join(f"  {escaped(line)}" for line in lines)

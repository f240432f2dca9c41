"""Bytes -> text. A byte order mark decides; else UTF-8 and GB18030 are tried in full, else the encoding is asked for.

Nothing is replaced or dropped: a byte that does not fit is named, with its place and what to do about it.
"""

import codecs
import stat
from pathlib import Path

from charset_normalizer import from_bytes

from unodc_kg.errors import SourceError

LARGEST = 50_000_000  # bytes; a larger file is a mistake, not a document
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like UTF-16: tried first
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
SAMPLE = 4_000  # bytes that show whether a text without a mark is UTF-16
OLD = (
    "gb18030",
    "cp1252",
    "cp1251",
    "cp1256",
    "iso8859_5",
    "koi8_r",
)  # in which UN texts in six languages were written


def load(source: Path, largest: int = LARGEST) -> bytes:
    """The bytes of a file of at most `largest` bytes.

    Raises:
        SourceError: the file cannot be read, is empty, or is too large.
    """
    try:
        found = source.stat()
        if not stat.S_ISREG(found.st_mode):
            raise SourceError(f"{source}: this is no file, but a folder, pipe, socket or device.", "Name a file.")
        if found.st_size > largest:
            raise SourceError(
                f"{source}: {found.st_size} bytes, expected at most {largest}.",
                "Divide the file into its documents, or raise the limit with --max-document-size.",
            )
        data = source.read_bytes()
    except OSError as error:
        raise SourceError(f"{source}: cannot be read ({error.strerror}).", "Check the path.") from error
    if not data:
        raise SourceError(f"{source}: the file is empty (0 bytes).", "Fetch the document again.")
    return data


def decode(data: bytes, source: Path) -> str:
    """The text of these bytes.

    Raises:
        SourceError: no encoding fits, or the file is no text.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _checked(_strictly(data, encoding, source), source)
    if encoding := _wide(data[:SAMPLE]):
        return _checked(_strictly(data, encoding, source), source)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        text = _older(data, source, error)
    return _checked(text, source)


def _strictly(data: bytes, encoding: str, source: Path) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise SourceError(
            f"{source}: its first bytes say {encoding}, but byte {error.start} does not fit ({error.reason}).",
            "The file is cut or damaged: fetch it again.",
        ) from error


def _wide(sample: bytes) -> str:
    """UTF-16 without a mark: blanks, figures and line ends have a zero byte on one and the same side."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if len(sample) < 16 or max(even, odd) < len(sample) / 100 or min(even, odd) * 20 > max(even, odd):
        return ""
    return "utf-16-le" if odd > even else "utf-16-be"


def _older(data: bytes, source: Path, error: UnicodeDecodeError) -> str:
    """A text that is not UTF-8: GB18030 where it reads as Chinese, else what its letters speak for.

    One damaged byte must not turn a UTF-8 text into another alphabet: where nearly all of it is UTF-8, it is refused.
    """
    refused = SourceError(
        f"{source}: byte {error.start} is not UTF-8, and no other encoding fits.", "Save the text as UTF-8."
    )
    lost = data.decode("utf-8", errors="replace")
    if sum(c > "\u07ff" and c != "\ufffd" for c in lost) > 20 * lost.count("\ufffd"):
        raise refused from error
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        text = ""
    letters = [c for c in text if c > "\x7f"]
    if letters and sum("\u3000" <= c <= "\u9fff" or c > "\uff00" for c in letters) > 0.95 * len(letters):
        common = sum(c in "的一是和在国会第年，。、" for c in letters)
        if common > len(letters) / 25:
            return text
    best = from_bytes(data, cp_isolation=list(OLD[1:])).best()
    if best is None:
        raise refused from error
    return str(best)


def _checked(text: str, source: Path) -> str:
    """Refuse what holds NUL characters: it is a program's file, not a text."""
    if (place := text.find("\0")) >= 0:
        raise SourceError(
            f"{source}: character {place} is NUL; this is no text.", "Give a text, a PDF, a Word file (.docx) or XML."
        )
    return text

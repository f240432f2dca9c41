"""Tables for people who open them in a spreadsheet, which takes a cell that begins with "=" as a formula and runs it.

The endpoint gives every value as it is, quoted as RFC 4180 says, because programs read it. The links of the page ask
for this form instead, in which an apostrophe stands before such a cell. Numbers stay numbers.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterable, Iterator

from unodc_kg.formats import CSV, TSV, Format

DANGEROUS = re.compile(r"[=+\-@\t\r\n＝＋－＠]")
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
csv.field_size_limit(2**31 - 1)  # of all of this process: a cell of more than 128 KiB is no error
TSV_CELL = re.compile(r'(^|(?<=\t))(["\']?)(?=[=+\-@＝＋－＠]|\\[trn])(?![+-]?\.?\d)', re.MULTILINE)


def guarded(chunks: Iterable[bytes], form: Format) -> Iterator[bytes]:
    """The table with an apostrophe before each cell that a spreadsheet would run; other formats as they are."""
    if form == CSV:
        return _csv(_lines(chunks))
    return _tsv(_lines(chunks)) if form == TSV else iter(chunks)


def _csv(lines: Iterator[str]) -> Iterator[bytes]:
    output = io.StringIO(newline="")
    writer = csv.writer(output, lineterminator="\r\n")
    for row in csv.reader(lines):
        writer.writerow([_safe(cell) for cell in row])
        if output.tell() > 65_536:
            yield output.getvalue().encode()
            output.seek(0)
            output.truncate()
    yield output.getvalue().encode()


def _safe(cell: str) -> str:
    return f"'{cell}" if DANGEROUS.match(cell) and not NUMBER.fullmatch(cell) else cell


def _tsv(lines: Iterator[str]) -> Iterator[bytes]:
    return (TSV_CELL.sub(r"\1\2'", line).encode() for line in lines)


def _lines(chunks: Iterable[bytes]) -> Iterator[str]:
    """The text line by line, each with its end, however it is cut into chunks."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    begun: list[str] = []  # the line that is not complete
    for chunk in chunks:
        *ends, rest = decoder.decode(chunk).split("\n")
        for end in ends:
            yield "".join((*begun, end, "\n"))
            begun.clear()
        begun.append(rest)
    if last := "".join(begun):
        yield last

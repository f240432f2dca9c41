"""What the terminal shows: progress on stderr; tables as wide as the terminal, or as their content if nobody reads."""

import sys
from collections.abc import Iterable, Sequence
from typing import TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from unodc_kg.errors import QuerySyntaxError
from unodc_kg.formats import TURTLE
from unodc_kg.rdf import Literal, RdfFormat, Term, serialize_quads
from unodc_kg.stores.base import Result
from unodc_kg.validation import Report
from unodc_kg.validation.report import COLUMNS, short

WIDE = 10_000  # columns where the output is no terminal: nothing is cut


class Steps:
    """The progress of a build, a line a step; see `build.Progress`."""

    def step(self, text: str) -> None:
        """The next step begins."""
        print(f"{text} ...", file=sys.stderr, flush=True)

    def report(self, report: Report) -> None:
        """The validation has ended: every finding if one of them stops the build, else their number."""
        if report.conforms:
            print(f"The graph {report.summary()}", file=sys.stderr)
        else:
            print_report(report, form="table", file=sys.stderr)


def print_answer(result: Result) -> None:
    """The answer to a query, for people: a table, yes or no, or Turtle."""
    if result.kind == "ask":
        print("yes" if result else "no")
    elif result.kind == "graph":
        print(result.serialize(TURTLE).decode(), end="")
    else:
        rows = [[_shown(row.get(name)) for name in result.variables] for row in result.rows()]
        print_table(result.variables, rows)
        print(f"{len(rows)} row{'s' * (len(rows) != 1)}")


def print_place(query: str, error: QuerySyntaxError) -> None:
    """The line of a query that is wrong, with a mark below the place; on stderr."""
    if error.line:
        line = query.split("\n")[error.line - 1].rstrip("\r")
        mark = "^" * max(1, min(len(error.token), len(line) - error.column + 1))
        begin = line[: error.column - 1]
        before = "".join("\t" if character == "\t" else " " * cell_len(character) for character in begin)
        print(f"{line}\n{before}{mark}", file=sys.stderr)


def print_table(columns: Sequence[str], rows: Iterable[Sequence[str]], *, file: TextIO | None = None) -> None:
    """A table without lines."""
    file = file or sys.stdout
    table = Table(*columns, box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    for row in rows:
        table.add_row(*map(Text, row))
    Console(file=file, highlight=False, width=None if file.isatty() else WIDE).print(table)


def print_report(report: Report, *, form: str, language: str = "en", file: TextIO | None = None) -> None:
    """What a validation found: as "table", "json" or "ttl"."""
    file = file or sys.stdout
    if form == "json":
        print(report.to_json(), end="", file=file)
    elif form == "ttl":
        print(serialize_quads(report.to_rdf(), RdfFormat.TURTLE).decode(), end="", file=file)
    else:
        if report.findings:
            print_table(COLUMNS, report.rows(language), file=file)
        print(report.summary(), file=file)


def _shown(term: Term | None) -> str:
    """A term as people write it, never cut."""
    return term.value if isinstance(term, Literal) else "" if term is None else short(term)

"""Whole-graph checks: a query a file in shapes/checks; each row is a finding.

A rule that looks at more than one node and its values runs once in the query engine: SHACL would run it for every node,
hundreds of times slower.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from unodc_kg.errors import ShapeError
from unodc_kg.rdf import NamedNode, Store, Term, select
from unodc_kg.validation.report import SEVERITIES, Finding, short

HEADER = re.compile(r"^# ([A-Za-z@]+): (.+)$", re.MULTILINE)
REQUIRED = ("Problem", "Problem@zh", "Solution", "Solution@zh", "Severity", "Shape")
PLACEHOLDER = re.compile(r"\{\?(\w+)\}")


@dataclass(frozen=True)
class Check:
    """One rule over the whole graph: its name, how grave a breach is, and what people are told, by language."""

    name: str
    severity: str
    messages: Mapping[str, str]
    query: str = ""

    def finding(self, row: Mapping[str, Term]) -> Finding:
        """The finding of one row; {?x} in a message is what the row has for ?x."""
        messages = {language: _filled(message, row) for language, message in self.messages.items()}
        path = row.get("path")
        where = path.value if isinstance(path, NamedNode) else ""
        return Finding(row["focus"], self.name, self.severity, messages, row.get("value"), where)


def load(root: Path) -> list[Check]:
    """The checks of a project.

    Raises:
        ShapeError: a file lacks a line of its header, or its header and its query do not fit.
    """
    return [_read(path) for path in sorted((root / "shapes" / "checks").glob("*.rq"))]


def run(check: Check, store: Store) -> Iterator[Finding]:
    """What the check finds.

    Raises:
        ShapeError: the query does not parse.
    """
    try:
        for row in select(store, check.query):
            yield check.finding(row)
    except SyntaxError as error:
        raise ShapeError(f"{check.name}.rq: the query does not parse ({error}).", "Repair the query.") from error


def _read(path: Path) -> Check:
    content = path.read_text(encoding="utf-8")
    header = dict(HEADER.findall(content))
    for name in REQUIRED:
        if name not in header:
            raise _wrong(path, f"there is no line '# {name}: ...'", "Add it to the head of the file.")
    if header["Severity"] not in SEVERITIES:
        raise _wrong(path, f"{header['Severity']!r} is no severity", f"Use one of {', '.join(SEVERITIES)}.")
    if header["Shape"] != path.stem:
        raise _wrong(path, f"'# Shape: {header['Shape']}' is not the name of the file", "Make the two equal.")
    english, chinese = f"{header['Problem']} {header['Solution']}", header["Problem@zh"] + header["Solution@zh"]
    check = Check(path.stem, header["Severity"], {"en": english, "zh": chinese}, content)
    _require_variables(check, path)
    return check


def _require_variables(check: Check, path: Path) -> None:
    head = re.search(r"^SELECT (?:DISTINCT )?\?focus\b([^{]*)", check.query, re.MULTILINE)
    if head is None:
        raise _wrong(path, "its query does not begin with SELECT ?focus", "Name the thing that is wrong ?focus.")
    chosen = set(re.findall(r"\?(\w+)", head.group(1))) | {"focus"}
    missing = {name for message in check.messages.values() for name in PLACEHOLDER.findall(message)} - chosen
    if missing:
        raise _wrong(path, f"the message names {{?{min(missing)}}}, which is not selected", "Select that variable.")


def _filled(message: str, row: Mapping[str, Term]) -> str:
    return PLACEHOLDER.sub(lambda match: short(row[match[1]]) if match[1] in row else "-", message)


def _wrong(path: Path, what: str, hint: str) -> ShapeError:
    return ShapeError(f"{path.name}: {what}.", hint)

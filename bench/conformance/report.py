"""Counts, compares with the failures that are known, and writes the page of what fails."""

import tomllib
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from .manifest import APART, Case

KNOWN = Path(__file__).with_name("known.toml")
MARK = "<!-- from here on: make conformance ARGS=--write -->"


@dataclass(frozen=True)
class Cause:
    """Why tests fail: whose it is (engine, specification or us), what the page says of it, and the smallest case."""

    name: str
    whose: str
    title: str
    why: str
    tests: tuple[str, ...]
    query: str = ""
    data: str = ""
    right: tuple[str, ...] = ()
    found: tuple[str, ...] = ()

    def case(self) -> list[str]:
        """The smallest case, as lines of Markdown."""
        if not self.query:
            return []
        lines = [f"Data:   {self.data}"] if self.data else []
        lines += [f"Query:  {self.query}", f"Right:  {_shown(self.right)}", f"Found:  {_shown(self.found)}"]
        return ["```text", *lines, "```", ""]


def _shown(rows: tuple[str, ...]) -> str:
    return " | ".join(", ".join(cell or "unbound" for cell in row.split("\t")) for row in rows) or "nothing"


@dataclass(frozen=True)
class Outcome:
    """A case that ran, and what was wrong; nothing when it passed."""

    case: Case
    problem: str


def causes(path: Path = KNOWN) -> list[Cause]:
    """The causes of failures in the data file."""
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    lists = ("tests", "right", "found")
    return [
        Cause(name, **{key: tuple(value) if key in lists else value for key, value in row.items()})
        for name, row in table.items()
    ]


def surprises(outcomes: list[Outcome], known: list[Cause]) -> list[str]:
    """The tests that fail and should not, and those that should fail and do not."""
    expected = {test: cause.name for cause in known for test in cause.tests}
    found = []
    for outcome in outcomes:
        key = outcome.case.key
        if outcome.problem and key not in expected:
            found.append(f"unexpected failure: {key}: {outcome.problem}")
        elif not outcome.problem and key in expected:
            found.append(f"unexpected pass: {key}: take it out of known.toml ({expected[key]})")
    return found


def unknown_names(cases: list[Case], known: list[Cause]) -> list[str]:
    """Entries of the data file that name no test."""
    keys = {case.key for case in cases}
    return [f"no such test: {test} ({cause.name})" for cause in known for test in cause.tests if test not in keys]


def counts(outcomes: list[Outcome], apart: dict[str, int]) -> str:
    """A line for each suite, the whole, and the suites that are left apart, as a table in Markdown."""
    passed = Counter(outcome.case.suite for outcome in outcomes if not outcome.problem)
    ran = Counter(outcome.case.suite for outcome in outcomes)
    lines = ["| suite | passed | failed |", "|---|--:|--:|"]
    lines += [f"| {suite} | {passed[suite]} | {many - passed[suite]} |" for suite, many in sorted(ran.items())]
    lines += [f"| **all** | **{passed.total()}** | **{ran.total() - passed.total()}** |"]
    if apart:
        lines += ["", "| left apart | tests | why |", "|---|--:|---|"]
        lines += [f"| {suite} | {many or 'not in the copy'} | {APART[suite]} |" for suite, many in apart.items()]
    return "\n".join(lines)


def page(outcomes: list[Outcome], apart: dict[str, int], known: list[Cause]) -> str:
    """The part of the page that is counted: tables, and every failing test under its cause."""
    problems = {outcome.case.key: outcome for outcome in outcomes if outcome.problem}
    lines = ["", "## Counts", "", counts(outcomes, apart), "", "## Tests that fail", ""]
    by_cause = defaultdict(list)
    for cause in known:
        by_cause[cause] += [test for test in cause.tests if test in problems]
    for cause, tests in by_cause.items():
        if tests:
            lines += [f"### {cause.title}", "", f"Whose: {cause.whose}.", "", cause.why.strip(), "", *cause.case()]
            lines += [f"- `{test}`: {problems[test].case.title}" for test in tests] + [""]
    return "\n".join(lines).rstrip() + "\n"


def write(path: Path, text: str) -> None:
    """Put the counted part behind the mark of the page; what people wrote before it stays."""
    before, mark, _ = path.read_text(encoding="utf-8").partition(MARK)
    if not mark:
        raise SystemExit(f"{path} has no line {MARK!r}.")
    path.write_text(before + mark + "\n" + text, encoding="utf-8")

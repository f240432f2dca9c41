"""What a validation found: sorted, the same for the same graph, in forms for people and for programs."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from unodc_kg.namespaces import PREFIXES, RDF, SH, SHAPES
from unodc_kg.rdf import BlankNode, Literal, NamedNode, Quad, Term, boolean, named, text

SEVERITIES = ("Violation", "Warning", "Info")
COLUMNS = ("severity", "shape", "thing", "message", "value")
SHOWN = 80  # signs of a value in a message


@dataclass(frozen=True)
class Finding:
    """One thing that breaks one shape or check; `shape` is its local name, `messages` say what to do, by language."""

    focus: Term
    shape: str
    severity: str
    messages: Mapping[str, str]
    value: Term | None = None
    path: str = ""

    @property
    def key(self) -> tuple[int, str, str, str, str, str]:
        """What findings are sorted and told apart by."""
        value = "" if self.value is None else str(self.value)
        order = SEVERITIES.index(self.severity)
        return order, self.shape, str(self.focus), self.path, value, self.message("en")

    def message(self, language: str) -> str:
        """The message in that language, else in English, else in any."""
        return self.messages.get(language) or self.messages.get("en") or next(iter(self.messages.values()), "")

    def as_json(self) -> dict[str, Any]:
        """Plain values; absent where there is none."""
        content: dict[str, Any] = {"severity": self.severity, "shape": SHAPES + self.shape, "focus": _plain(self.focus)}
        if self.path:
            content["path"] = self.path
        if self.value is not None:
            content["value"] = _plain(self.value)
        return content | {"messages": dict(sorted(self.messages.items()))}


@dataclass(frozen=True)
class Report:
    """All findings, and what was run to get them: that nothing was found says nothing unless something was run.

    `shapes` and `checks` name what ran, `idle` those of the shapes that had nothing to look at.
    """

    findings: tuple[Finding, ...]
    shapes: tuple[str, ...]
    checks: tuple[str, ...]
    idle: tuple[str, ...] = ()

    @property
    def conforms(self) -> bool:
        """No violation was found; warnings do not count."""
        return not any(finding.severity == "Violation" for finding in self.findings)

    @property
    def counts(self) -> dict[str, int]:
        """How many findings of each severity."""
        found = Counter(finding.severity for finding in self.findings)
        return {severity: found[severity] for severity in SEVERITIES}

    def summary(self) -> str:
        """One line: does it conform, what was found, what was run."""
        verdict = "conforms" if self.conforms else "does not conform"
        found = ", ".join(f"{count} {severity}" for severity, count in self.counts.items())
        return f"{verdict}: {found} ({len(self.shapes)} shapes and {len(self.checks)} checks were run)"

    def rows(self, language: str = "en") -> list[tuple[str, str, str, str, str]]:
        """A row a finding for people, in the order of COLUMNS."""
        return [
            (f.severity, f.shape, short(f.focus), f.message(language), "" if f.value is None else short(f.value))
            for f in self.findings
        ]

    def to_json(self) -> str:
        """The report as JSON text."""
        content = {
            "conforms": self.conforms,
            "counts": self.counts,
            "ran": {"shapes": len(self.shapes), "checks": len(self.checks)},
            "idle": list(self.idle),
            "findings": [finding.as_json() for finding in self.findings],
        }
        return json.dumps(content, ensure_ascii=False, indent=2) + "\n"

    def to_rdf(self) -> list[Quad]:
        """The report as a sh:ValidationReport."""
        report = BlankNode("report")
        quads = [
            Quad(report, named(RDF.type), named(SH.ValidationReport)),
            Quad(report, named(SH.conforms), boolean(self.conforms)),
        ]
        for number, finding in enumerate(self.findings, 1):
            result = BlankNode(f"result{number}")
            quads.append(Quad(report, named(SH.result), result))
            quads += _result(result, finding)
        return quads


def make_report(findings: list[Finding], shapes: list[str], checks: list[str], idle: list[str]) -> Report:
    """A report whose findings stand in order, each once."""
    distinct = {finding.key: finding for finding in findings}
    ordered = tuple(distinct[key] for key in sorted(distinct))
    return Report(ordered, tuple(sorted(shapes)), tuple(sorted(checks)), tuple(sorted(idle)))


def short(term: Term) -> str:
    """A term as people write it: an IRI with its prefix, a literal without quotes, cut where it is long."""
    if isinstance(term, NamedNode):
        fitting = [(space, prefix) for prefix, space in PREFIXES.items() if term.value.startswith(space)]
        space, prefix = max(fitting, key=lambda pair: len(pair[0]), default=("", ""))
        return f"{prefix}:{term.value.removeprefix(space)}" if space else f"<{term.value}>"
    value = term.value if isinstance(term, Literal) else str(term)
    return value if len(value) <= SHOWN else value[: SHOWN - 1] + "…"


def _result(result: BlankNode, finding: Finding) -> list[Quad]:
    pairs: list[tuple[str, Any]] = [
        (RDF.type, named(SH.ValidationResult)),
        (SH.focusNode, finding.focus),
        (SH.resultSeverity, named(SH[finding.severity])),
        (SH.sourceShape, named(SHAPES[finding.shape])),
    ]
    if finding.path:
        pairs.append((SH.resultPath, named(finding.path)))
    if finding.value is not None:
        pairs.append((SH.value, finding.value))
    pairs += [(SH.resultMessage, text(message, language)) for language, message in sorted(finding.messages.items())]
    return [Quad(result, named(predicate), value) for predicate, value in pairs]


def _plain(term: Term) -> str:
    return str(term.value) if isinstance(term, NamedNode | Literal) else str(term)

"""Our own English report paragraphs with what a reader finds in them, as the scorer of annotations takes them.

The marked text is the source: ``{TYPE key|words~other words}`` is a thing, ``{#>43|words}`` a figure,
``{@2022-06|words}`` a date; a ``?`` after the sign says that nobody has to find it. Lines after a
paragraph say which resolutions (``=``), symbols (``&``) and relations (``>``) it holds. A plain reading
of a marked file gives both the report that is converted and the expected findings.
"""

import importlib.util
import os
import re
import sys
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from converting import REPORT as PORTS
from converting import ROOT, known
from unodc_kg import annotations
from unodc_kg.convert import Conversion, convert_text

FOLDER = Path(__file__).resolve().parent / "data" / "english"
GOLD = Path(os.environ.get("UNODC_KG_SHARED", ROOT.parent / "shared")) / "gold"
REPORT = replace(PORTS, language="en")
TYPES = {
    "B": "Body",
    "P": "Partner",
    "G": "Programme",
    "U": "Publication",
    "V": "Event",
    "I": "Instrument",
    "T": "Treaty",
    "C": "Country",
    "R": "Region",
    "S": "Substance",
    "O": "Topic",
}
QUALIFIERS = {
    ">": "more_than",
    "~": "about",
    "<": "nearly",
    "+": "at_least",
    "^": "expected",
}
ALTERNATIVES = {
    "Partner": ["Body"],
    "Body": ["Partner"],
    "Instrument": ["Treaty", "Publication"],
    "Programme": ["Publication"],
}
KINDS = {"res": "resolution", "dec": "decision"}
KIND_WORDS = "programme|initiative|project|campaign|strategy|network|software|platform"  # may be in or out
INNERMOST = re.compile(r"\{([^{}|]*)\|([^{}]*)\}")
NOTE_MARK = re.compile(r"\{\^(\d+|\*)\}")
HEADING = re.compile(r"#+ ")


@dataclass
class Unit:
    """A marked paragraph: its number, its text, the lines after it."""

    name: str
    headings: list[str]
    body: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def units(name: str) -> list[Unit]:
    """The marked paragraphs of a file."""
    found: list[Unit] = []
    section: list[str] = []
    for line in (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if HEADING.match(line):
            section.append(line.lstrip("# "))
        elif line.startswith("@"):
            found.append(Unit(line[1:], section))
            section = []
        elif line[:1] in "=&>":
            found[-1].notes.append(line)
        elif line:
            found[-1].body.append(line)
    return found


def plain(marked: str) -> tuple[str, list[tuple[str, str]]]:
    """The text without marks, and each mark with the words that it covers."""
    marks: list[tuple[str, str]] = []
    marked = NOTE_MARK.sub("", marked)
    while match := INNERMOST.search(marked):
        words = match[2].split("~")[0]
        marks.append((match[1], match[2]))
        marked = marked[: match.start()] + words + marked[match.end() :]
    return marked, marks


def forms(type_: str, words: str) -> list[str]:
    """All accepted spellings: with and without article, quotation marks, kind word, bracketed short form."""
    accepted = list(dict.fromkeys(words.split("~")))
    for form in list(accepted):
        bracket = re.fullmatch(r"(.+?) \(((?:the )?[^()]+)\)", form)
        if bracket and type_ not in {"Country"}:
            accepted += [bracket[1], re.sub("^the ", "", bracket[2])]
    for form in list(accepted) if type_ == "Programme" else []:
        kind = re.fullmatch(rf"(.+) (?:{KIND_WORDS})", form)
        accepted += [kind[1]] if kind else [f"{form} {word}" for word in KIND_WORDS.split("|")]
    for form in list(accepted):
        bare = re.sub(r"^(?:the|a|an) ", "", form, flags=re.I)
        accepted += [bare, f"the {bare}", f"The {bare}", f"a {bare}", f"A {bare}", f"its {bare}"]
    return list(dict.fromkeys(accepted))


def entities(marks: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """One entry for each thing: the first words are its form, later ones are variants."""
    found: dict[str, dict[str, Any]] = {}
    for head, words in marks:
        match = re.fullmatch(r"([A-Z])(?:/([A-Z]))?(\??) (\S+)", head)
        if match is None:
            continue
        type_ = TYPES[match[1]]
        spellings = forms(type_, words)
        others = [TYPES[match[2]]] if match[2] else ALTERNATIVES.get(type_, [])
        for key in match[4].split("+"):  # words that name several things
            entry = found.setdefault(
                key,
                {"type": type_, "alt_types": others, "surface": spellings[0], "variants": [], "key": key}
                | {"canonical_en": key, "optional": True},
            )
            entry["variants"] += [form for form in spellings if form not in entry["variants"]]
            entry["optional"] = entry["optional"] and bool(match[3])
    return list(found.values())


def figures(marks: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """The figures of the marks."""
    found = []
    for head, words in marks:
        match = re.fullmatch(r"#(\??)([>~<+^]?)([\d.]+)", head)
        if match:
            value = float(match[3]) if "." in match[3] else int(match[3])
            qualifier = QUALIFIERS.get(match[2], "exact")
            found.append({"value": value, "qualifier": qualifier, "surface": words, "optional": bool(match[1])})
            if qualifier == "expected":
                found[-1]["alt_qualifiers"] = ["exact"]
    return found


def dates(marks: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """The dates of the marks."""
    heads = ((re.fullmatch(r"@(\??)(\S+)", head), words) for head, words in marks)
    return [{"value": m[2], "surface": words, "optional": bool(m[1])} for m, words in heads if m]


def numbers(text: str) -> list[str]:
    """The numbers of a list with ranges: 65/1-65/3 is three."""
    found: list[str] = []
    for part in text.split(","):
        ends = re.fullmatch(r"(\d+)/(\d+)-\1/(\d+)", part.strip())
        found += [f"{ends[1]}/{n}" for n in range(int(ends[2]), int(ends[3]) + 1)] if ends else [part.strip()]
    return found


def resolutions(notes: list[str]) -> list[dict[str, str]]:
    """The resolutions and decisions that the notes name."""
    found = []
    for note in notes:
        for part in note[1:].split(";") if note.startswith("=") else []:
            body, kind, listed = part.split()
            found += [{"body": body, "number": n, "kind": KINDS[kind]} for n in numbers(listed)]
    return found


def value_of(word: str) -> tuple[str, str]:
    """The object of a relation and what it is."""
    if word.startswith("@"):
        return word[1:], "date"
    if re.match(r"[A-Z-]+:(res|dec):", word):
        return word.lower().replace(":", "-").replace("/", "-"), "resolution"
    return word, "entity"


def relations(notes: list[str], text: str) -> list[dict[str, Any]]:
    """The relations that the notes state."""
    found = []
    for note in notes:
        if not note.startswith(">"):
            continue
        head, _, quote = note.partition(" :: ")
        mark, subject, predicate, objects = head.split()
        for word in objects.split(","):
            o, kind = value_of(word)
            kind = "literal" if predicate in {"recommends", "lawAction", "funds"} else kind
            stated = {"s": subject, "p": predicate, "o": o, "o_kind": kind, "quote": quote or text}
            found.append(stated | {"optional": mark == ">?"})
    return found


def expected(unit: Unit) -> dict[str, Any]:
    """What a reader finds in a paragraph."""
    text, marks = plain("\n".join(unit.body))
    counted = figures(marks)
    given = [
        {"s": "unodc", "p": "programmeFigure", "o": f["value"], "o_kind": "figure"}
        | {"quote": f["surface"], "optional": f["optional"]}
        for f in counted
    ]
    symbols = [symbol for note in unit.notes if note.startswith("&") for symbol in note[1:].split()]
    return {
        "unit": unit.name,
        "text": text,
        "entities": entities(marks),
        "resolutions": resolutions(unit.notes),
        "symbols": symbols,
        "figures": counted,
        "dates": dates(marks),
        "relations": relations(unit.notes, text) + given,
    }


def report(name: str) -> str:
    """The whole report as it would be printed."""
    lines: list[str] = []
    notes: list[str] = []
    for unit in units(name):
        text = plain(NOTE_MARK.sub(r"\1", "\n".join(unit.body)))[0]
        lines += unit.headings
        if unit.name.startswith("fn"):
            notes.append(f" {unit.name[2:]} {text}")
        else:
            lines.append(printed(unit.name, text))
    return "\n".join([*lines, "__________________", *notes]) + "\n"


def printed(name: str, text: str) -> str:
    """A paragraph with its number, or a part of the cover."""
    if name == "summary":
        return f"\nSummary\n{text}"
    return f"{name}. {text}" if name.isdigit() else text


@cache
def conversion(name: str) -> Conversion:
    """A report as converted."""
    year = int(name.rpartition("-")[2])
    document = replace(REPORT, key=f"x-{name}", symbols=(f"X/{year}/1",), titles={"en": name}, reporting_year=year)
    return convert_text(report(name), document, known())


def converted(name: str) -> list[dict[str, Any]]:
    """What the converter finds in a report."""
    found = conversion(name)
    document = found.document.manifest.iri
    return list(annotations.annotations(found.quads, known(), document, layer="extracted"))


def half(name: str, which: str) -> list[str]:
    """The units of one half: "a" has the odd paragraphs, "b" the even ones; other names give all."""
    found = [unit.name for unit in units(name)]
    if which not in {"a", "b"}:
        return found
    odd = [n for n in found if (n.isdigit() and int(n) % 2) or n in {"front", "fn1", "fn3"}]
    return odd if which == "a" else [n for n in found if n not in odd]


def scorer() -> ModuleType:
    """The scorer that stands beside the annotations of the first report."""
    spec = importlib.util.spec_from_file_location("score", GOLD / "score.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def score(name: str, which: str) -> Any:
    """The scorer's verdict on a half of a report."""
    gold = [expected(unit) for unit in units(name)]
    return scorer().score(gold, converted(name), half(name, which))


def main(name: str, which: str, *words: str) -> None:
    """Print the scores of a half, and with --errors each miss."""
    scorer().show(score(name, which), "--errors" in words)


if __name__ == "__main__":
    main(*sys.argv[1:])

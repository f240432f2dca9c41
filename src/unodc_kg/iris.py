"""Mint and read our IRIs (rules: ontology/README.md, "IRIs").

Keys come from codes or from positions in the frozen text, never from labels, run order or time, so that the same input
always gives the same IRI.
"""

import hashlib
import re

from unodc_kg.namespaces import CONCEPT, GRAPH, ID, KG

LAYER = re.compile(
    rf"{re.escape(GRAPH[''])}(?P<document>(?:document|resolution|decision)/.+)/(?P<layer>[a-z]+)(?:\.(?P<language>[a-z]{{2}}))?"
)
ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def symbol_key(symbol: str) -> str:
    """The document key of a symbol: "E/CN.7/2020/CRP.12" -> "e-cn.7-2020-crp.12"."""
    return re.sub(r"[\s()（）]+", "", symbol).replace("/", "-").lower()


def document(key: str) -> str:
    """The IRI of a document that is not a resolution or decision."""
    return f"{ID}document/{key}"


def thing(kind: str, key: str) -> str:
    """The IRI of a shared thing: kind is the folder below id/, e.g. "agent"."""
    return f"{ID}{kind}/{key}"


def concept(scheme: str, code: str) -> str:
    """The IRI of a controlled value."""
    return f"{CONCEPT}{scheme}/{code}"


def instrument(kind: str, body: str, number: str) -> str:
    """The IRI of a numbered resolution or decision.

    Args:
        kind: "resolution" or "decision".
        body: agent key of the adopting body, e.g. "ga".
        number: printed number, e.g. "63/4", "74/550 B", "2370 (2017)", "S-32/1", "1514 (XV)".
    """
    leading, serial, suffix = number_parts(number)
    parts = [body, *([leading] if leading else []), serial + (f"-{suffix.lower()}" if suffix else "")]
    return f"{ID}{kind}/{'/'.join(parts)}"


def number_parts(number: str) -> tuple[str, str, str]:
    """Leading part (session or year; "" if none), serial part and suffix of a printed number."""
    compact = re.sub(r"\s+", " ", number.strip()).replace("（", "(").replace("）", ")")
    match = re.fullmatch(r"(?:((?:S|ES)-\d+|\d+)/)?(\d+)\s?([A-Z]{1,2})?\s?(?:\((\d{4}|[SE]*-?[IVXLC]+)\))?", compact)
    if match is None:
        raise ValueError(f"{number!r} is not a number of a resolution or decision, e.g. 63/4, 74/550 B or 2370 (2017)")
    leading, serial, suffix, bracket = match.groups()
    if leading is None and bracket and not bracket.isdigit():
        leading = _roman_session(bracket)
    return (leading or "").lower(), serial, suffix or ""


def spaced(printed: str) -> str:
    """A number or symbol with a blank where UN style has one: 217A(III) is 217 A (III), A/1(Part I) is A/1 (Part I)."""
    plain = re.sub(r"\s+", " ", printed.strip()).replace("（", "(").replace("）", ")")
    plain = re.sub(r"(?<=[IVX])\s*[和及]\s*(?=[IVX])", " and ", plain)
    plain = re.sub(r"(?<=\w)\s*\((?=\d{4}\)|(?:[SE]*-)?[IVXLC]+\)|Parts? |Vol\.|SUPP)", " (", plain)
    return re.sub(r"(?<=\d)(?=[A-Z]{1,2} \()", " ", plain)


def _roman_session(text: str) -> str:
    kind, _, numeral = text.rpartition("-")
    values = [ROMAN[letter] for letter in numeral]
    total = sum(-v if v < n else v for v, n in zip(values, [*values[1:], 0], strict=True))
    return f"{kind}-{total}" if kind else str(total)


def unit(document_iri: str, kind: str, locator: str) -> str:
    """The IRI of a text unit or section below its document; kind "front" and "summary" have no locator."""
    return f"{document_iri}/{kind}" + (f"/{locator}" if locator else "")


def record(document_iri: str, kind: str, unit_locator: str, offset: int, slug: str = "") -> str:
    """The IRI of a record: its trigger's unit and offset, and a slug where several records share a trigger."""
    return f"{document_iri}/{kind}/{unit_locator}.{offset}" + (f"-{slug}" if slug else "")


def mention(document_iri: str, unit_locator: str, start: int, end: int) -> str:
    """The IRI of a mention."""
    return f"{document_iri}/mention/{unit_locator}.{start}-{end}"


def evidence(document_iri: str, fact: str, unit_locator: str, start: int, end: int, agent: str) -> str:
    """The IRI of one piece of evidence: a digest of what, where and who."""
    return f"{document_iri}/evidence/{_digest(fact, unit_locator, str(start), str(end), agent)[:12]}"


def statement(subject: str, predicate: str, value: str) -> str:
    """The IRI of the statement that supports one plain triple."""
    return f"{ID}statement/{_digest(subject, predicate, value)[:16]}"


def graph(name: str) -> str:
    """The IRI of a named graph."""
    return f"{GRAPH}{name}"


def document_graph(document_iri: str, layer: str) -> str:
    """The IRI of a layer of a document: text, mentions or facts; of a language version with its language, text.en."""
    return f"{GRAPH}{document_iri.removeprefix(ID)}/{layer}"


def layer_of(graph_iri: str) -> tuple[str, str, str]:
    """The document, layer and language of a graph ("" for the reference text); ("", "", "") if it is no layer."""
    match = LAYER.fullmatch(graph_iri)
    return (ID + match["document"], match["layer"], match["language"] or "") if match else ("", "", "")


def key(iri: str) -> str:
    """What follows id/ in one of our IRIs, or the last part of a foreign one."""
    return iri.removeprefix(ID) if iri.startswith(ID) else re.split(r"[#/]", iri.rstrip("/#"))[-1]


def code(iri: str) -> str:
    """The last part of an IRI: a concept's notation, a term's local name."""
    return re.split(r"[#/]", iri)[-1]


def kind(iri: str) -> str:
    """The folder of one of our IRIs: "agent", "state", "concept"; "" for others."""
    return iri.removeprefix(ID).partition("/")[0] if iri.startswith(ID) else ""


def is_term(iri: str) -> bool:
    """Is it a term of our ontology?"""
    return iri.startswith(KG)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()

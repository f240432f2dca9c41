"""One table of the formats that we read and write, and the choice between them (RFC 9110, section 12.5.1).

The stores find the engine's own format by media type, so nothing here knows an RDF library.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from unodc_kg.errors import UnknownNameError


@dataclass(frozen=True)
class Format:
    """A format: `name` is its file suffix and what `?format=` asks for; aliases are accepted, never sent."""

    name: str
    label: str
    media_type: str
    aliases: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """The media type with its character set, where the type has one."""
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


USUAL = 300  # characters of an Accept header; longer ones are not remembered
HTML = Format("html", "HTML", "text/html", ("application/xhtml+xml",))
PLAIN_JSON = Format("json", "JSON", "application/json")
TEXT = Format("txt", "plain text", "text/plain")
PROBLEM = Format("problem", "problem details", "application/problem+json", ("json", "application/json"))

JSON = Format("json", "SPARQL results in JSON", "application/sparql-results+json", ("srj", "application/json"))
XML = Format("xml", "SPARQL results in XML", "application/sparql-results+xml", ("srx", "application/xml", "text/xml"))
CSV = Format("csv", "CSV", "text/csv")
TSV = Format("tsv", "TSV", "text/tab-separated-values")

TURTLE = Format("ttl", "Turtle", "text/turtle", ("turtle", "n3", "application/x-turtle"))
N_TRIPLES = Format("nt", "N-Triples", "application/n-triples", ("ntriples", "n-triples"))
JSON_LD = Format("jsonld", "JSON-LD", "application/ld+json", ("json-ld", "json", "application/json"))
RDF_XML = Format(
    "rdf", "RDF/XML", "application/rdf+xml", ("rdfxml", "rdf-xml", "rdf+xml", "xml", "application/xml", "text/xml")
)
TRIG = Format("trig", "TriG", "application/trig")
N_QUADS = Format("nq", "N-Quads", "application/n-quads", ("nquads", "n-quads"))

RESULTS = (JSON, XML, CSV, TSV)
GRAPHS = (TURTLE, N_TRIPLES, JSON_LD, RDF_XML)
DATASETS = (TRIG, N_QUADS)


def by_name(name: str, offered: Sequence[Format]) -> Format:
    """The offered format that is called `name`: its suffix, its media type or an alias.

    Raises:
        UnknownNameError: none of them is.
    """
    wanted = name.strip().lower()
    for form in offered:
        if wanted in (form.name, form.media_type):
            return form
    for form in offered:
        if wanted in form.aliases:
            return form
    known = ", ".join(form.name for form in offered)
    raise UnknownNameError(f"There is no format {name!r} for this answer.", f"The formats are {known}.")


def negotiate(accept: str | None, offered: Sequence[Format]) -> Format | None:
    """The offered format that an Accept header likes best; None if it excludes them all.

    Of formats liked equally the one that is named wins over one under a wildcard, then the first. Parts that are
    malformed are ignored; a header with no other part counts as absent, and then the first format is meant.
    """
    choose = _remembered if len(accept or "") <= USUAL else _negotiated
    return choose(accept or "", tuple(offered))


def _negotiated(accept: str, offered: tuple[Format, ...]) -> Format | None:
    ranges = list(_ranges(accept))
    if not ranges:
        return offered[0]
    ranked = [(*_preference(form, ranges), -place) for place, form in enumerate(offered)]
    quality, _, place = max(ranked)
    return offered[-place] if quality > 0 else None


_remembered = lru_cache(maxsize=256)(_negotiated)  # clients send few headers, and each twice for an answer


@dataclass(frozen=True)
class _Range:
    """One part of an Accept header: what it matches, how much it is liked, and whether it has parameters."""

    media_type: str
    quality: float
    parameters: bool

    def specificity(self, form: Format) -> int:
        """How exactly it names the format; 0 where it does not match at all."""
        if self.media_type in (form.media_type, *form.aliases):
            return (6 if self.media_type == form.media_type else 4) - self.parameters
        if self.media_type == form.media_type.partition("/")[0] + "/*":
            return 2
        return 1 if self.media_type == "*/*" else 0


def _preference(form: Format, ranges: Sequence[_Range]) -> tuple[float, int]:
    """Quality and specificity by the most specific part that matches."""
    matching = [(part.specificity(form), part.quality) for part in ranges if part.specificity(form)]
    specificity, quality = max(matching, default=(0, 0.0))
    return quality, specificity


def _ranges(accept: str) -> Iterator[_Range]:
    unquoted = re.sub(r'"(?:\\.|[^"\\])*"', "", accept)  # no quoted value matters here, but a comma in one would
    for part in unquoted.split(","):
        media_type, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if not re.fullmatch(r"\*/\*|[\w!#$&^.+-]+/(\*|[\w!#$&^.+-]+)", media_type, re.ASCII):
            continue
        qualities = [piece[2:].strip() for piece in parameters if piece.startswith("q=")]
        others = any(piece and not piece.startswith(("q=", "charset=")) for piece in parameters)
        quality = qualities[0] if qualities else "1"
        if re.fullmatch(r"0(\.\d{0,3})?|1(\.0{0,3})?", quality, re.ASCII):
            yield _Range(media_type, float(quality), others)

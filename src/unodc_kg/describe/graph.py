"""A store as pages ask it: queries by name, labels in the reader's language, IRIs as the code knows them.

In a query file `$name` stands for a parameter: one term, or the terms of a VALUES list.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from unodc_kg.errors import UnknownNameError
from unodc_kg.namespaces import BASE, PREFIXES, XSD
from unodc_kg.rdf import Literal, NamedNode, Term, Triple, named
from unodc_kg.stores.base import Store

FALLBACKS = ("en", "zh")
Row = dict[str, Term]
Parameter = Term | Iterable[Term]


@dataclass(frozen=True, order=True)
class Label:
    """A text in a language; `language` is "" where the data says none."""

    text: str
    language: str = ""

    def __bool__(self) -> bool:
        return bool(self.text)


NO_LABEL = Label("")


@dataclass(frozen=True)
class Graph:
    """A store, the address its IRIs have there, and the language that the reader chose."""

    store: Store
    base_iri: str = BASE
    language: str = "en"

    def rows(self, query: str, **parameters: Parameter) -> list[Row]:
        """The rows of a SELECT query of `queries/`."""
        return list(self.stream(query, **parameters))

    def stream(self, query: str, **parameters: Parameter) -> Iterator[Row]:
        """The same, one row at a time: for answers that need not be in memory."""
        found = self.store.query(self.text(query, parameters)).rows()
        yield from found if self.base_iri == BASE else map(self._ours, found)

    def holds(self, query: str, **parameters: Parameter) -> bool:
        """The answer of an ASK query of `queries/`."""
        return bool(self.store.query(self.text(query, parameters)))

    def triples(self, query: str, **parameters: Parameter) -> list[Triple]:
        """The triples of a CONSTRUCT query of `queries/`, each once, with their IRIs as they are in the store."""
        return list(dict.fromkeys(self.store.query(self.text(query, parameters)).triples()))

    def text(self, query: str, parameters: Mapping[str, Parameter]) -> str:
        """The query with its parameters filled in, and prefixes that fit the store."""
        filled = {name: self._written(value) for name, value in parameters.items()}
        body = re.sub(r"\$(\w+)", lambda match: filled[match[1]], _body(query))
        return body if self.base_iri == BASE else _prologue(self.base_iri) + body

    def local(self, iri: str) -> str:
        """One of our IRIs as it is in the store."""
        return self.base_iri + iri.removeprefix(BASE) if iri.startswith(BASE) else iri

    def best(self, labels: Iterable[Label]) -> Label:
        """The label in the reader's language, else in English, in Chinese, or the first of any."""
        known = sorted(labels)
        for language in (self.language, *FALLBACKS):
            found = next((label for label in known if label.language == language), None)
            if found:
                return found
        return known[0] if known else NO_LABEL

    def _written(self, value: Parameter) -> str:
        terms = [value] if isinstance(value, NamedNode | Literal) else list(value)  # type: ignore[arg-type]
        return " ".join(self._term(term) for term in terms)

    def _term(self, term: Term) -> str:
        """A term as SPARQL writes it; whole numbers bare, as LIMIT wants them."""
        if isinstance(term, Literal) and term.datatype.value == XSD.integer:
            return term.value
        return str(named(self.local(term.value)) if isinstance(term, NamedNode) else term)

    def _ours(self, row: Row) -> Row:
        return {name: self._moved(term) for name, term in row.items()}

    def _moved(self, term: Term) -> Term:
        if isinstance(term, NamedNode) and term.value.startswith(self.base_iri):
            return named(BASE + term.value.removeprefix(self.base_iri))
        return term


def value(row: Row, name: str) -> str:
    """What stands in a column: an IRI, the text of a literal, or "" where it is empty."""
    term = row.get(name)
    return str(term.value) if isinstance(term, NamedNode | Literal) else str(term or "")


def number(row: Row, name: str, absent: int = 0) -> int:
    """The whole number in a column; `absent` where there is none."""
    text = value(row, name)
    return int(text) if re.fullmatch(r"-?\d+", text, re.ASCII) else absent


def label(term: Term | None) -> Label:
    """A literal as a label."""
    return Label(term.value, term.language or "") if isinstance(term, Literal) else NO_LABEL


def terms(iris: Iterable[str]) -> list[Term]:
    """The IRIs as terms, each once, in order."""
    return [named(iri) for iri in dict.fromkeys(iris)]


def checked(iri: str) -> NamedNode:
    """An IRI that somebody sent, as a term.

    Raises:
        UnknownNameError: it cannot be an IRI, so nothing is called so.
    """
    try:
        return named(iri)
    except ValueError as error:
        raise UnknownNameError(f"{iri!r} is not an IRI.", "Check the address.") from error


@cache
def _body(query: str) -> str:
    return files("unodc_kg").joinpath(f"queries/{query}.rq").read_text(encoding="utf-8")


@lru_cache(maxsize=4)
def _prologue(base_iri: str) -> str:
    ours = {prefix: space.removeprefix(BASE) for prefix, space in PREFIXES.items() if space.startswith(BASE)}
    return "".join(f"PREFIX {prefix}: <{base_iri}{rest}>\n" for prefix, rest in ours.items())

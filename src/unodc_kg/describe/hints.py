"""What is legal in a query and yet probably a mistake: terms that no vocabulary has, prefixes that lead elsewhere.

SPARQL lets a query ask for anything, so such a query is answered, as a rule with nothing. These hints say why.
"""

import difflib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from unodc_kg.describe.graph import Graph
from unodc_kg.describe.terms import CLASS, terms
from unodc_kg.namespaces import KG, PREFIXES
from unodc_kg.stores.diagnose import nearest
from unodc_kg.stores.tokens import Token, failure, tokens

MOST = 5  # hints for one query
ALIKE = 0.85  # how like the IRI of a known prefix another must be to count as a mistake
NAMING = ("iri", "name")  # tokens that can name a term
ESCAPED = re.compile(r"\\(.)")


@dataclass(frozen=True)
class Hint:
    """What may be wrong at one place of a query; `suggestion` may take the place of `token`."""

    message: str
    line: int
    column: int
    token: str
    suggestion: str = ""

    def __str__(self) -> str:
        return f"{self.message} Did you mean {self.suggestion}?" if self.suggestion else self.message


def hints(graph: Graph, query: str) -> list[Hint]:
    """The hints for a query that passed the guard, those before others in the query first."""
    read = list(tokens(query))
    declarations = [*_declarations(read)]
    declared = PREFIXES | {name: iri for name, iri, _ in declarations}
    found = [*_prefixes(query, declarations), *_terms(graph, query, read, declared), *_columns(query, read)]
    return sorted(set(found), key=lambda hint: (hint.line, hint.column))[:MOST]


def _hint(query: str, token: Token, problem: str, suggestion: str = "") -> Hint:
    place = failure(query, token.start, problem, "", token.text)
    return Hint(place.message, place.line, place.column, place.token, suggestion)


def _declarations(read: Sequence[Token]) -> Iterator[tuple[str, str, Token]]:
    """The prefixes of a query: name, IRI, and the token of the IRI."""
    for word, name, iri in zip(read, read[1:], read[2:], strict=False):
        if name.kind == "name" and iri.kind == "iri" and word.text.upper() == "PREFIX":
            yield name.text.partition(":")[0], iri.text[1:-1], iri


def _prefixes(query: str, declarations: Sequence[tuple[str, str, Token]]) -> Iterator[Hint]:
    """A known prefix with an IRI that is nearly the known one."""
    for name, iri, token in declarations:
        known = PREFIXES.get(name, iri)
        if iri != known and difflib.SequenceMatcher(None, iri, known).ratio() > ALIKE:
            yield _hint(query, token, f"the prefix '{name}:' is known with another IRI.", f"<{known}>")


def _terms(graph: Graph, query: str, read: Sequence[Token], declared: Mapping[str, str]) -> Iterator[Hint]:
    """Classes and properties that their vocabulary does not have."""
    ours, seen = graph.local(KG), set()
    before = ""
    for token in read:
        after, before = before, token.text
        if token.kind not in NAMING:
            continue
        iri = "" if after.upper() in ("PREFIX", "BASE") else _iri(token, declared)
        space, name = _split(iri, ours)
        if name and iri not in seen:
            seen.add(iri)
            known = _own(graph, CLASS if after == "a" else "") if space == ours else _published()[space]
            hint = _term(query, token, space, name, known, mine=space == ours)
            if hint is not None:
                yield hint


def _term(query: str, token: Token, space: str, name: str, known: frozenset[str], *, mine: bool) -> Hint | None:
    if not known or name in known:
        return None
    meant = nearest(name, known) or (_part(name, known) if mine else "")
    if not meant and not mine:
        return None  # it may be newer than our list
    suggestion = f"<{space}{meant}>" if token.kind == "iri" else f"{token.text.partition(':')[0]}:{meant}"
    where = "our ontology" if mine else f"the vocabulary <{space}>"
    return _hint(query, token, f"{where} has no {token.text[:100]}.", suggestion if meant else "")


def _part(name: str, known: frozenset[str]) -> str:
    """The shortest known name that begins or ends with this one; "" where it is too short to tell."""
    part = name.lower()
    found = [term for term in known if term.lower().startswith(part) or term.lower().endswith(part)]
    return min(found, key=lambda term: (len(term), term)) if len(part) > 2 and found else ""


def _iri(token: Token, declared: Mapping[str, str]) -> str:
    if token.kind == "iri":
        return token.text[1:-1]
    prefix, _, local = token.text.partition(":")
    if token.kind != "name" or prefix not in declared:
        return ""
    return declared[prefix] + ESCAPED.sub(r"\1", local)


def _split(iri: str, ours: str) -> tuple[str, str]:
    """The namespace that we know and the name in it; the name is "" where there is none."""
    known = _spaces(ours)
    if not iri.startswith(known):
        return "", ""
    space = next(space for space in known if iri.startswith(space))
    name = iri.removeprefix(space)
    return space, name if name.isidentifier() else ""


@cache
def _spaces(ours: str) -> tuple[str, ...]:
    return (ours, *_published())


@lru_cache(maxsize=8)
def _own(graph: Graph, kind: str) -> frozenset[str]:
    """The names of our terms; of one kind if one is asked for."""
    space = graph.local(KG)
    entries = terms(graph).entries.values()
    found = (entry.iri for entry in entries if entry.iri.startswith(space) and kind in ("", entry.kind))
    return frozenset(iri.removeprefix(space) for iri in found)


@cache
def _published() -> dict[str, frozenset[str]]:
    found = json.loads(files("unodc_kg.describe").joinpath("published.json").read_text(encoding="utf-8"))
    return {space: frozenset(names) for space, names in found.items()}


def _columns(query: str, read: Sequence[Token]) -> Iterator[Hint]:
    """Variables of the outermost SELECT that occur nowhere else: their column stays empty."""
    start = next((at for at, token in enumerate(read) if token.kind == "word" and token.text.upper() == "SELECT"), None)
    opening = next((at for at, token in enumerate(read) if token.text == "{"), None)
    if start is None or opening is None or opening < start:
        return
    inside = {token.text[1:] for token in read[opening:] if token.kind == "variable"}
    for token in read[start:opening]:
        if token.kind == "variable" and token.depth == 0 and token.text[1:] not in inside:
            meant = nearest(token.text[1:], inside)
            yield _hint(query, token, f"{token.text} has no value anywhere.", f"?{meant}" if meant else "")

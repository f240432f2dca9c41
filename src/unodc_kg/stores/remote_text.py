"""A query as another server needs it: our prefixes declared, terms bound as VALUES, and no SERVICE in it.

What is added stands on the first line, before what was sent, so the lines of a server's messages stay right.
"""

from collections.abc import Iterator, Mapping, Sequence

from unodc_kg.errors import FederationDisabledError, QueryError
from unodc_kg.namespaces import PREFIXES
from unodc_kg.rdf import Literal, NamedNode, Term, named
from unodc_kg.stores.tokens import Token, failure, tokens

GROUP_OF = {"SELECT": 1, "ASK": 1, "DESCRIBE": 1, "CONSTRUCT": 2}  # which outermost group is the pattern


def prepared(text: str, bindings: Mapping[str, Term] | None = None, *, base_iri: str = "") -> str:
    """The query or update, ready to be sent; relative IRIs in it are relative to `base_iri`.

    Raises:
        QueryError: a term cannot stand in VALUES, or a variable in a query.
        FederationDisabledError: it has SERVICE.
        QuerySyntaxError: it cannot be cut into tokens.
    """
    read = list(tokens(text))
    _refuse_service(text, read)
    base = f"BASE {named(base_iri)} " if base_iri else ""
    return base + _prefixes(read) + (_bound(text, read, bindings) if bindings else text)


def asks_graphs(text: str) -> bool:
    """Does the query look into named graphs?"""
    return any(token.kind == "word" and token.text.upper() == "GRAPH" for token in tokens(text))


def names_graphs(text: str) -> bool:
    """Does the query say itself which graphs it sees?"""
    return any(token.kind == "word" and token.text.upper() == "FROM" for token in tokens(text))


def written(term: Term) -> str:
    """A term as SPARQL text.

    Raises:
        QueryError: it is a blank node or a triple, which mean something else in a query.
    """
    if not isinstance(term, NamedNode | Literal):
        raise QueryError(f"{term} cannot be given to a query as a value.", "Give an IRI or a literal.")
    return str(term)


def _refuse_service(text: str, read: Sequence[Token]) -> None:
    for token in read:
        if token.kind in ("word", "name") and "service" in token.text.partition(":")[0].lower():
            hint = "Ask the other service yourself, and join the two answers."
            problem = failure(text, token.start, "SERVICE would call another server.", hint)
            raise FederationDisabledError(problem.message, hint)


def _prefixes(read: Sequence[Token]) -> str:
    """PREFIX lines, on one line, for those of our prefixes that the text uses and does not declare before."""
    declared = {read[place + 1].text.partition(":")[0] for place in _declarations(read)}
    used = {token.text.partition(":")[0] for token in read if token.kind == "name"} - declared
    return "".join(f"PREFIX {prefix}: <{space}> " for prefix, space in PREFIXES.items() if prefix in used)


def _declarations(read: Sequence[Token]) -> Iterator[int]:
    for place, token in enumerate(read[:-1]):
        if token.kind == "word" and token.text.upper() == "PREFIX" and read[place + 1].kind == "name":
            yield place


def _bound(text: str, read: Sequence[Token], bindings: Mapping[str, Term]) -> str:
    """The query with VALUES first in its pattern, where a FILTER sees them too, or behind it if it has no pattern."""
    names = " ".join(_variable(name) for name in bindings)
    values = f" VALUES ({names}) {{ ({' '.join(written(term) for term in bindings.values())}) }} "
    place = _pattern(read)
    return text + "\n" + values if place is None else text[:place] + values + text[place:]


def _variable(name: str) -> str:
    read = list(tokens(f"?{name}"))
    if [token.kind for token in read] != ["variable"] or read[0].text != f"?{name}":
        raise QueryError(f"{name!r} is not the name of a variable.", "Use letters, digits and _.")
    return f"?{name}"


def _pattern(read: Sequence[Token]) -> int | None:
    """Where the inside of the query's pattern begins; CONSTRUCT WHERE { } may hold no VALUES."""
    first = next((token.text.upper() for token in read if token.text.upper() in GROUP_OF and token.kind == "word"), "")
    opening = [token for token in read if token.text == "{" and token.depth == 1]
    wanted = GROUP_OF.get(first, 1)
    return opening[wanted - 1].start + 1 if len(opening) >= wanted else None

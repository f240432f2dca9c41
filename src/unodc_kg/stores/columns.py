"""Gives SELECT * its columns in the order in which they appear in the query, as people expect who wrote them so.

SPARQL leaves the order open and the engine sorts by name. Which variables are visible is for the engine to say, for
that is a matter of scope (MINUS, EXISTS, sub-SELECT); only the order is told here, so no column is ever won or lost.
"""

import re
from collections.abc import Sequence
from functools import cache
from itertools import islice

import pyoxigraph

from unodc_kg.namespaces import PREFIXES
from unodc_kg.stores.tokens import Token, tokens

LIKELY = re.compile(r"\bSELECT\s*(?:(?:DISTINCT|REDUCED)\s*)?[*#]", re.IGNORECASE)
BEFORE = ("SELECT", "DISTINCT", "REDUCED")


def in_order(query: str, base_iri: str = "") -> str:
    """The query with its columns named, where it is a SELECT * whose columns would come in another order."""
    read = list(tokens(query)) if LIKELY.search(query) else []
    place = _star(read)
    if place is None:
        return query
    visible = _visible(query, base_iri)
    written = dict.fromkeys(token.text[1:] for token in islice(read, place, None) if token.kind == "variable")
    names = [name for name in written if name in visible]
    if len(names) != len(visible) or names == visible:
        return query
    start = read[place].start
    return f"{query[:start]} {' '.join(f'?{name}' for name in names)} {query[start + 1 :]}"


def _star(read: Sequence[Token]) -> int | None:
    """Where the * of the outermost SELECT stands."""
    for place, token in enumerate(read):
        if token.text == "*" and place and read[place - 1].text.upper() in BEFORE:
            return place
        if token.kind == "mark":
            return None
    return None


@cache
def _empty() -> pyoxigraph.Store:
    """Made when it is needed: the engine hangs in a process that is forked from one that used it."""
    return pyoxigraph.Store()


def _visible(query: str, base_iri: str) -> list[str]:
    """The columns as the engine has them, asked of an empty store; none where the query is wrong."""
    try:
        answer = _empty().query(query, base_iri=base_iri or None, prefixes=PREFIXES)
    except (SyntaxError, RuntimeError, OSError):
        return []
    return [found.value for found in answer.variables] if isinstance(answer, pyoxigraph.QuerySolutions) else []

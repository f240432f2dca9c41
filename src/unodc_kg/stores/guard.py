"""Reads a query before the engine does, and refuses what must not run.

The engine reaches out to the network for SERVICE, with no switch to stop it, and ends the process on queries that are
nested too deeply; both were measured. An update never gets past the engine's query parser; it is refused here only to
say so clearly. FROM names graphs of the store and fetches nothing.
"""

from collections.abc import Iterator, Mapping

from unodc_kg.errors import (
    FederationDisabledError,
    QueryRefusedError,
    QuerySyntaxError,
    QueryTooComplexError,
    QueryTooDeepError,
    QueryTooLongError,
    UpdateRefusedError,
)
from unodc_kg.stores.diagnose import misspelt
from unodc_kg.stores.tokens import Token, failure, tokens

UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"}
NAMING = ("word", "name")
SIGNS = {"!", "-", "+", "^", "^^"}
DATA_WORDS = {"A", "TRUE", "FALSE", "UNDEF"}
DATA_MARKS = {",", "(", ")", "}", "]", "|}", ">>"}
MAX_TRIPLE_TERMS = 20  # the time to read {| |} grows with a high power of their number: 99 took 17 seconds
MAX_PARTS = 1500  # the engine ended the process with 3,000 MINUS or BIND in a row, not with 2,000 (8 MiB of stack)


def check(query: str, *, max_length: int = 100_000, max_depth: int = 100) -> None:
    """Return if the query may run here.

    Args:
        query: what somebody sent.
        max_length: longest query, in characters.
        max_depth: deepest nesting of brackets, and longest run of signs such as "!!!".

    Raises:
        QueryRefusedError: it is an update, calls another server, or is too long, too deep or too complex.
        QuerySyntaxError: it cannot be cut into tokens.
    """
    if len(query) > max_length:
        raise QueryTooLongError(
            f"The query has {len(query)} characters. The most is {max_length}.",
            "Send a shorter query, or several.",
            limit="max_query_length",
            maximum=max_length,
        )
    parts = signs = triple_terms = 0
    leading = True
    for token in _read(query):
        leading = leading and _check_start(query, token)
        if token.kind in NAMING:
            check_service(query, token)
        parts += is_part(token)
        triple_terms += token.text in ("<<", "{|")
        signs = signs + 1 if token.text in SIGNS else 0
        if max(token.depth, signs) > max_depth:
            raise too_deep(query, token, max_depth)
        if triple_terms > MAX_TRIPLE_TERMS or parts > MAX_PARTS:
            raise too_complex(query, token, in_terms=triple_terms > MAX_TRIPLE_TERMS)
    if leading:
        raise QuerySyntaxError("The query is empty.", "Write SELECT, ASK, CONSTRUCT or DESCRIBE.")


def _read(query: str) -> Iterator[Token]:
    """The tokens; a word that is misspelt before the place where they end is the better explanation."""
    try:
        yield from tokens(query)
    except QuerySyntaxError as error:
        raise misspelt(query) or error from error


def _check_start(query: str, token: Token) -> bool:
    """Are we still before the first word after BASE, PREFIX and VERSION lines? Refuses an update."""
    if token.kind != "word" or token.text.upper() in ("BASE", "PREFIX", "VERSION"):
        return True
    if token.text.upper() in UPDATES:
        hint = "A query only reads. Send an update as an update, with a token."
        raise refused(UpdateRefusedError, query, token, f"{token.text} changes the graph.", hint)
    return False


def check_service(query: str, token: Token) -> None:
    """Refuse SERVICE, also where the engine may see it at the edge of a longer word ("SERVICEex:a", "trueSERVICE")."""
    text = token.text.lower()
    if token.kind == "word" and "service" in text:
        hint = "Ask the other service yourself, and join the two answers."
        raise refused(FederationDisabledError, query, token, "SERVICE would call another server.", hint)
    if token.kind == "name" and "service" in text.partition(":")[0]:
        problem = "a prefix that contains 'service' could be read as SERVICE."
        raise refused(FederationDisabledError, query, token, problem, "Rename the prefix.")


def is_part(token: Token) -> bool:
    """Does the token make the query more complex, rather than longer? Data, as in VALUES, does not."""
    if token.kind == "word":
        return token.text.upper() not in DATA_WORDS
    return token.kind == "mark" and token.text not in DATA_MARKS


def too_deep(query: str, token: Token, most: int) -> QueryRefusedError:
    """The error at the bracket or sign that is one too many."""
    problem = f"more than {most} brackets or signs are nested."
    limit: dict[str, object] = {"limit": "max_query_depth", "maximum": most}
    return refused(QueryTooDeepError, query, token, problem, "Simplify the query.", limit)


def too_complex(query: str, token: Token, *, in_terms: bool) -> QueryRefusedError:
    """The error at the part or triple term that is one too many."""
    what, most = ("triple terms", MAX_TRIPLE_TERMS) if in_terms else ("parts", MAX_PARTS)
    hint = "Split the query; VALUES may be long."
    return refused(
        QueryTooComplexError, query, token, f"more than {most} {what}.", hint, {"limit": what, "maximum": most}
    )


def refused(
    kind: type[QueryRefusedError],
    query: str,
    token: Token,
    problem: str,
    hint: str,
    limit: Mapping[str, object] | None = None,
) -> QueryRefusedError:
    """The error that says at which token, and why, something may not run here."""
    place = failure(query, token.start, problem, hint, token.text)
    return kind(place.message, hint, **(place.members | dict(limit or {})))

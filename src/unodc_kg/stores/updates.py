"""Reads a SPARQL update before the engine does: what it reaches for, where it writes, and which graphs it asks.

The engine fetches LOAD and SERVICE from files and the network, so both are refused here, also where the engine may see
the word at the edge of a longer one. The engine has no argument for the graphs that the protocol names, so USING is
written into the update.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from unodc_kg.errors import FederationDisabledError, QueryError, QueryRefusedError, UpdateRefusedError
from unodc_kg.rdf import named
from unodc_kg.stores.guard import (
    MAX_PARTS,
    MAX_TRIPLE_TERMS,
    SIGNS,
    check_service,
    is_part,
    refused,
    too_complex,
    too_deep,
)
from unodc_kg.stores.tokens import Token, failure, tokens

OFFLINE = "Send the statements themselves: INSERT DATA, or PUT and POST to the graph store."
MERGED = "The unnamed graph is the union of all named graphs and is worked out after each write. Name a graph: {way}."


@dataclass(frozen=True)
class Operation:
    """One operation of an update, without the prologue before it."""

    tokens: tuple[Token, ...]
    closed: bool = False  # by a ";"

    @property
    def start(self) -> int:
        """Where it starts in the update."""
        return self.tokens[0].start

    def word(self, place: int) -> str:
        """The token at that place in capitals; "" behind the last one."""
        return self.tokens[place].text.upper() if place < len(self.tokens) else ""

    @property
    def changes(self) -> bool:
        """Does it have a pattern, as DELETE, INSERT and WITH have, and DATA has not?"""
        return self.word(0) in ("INSERT", "DELETE", "WITH") and self.word(1) != "DATA"


def check(update: str, *, max_depth: int = 100) -> None:
    """Return if the update may run here.

    Raises:
        QueryRefusedError: it reaches for a file or another server, or is too deep or too complex.
        QuerySyntaxError: it cannot be cut into tokens.
    """
    parts = signs = triple_terms = data = 0
    for token in tokens(update):
        _check_load(update, token)
        check_service(update, token)
        triple_terms += token.text in ("<<", "{|")
        signs = signs + 1 if token.text in SIGNS else 0
        data = _data(token, data)
        parts = 0 if token.depth == 0 and token.text == ";" else parts + (not data and is_part(token))
        if max(token.depth, signs) > max_depth:
            raise too_deep(update, token, max_depth)
        if triple_terms > MAX_TRIPLE_TERMS or parts > MAX_PARTS:
            raise too_complex(update, token, in_terms=triple_terms > MAX_TRIPLE_TERMS)


def _data(token: Token, state: int) -> int:
    """0 outside DATA, 1 behind that word, 2 between its brackets."""
    if token.kind == "word" and token.text.upper() == "DATA" and token.depth == 0:
        return 1
    if state == 1:
        return 2 if token.text == "{" else 0
    return 0 if state == 2 and token.depth == 0 else state


def _check_load(update: str, token: Token) -> None:
    text = token.text.lower()
    if (token.kind == "word" and "load" in text) or (token.kind == "name" and text.startswith("load")):
        raise refused(FederationDisabledError, update, token, "LOAD would read a file or call another server.", OFFLINE)


def operations(update: str) -> list[Operation]:
    """The operations of an update, in order."""
    return [Operation(part.body, part.closed) for part in parts(update) if part.body]


@dataclass(frozen=True)
class Part:
    """What stands between two ";": a prologue and an operation, either of which may be missing."""

    prologue: tuple[Token, ...]
    body: tuple[Token, ...]
    closed: bool  # by a ";"
    end: int  # where the text goes on behind it


def parts(update: str) -> Iterator[Part]:
    """The parts of an update, in order."""
    part: list[Token] = []
    for token in tokens(update):
        if token.text == ";" and token.depth == 0 and token.kind == "mark":
            yield _part(part, True, token.start + 1)
            part = []
        else:
            part.append(token)
    yield _part(part, False, len(update))


def _part(part: Sequence[Token], closed: bool, end: int) -> Part:
    lengths = {"BASE": 2, "PREFIX": 3, "VERSION": 2}
    place = 0
    while place < len(part) and part[place].kind == "word" and part[place].text.upper() in lengths:
        place += lengths[part[place].text.upper()]
    return Part(tuple(part[:place]), tuple(part[place:]), closed, end)


def require_named_graphs(update: str) -> None:
    """Return if the update writes to named graphs only; for stores whose unnamed graph is worked out from them.

    Raises:
        QueryRefusedError: it would change the unnamed graph.
    """
    for operation in operations(update):
        token = _unnamed(operation)
        if token is not None:
            hint = MERGED.format(way="GRAPH <IRI> { ... } or WITH <IRI>, or the graph in place of DEFAULT")
            raise refused(UpdateRefusedError, update, token, "this would change the unnamed graph.", hint)


def _unnamed(operation: Operation) -> Token | None:
    """The token that writes to the unnamed graph."""
    first = operation.word(0)
    if first in ("CLEAR", "DROP"):
        return next((token for token in operation.tokens if token.text.upper() == "DEFAULT"), None)
    if first in ("ADD", "COPY", "MOVE"):
        targets = operation.tokens if first == "MOVE" else operation.tokens[-1:]
        return next((token for token in targets if token.text.upper() == "DEFAULT"), None)
    if first == "WITH":
        return None
    return next(filter(None, (_outside_graph(template) for _, template in templates(operation))), None)


def templates(operation: Operation) -> Iterator[tuple[str, Sequence[Token]]]:
    """What stands between the brackets of INSERT, DELETE, their DATA, and DELETE WHERE, each with that first word."""
    if operation.word(0) not in ("INSERT", "DELETE"):
        return
    for place, token in enumerate(operation.tokens):
        if token.text != "{" or token.depth != 1:
            continue
        before = operation.word(place - 1)
        if before in ("INSERT", "DELETE", "DATA") or (before == "WHERE" and place == 2):
            word = before if before in ("INSERT", "DELETE") else operation.word(0)
            yield word, operation.tokens[place + 1 : closing(operation.tokens, place)]


def closing(read: Sequence[Token], place: int) -> int:
    """Where the bracket at that place is closed."""
    depth = read[place].depth
    return next((end for end in range(place + 1, len(read)) if read[end].depth < depth), len(read))


def _outside_graph(template: Sequence[Token]) -> Token | None:
    """The first token of a template that stands outside GRAPH."""
    place = 0
    while place < len(template):
        token = template[place]
        if token.text.upper() == "GRAPH" and token.kind == "word" and place + 2 < len(template):
            place = closing(template, place + 2) + 1
        elif token.text == ".":
            place += 1
        else:
            return token
    return None


def unnamed() -> QueryRefusedError:
    """The error of a graph store request that would change the unnamed graph of a merged store."""
    return UpdateRefusedError(
        "The unnamed graph cannot be written.", MERGED.format(way="?graph=IRI in place of ?default")
    )


def using(update: str, default_graphs: Sequence[str], named_graphs: Sequence[str]) -> str:
    """The update with USING in each operation that has a pattern, as the protocol's parameters ask.

    Raises:
        QueryError: it names its graphs itself, or a graph's IRI is wrong.
    """
    if not (default_graphs or named_graphs):
        return update
    clauses = [f"USING {_iri(iri)}" for iri in default_graphs] + [f"USING NAMED {_iri(iri)}" for iri in named_graphs]
    insertions: list[tuple[int, str]] = []
    for operation in operations(update):
        if operation.changes:
            _require_no_graphs(update, operation)
            insertions += _insertion(update, operation, " ".join(clauses))
    for place, text in reversed(insertions):
        update = f"{update[:place]} {text} {update[place:]}"
    return update


def _require_no_graphs(update: str, operation: Operation) -> None:
    for token in operation.tokens:
        if token.kind == "word" and token.depth == 0 and token.text.upper() in ("WITH", "USING"):
            problem = f"{token.text} names graphs, and so do the request's parameters."
            raise failure(update, token.start, problem, "Name the graphs in one of the two.")


def _insertion(update: str, operation: Operation, clauses: str) -> Iterator[tuple[int, str]]:
    """Where the clauses go; DELETE WHERE { } has no place for them and becomes DELETE { } USING ... WHERE { }."""
    for place, token in enumerate(operation.tokens):
        if token.text.upper() == "WHERE" and token.depth == 0 and token.kind == "word":
            if place == 1 and len(operation.tokens) > 2:
                end = operation.tokens[closing(operation.tokens, 2)].start + 1
                yield token.start, update[operation.tokens[2].start : end]
            yield token.start, clauses


def _iri(iri: str) -> str:
    try:
        return str(named(iri))
    except ValueError as error:
        raise QueryError(f"{iri!r} is not an IRI: {error}.", "Give an absolute IRI.") from error

"""Finds, among the tokens of a query, the statement that a token stands in and the parts of that.

A statement is a subject and its properties: what stands between two full stops, or between them and a bracket, a FILTER
or another such construct. Nothing is parsed but what leads there, so every query that the engine takes is left to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from unodc_kg.stores.tokens import CLOSING, Token

TERM_WORDS = {"a", "true", "false"}  # all other words begin or belong to something that is no statement
OPENING = set(CLOSING.values())


@dataclass(frozen=True)
class Piece:
    """A property of a statement with its values: the tokens from `start` up to `end`, without a semicolon."""

    start: int
    end: int


@dataclass(frozen=True)
class Statement:
    """Where a statement stands among the tokens: its subject, its pieces, and what follows it."""

    start: int
    pieces: tuple[Piece, ...]
    end: int


def statement_of(tokens: Sequence[Token], place: int) -> Statement | None:
    """The statement in which a token stands outside all brackets; None where it stands in no such place."""
    start = _start(tokens, place)
    if start is None or start >= place:
        return None
    end = _end(tokens, start)
    return Statement(start, tuple(_pieces(tokens, start + 1, end)), end)


def values_of(tokens: Sequence[Token], piece: Piece) -> list[Sequence[Token]]:
    """The values of a piece whose property is one token: what commas part."""
    found: list[list[Token]] = [[]]
    base = tokens[piece.start].depth
    for token in tokens[piece.start + 1 : piece.end]:
        if token.text == "," and token.depth == base:
            found.append([])
        else:
            found[-1].append(token)
    return list(found)


def templates(tokens: Sequence[Token]) -> tuple[set[int], bool]:
    """The tokens of the template of a CONSTRUCT, and whether the query has one that is also its pattern."""
    for place, token in enumerate(tokens):
        if token.kind == "word" and token.text.upper() == "CONSTRUCT":
            if place + 1 < len(tokens) and tokens[place + 1].text == "{":
                return set(range(place + 1, _close(tokens, place + 1))), False
            return set(), True
    return set(), False


def _start(tokens: Sequence[Token], place: int) -> int | None:
    """Back to the first token of the statement, over brackets; None where a bracket begins before it does."""
    while place > 0:
        before = tokens[place - 1]
        if before.text in (".", "{", "}"):
            return place
        if before.kind == "word" and before.text not in TERM_WORDS:
            return _after_expression(tokens, place)
        if before.text in OPENING:
            return None
        place = _open(tokens, place - 1) if before.text in CLOSING else place - 1
    return None


def _after_expression(tokens: Sequence[Token], place: int) -> int | None:
    """Over the brackets that follow a word such as FILTER."""
    opening = next((i for i in range(place, len(tokens)) if tokens[i].text in OPENING or tokens[i].text == "}"), None)
    return _close(tokens, opening) if opening is not None and tokens[opening].text == "(" else None


def _end(tokens: Sequence[Token], start: int) -> int:
    """Forward to what follows the statement."""
    place = start
    while place < len(tokens):
        token = tokens[place]
        if token.text in (".", "{", "}") or (token.kind == "word" and token.text not in TERM_WORDS):
            return place
        place = _close(tokens, place) if token.text in OPENING else place + 1
    return place


def _pieces(tokens: Sequence[Token], start: int, end: int) -> list[Piece]:
    found, begin, place = [], start, start
    while place < end:
        if tokens[place].text == ";":
            found.append(Piece(begin, place))
            begin = place + 1
        place = _close(tokens, place) if tokens[place].text in OPENING else place + 1
    found.append(Piece(begin, end))
    return [piece for piece in found if piece.start < piece.end]


def _close(tokens: Sequence[Token], opening: int) -> int:
    """The place after the bracket that closes this one."""
    depth = tokens[opening].depth
    return next((i + 1 for i in range(opening + 1, len(tokens)) if tokens[i].depth < depth), len(tokens))


def _open(tokens: Sequence[Token], closing: int) -> int:
    """The place of the bracket that this one closes."""
    depth = tokens[closing].depth
    return next(i for i in range(closing - 1, -1, -1) if tokens[i].text in OPENING and tokens[i].depth == depth + 1)

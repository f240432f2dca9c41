"""Cuts a query into pages: the first rows, a look whether more would come, and the query for the rest.

Only LIMIT and OFFSET at the end of the whole query are touched. Where the service caps answers, a cut one is always
announced; this is what the announcement is made of.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from unodc_kg.stores.tokens import Token, tokens


@dataclass(frozen=True)
class Page:
    """The first `rows` rows of a query."""

    rows: int
    text: str  # the query for them
    more: str  # a query for what comes next; it has rows exactly if this page is not all
    rest: str  # the query for all that comes after


@dataclass(frozen=True)
class _Ending:
    """Where LIMIT and OFFSET stand, or could."""

    spans: tuple[tuple[int, int], ...]
    place: int
    limit: int | None
    offset: int


def page(query: str, rows: int) -> Page | None:
    """The first page of a query; None if it asks for no more than that itself, or is wrong at its end."""
    ending = _ending(query)
    if ending is None or (ending.limit is not None and ending.limit <= rows):
        return None
    after = ending.offset + rows
    left = None if ending.limit is None else ending.limit - rows
    return Page(
        rows,
        _with(query, ending, rows, ending.offset),
        _with(query, ending, rows if left is None else min(rows, left), after),
        _with(query, ending, left, after),
    )


def _ending(query: str) -> _Ending | None:
    spans: list[tuple[int, int]] = []
    found: dict[str, int] = {}
    place = len(query)
    for word, following in _pairs(query):
        name = word.text.upper()
        if word.kind != "word" or word.depth > 0:
            continue
        if name in ("LIMIT", "OFFSET") and following is not None and following.text.isdecimal():
            spans.append((word.start, following.start + len(following.text)))
            found[name] = int(following.text)
        elif name == "VALUES":
            place = word.start
    if len(spans) > len(found):
        return None
    if spans:
        place = spans[0][0]
    return _Ending(tuple(spans), place, found.get("LIMIT"), found.get("OFFSET", 0))


def _pairs(query: str) -> Iterator[tuple[Token, Token | None]]:
    before: Token | None = None
    for token in tokens(query):
        if before is not None:
            yield before, token
        before = token
    if before is not None:
        yield before, None


def _with(query: str, ending: _Ending, limit: int | None, offset: int) -> str:
    """The query with another LIMIT and OFFSET; a line of its own keeps them out of a comment."""
    words = [*([f"LIMIT {limit}"] if limit is not None else []), *([f"OFFSET {offset}"] if offset else [])]
    head, tail = query[: ending.place].rstrip(" "), query[ending.place :]
    for start, end in reversed(ending.spans):
        tail = tail[: start - ending.place] + tail[end - ending.place :]
    return "\n".join(part for part in (head, " ".join(words), tail.strip()) if part)

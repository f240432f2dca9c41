"""Keeps the unnamed graph of a merged store in step with an update, within that update.

What an INSERT writes to named graphs it also writes to the unnamed graph, and what DELETE DATA takes is looked for in
the other graphs: that costs what the change costs. After the other operations the unnamed graph is compared with the
named ones, which costs what the graph is large.
"""

import uuid
from collections.abc import Iterator, Sequence
from itertools import pairwise

from unodc_kg.stores.tokens import Token
from unodc_kg.stores.updates import Operation, closing, operations, templates

TAKE = "DELETE { ?s ?p ?o } WHERE { ?s ?p ?o FILTER NOT EXISTS { GRAPH ?g { ?s ?p ?o } } }"
GIVE = "INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } FILTER NOT EXISTS { ?s ?p ?o } }"
ASIDE = f"<urn:uuid:{uuid.uuid4()}>"  # what DELETE DATA takes stands in this graph until it is compared
TAKE_ASIDE = (
    f"DELETE {{ ?s ?p ?o }} WHERE {{ GRAPH {ASIDE} {{ ?s ?p ?o }} "
    f"FILTER NOT EXISTS {{ GRAPH ?g {{ ?s ?p ?o }} FILTER (?g != {ASIDE}) }} }} ; DROP SILENT GRAPH {ASIDE}"
)
TAKING = {"DELETE", "CLEAR", "DROP", "COPY", "MOVE", "WITH"}
GIVING = {"ADD", "COPY", "MOVE", "WITH"}
READING = {"ADD", "COPY", "MOVE", "WITH"}
NAMELESS = {"[", "(", "<<", "{|"}  # written twice, these would make two blank nodes


def merging(update: str) -> str:
    """The update with what keeps the unnamed graph the union of the named ones.

    Every operation finds it so; the comparison is put off until one looks, because a request may have thousands.
    """
    pieces: list[tuple[int, str]] = []
    due: dict[str, None] = {}
    for operation in operations(update):
        if due and _reads(operation):
            pieces.append((operation.start, f"{' ; '.join(due)} ;"))
            due = {}
        first = operation.word(0)
        if (first, operation.word(1)) == ("DELETE", "DATA"):
            pieces += _aside(update, operation)
            due[TAKE_ASIDE] = None
            continue
        copies, whole = _copies(update, operation)
        pieces += copies
        due |= dict.fromkeys([TAKE] * (first in TAKING) + [GIVE] * (first in GIVING or not whole))
    for place, text in reversed(pieces):
        update = f"{update[:place]} {text} {update[place:]}"
    return _followed(update, " ; ".join(due))


def _followed(update: str, text: str) -> str:
    """A line break ends a comment; ";" may be there already."""
    found = operations(update)
    if not text or not found:
        return update
    return f"{update}\n{'' if found[-1].closed else ';'} {text}"


def _reads(operation: Operation) -> bool:
    return operation.word(0) in READING or any(token.text.upper() == "WHERE" for token in operation.tokens)


def _copies(update: str, operation: Operation) -> tuple[list[tuple[int, str]], bool]:
    """What its INSERT templates write to named graphs, to be put at their beginning; and whether that is all of it."""
    copies: list[tuple[int, str]] = []
    for word, template in templates(operation):
        if word == "DELETE":
            continue
        if any(token.text in NAMELESS for token in template) or _names_by_variable(template):
            return [], False
        blocks = list(_blocks(template))
        texts = [_text(update, block) for block in blocks if block]
        if texts:
            copies.append((template[0].start, " ".join(f"{text} ." for text in texts)))
    return copies, True


def _aside(update: str, operation: Operation) -> Iterator[tuple[int, str]]:
    """What a DELETE DATA takes, kept for the comparison; it has no blank nodes."""
    blocks = [block for _, template in templates(operation) for block in _blocks(template) if block]
    if blocks:
        whole = " . ".join(_text(update, block) for block in blocks)
        yield operation.start, f"INSERT DATA {{ GRAPH {ASIDE} {{ {whole} }} }} ;"


def _names_by_variable(template: Sequence[Token]) -> bool:
    """Where that variable is unbound, the engine writes nothing; a copy would be written."""
    return any(a.text.upper() == "GRAPH" and b.kind == "variable" for a, b in pairwise(template))


def _blocks(template: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """What stands between the brackets of each GRAPH, without a full stop at its end."""
    place = 0
    while place < len(template):
        if template[place].kind == "word" and template[place].text.upper() == "GRAPH":
            end = closing(template, place + 2)
            block = template[place + 3 : end]
            yield block[:-1] if block and block[-1].text == "." else block
            place = end
        place += 1


def _text(update: str, block: Sequence[Token]) -> str:
    return update[block[0].start : block[-1].start + len(block[-1].text)]

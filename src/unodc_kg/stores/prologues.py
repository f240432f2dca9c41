"""Takes PREFIX from between the operations of an update, where SPARQL allows it and pyoxigraph 0.5.13 does not.

The declarations go to the engine as an argument; blanks take their place, so that errors keep their line and column.
"""

from collections.abc import Mapping

from unodc_kg.stores.tokens import Token
from unodc_kg.stores.updates import split

LENGTH = 3  # PREFIX name: <IRI>


def hoisted(update: str, known: Mapping[str, str]) -> tuple[str, dict[str, str]]:
    """The update with blanks for its later declarations, and the prefixes that are known without being declared in it.

    An update that gives a prefix two meanings, or has BASE between operations, comes back as it is: the engine says no.
    """
    operations = split(update)
    if not any(_is_prefix(operation, 0) for operation in operations[1:]):
        return update, dict(known)
    first = dict(_declared(operations[0]))
    meanings, used, blanks = dict(known) | first, _used(operations[0]), []
    for operation in operations[1:]:
        for place, (name, iri) in enumerate(_declared(operation)):
            if ":" not in iri or "\\" in iri or (meanings.get(name, iri) != iri and (name in used or name in first)):
                return update, dict(known)
            meanings[name] = iri
            blanks.append((operation[place * LENGTH], operation[place * LENGTH + LENGTH - 1]))
        used |= _used(operation)
    for start, end in reversed(blanks):
        stop = end.start + len(end.text)
        blank = "".join(sign if sign in "\r\n" else " " for sign in update[start.start : stop])
        update = update[: start.start] + blank + update[stop:]
    return update, meanings


def _is_prefix(operation: list[Token], place: int) -> bool:
    found = operation[place : place + LENGTH]
    return (
        len(found) == LENGTH
        and found[0].kind == "word"
        and found[0].text.upper() == "PREFIX"
        and found[1].text.endswith(":")
        and found[2].kind == "iri"
    )


def _declared(operation: list[Token]) -> list[tuple[str, str]]:
    """The prefixes at the head of an operation and their IRIs, in order."""
    found: list[tuple[str, str]] = []
    while _is_prefix(operation, len(found) * LENGTH):
        name, iri = operation[len(found) * LENGTH + 1 : len(found) * LENGTH + LENGTH]
        found.append((name.text[:-1], iri.text[1:-1]))
    return found


def _used(operation: list[Token]) -> set[str]:
    rest = operation[len(_declared(operation)) * LENGTH :]
    return {token.text.partition(":")[0] for token in rest if token.kind == "name"}

"""Says what is probably wrong with a query that is answered: in a header, in JSON results, on the page, or as an error.

The answer is the same with and without hints. Who wants a mistake to be an error sends `strict=1`.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import chain
from urllib.parse import quote

from unodc_kg.config import Settings
from unodc_kg.describe.graph import Graph
from unodc_kg.describe.hints import Hint, hints
from unodc_kg.errors import KgError, UnknownTermError
from unodc_kg.stores.base import Store
from unodc_kg.web.cache import Headers

HEADER = "X-Query-Hint"
SAFE = "".join(map(chr, range(32, 127))).replace("%", "")  # what a header may hold as it is
META = b'{"meta":{'


def find(store: Store, query: str, settings: Settings) -> list[Hint]:
    """The hints for a query that passed the guard; none where the store cannot be asked."""
    with suppress(KgError):
        return hints(Graph(store, settings.base_iri), query)
    return []


def require_none(found: Sequence[Hint]) -> None:
    """Return if there is no hint.

    Raises:
        UnknownTermError: there is; for the first.
    """
    if not found:
        return
    first = found[0]
    place: dict[str, object] = {"line": first.line, "column": first.column, "token": first.token}
    if first.suggestion:
        place["suggestion"] = first.suggestion
    hint = f"Did you mean {first.suggestion}?" if first.suggestion else "Without strict=1 the query is answered."
    raise UnknownTermError(first.message, hint, **place)


def headers(found: Sequence[Hint]) -> Headers:
    """A header for each hint."""
    return [(HEADER, quote(str(hint), safe=SAFE)) for hint in found]


def in_json(chunks: Iterator[bytes], found: Sequence[Hint]) -> Iterator[bytes]:
    """JSON results with the hints as `meta.hints`, beside what `meta` says already."""
    if not found:
        return chunks
    first = next(chunks, b"")
    said = json.dumps([described(hint) for hint in found], ensure_ascii=False).encode()
    if first.startswith(META):
        first = META + b'"hints":' + said + b"," + first[len(META) :]
    elif first.startswith(b"{"):
        first = META + b'"hints":' + said + b"}," + first[1:]
    return chain([first], chunks)


def described(hint: Hint) -> dict[str, object]:
    """A hint as JSON."""
    place: dict[str, object] = {"line": hint.line, "column": hint.column, "token": hint.token}
    return {"message": str(hint)} | place | ({"suggestion": hint.suggestion} if hint.suggestion else {})

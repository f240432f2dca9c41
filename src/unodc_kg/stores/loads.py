"""Takes LOAD out of an update, because this machine fetches nothing for others.

LOAD is refused. LOAD SILENT is a load that may fail unheard (SPARQL 1.1 Update, 3.1.4), and here each fails: an
operation that does nothing takes its place, so the engine never sees it.
"""

from unodc_kg.errors import FederationDisabledError
from unodc_kg.stores.guard import refused
from unodc_kg.stores.tokens import Token, failure, tokens
from unodc_kg.stores.updates import OFFLINE, Operation, parts

NOTHING = "INSERT DATA {}"
GRAMMAR = "Write LOAD <IRI> or LOAD <IRI> INTO GRAPH <IRI>, with ';' between operations."


def without_silent_loads(update: str) -> str:
    """The update without its LOAD SILENT.

    Raises:
        QuerySyntaxError: a LOAD, or a ';' near it, stands where the grammar has none.
        FederationDisabledError: it has a LOAD that is not silent.
    """
    if not any(_is_load(token) for token in tokens(update)):
        return update
    found = [_checked(update, Operation(part.body), is_last=not part.closed) for part in parts(update)]
    loads = [load for load in found if load is not None]
    for load in loads:
        if load.word(1) != "SILENT":
            problem = "LOAD would read a file or call another server."
            raise refused(FederationDisabledError, update, load.tokens[0], problem, OFFLINE)
    for load in reversed(loads):
        end = load.tokens[-1].start + len(load.tokens[-1].text)
        update = f"{update[: load.tokens[0].start]}{NOTHING}{update[end:]}"
    return update


def _checked(update: str, part: Operation, *, is_last: bool) -> Operation | None:
    """The operation if it is a LOAD; the grammar of operations beside it is read by the engine."""
    if not part.tokens and not is_last:
        raise failure(update, _first_empty(update), "there is no operation before ';'.", GRAMMAR)
    wrong = next((token for token in part.tokens[1:] if _is_load(token)), None)
    if wrong is not None:
        raise failure(update, wrong.start, "LOAD stands inside another operation.", GRAMMAR)
    if part.word(0) != "LOAD":
        return None
    if not _fits(part.tokens[2:] if part.word(1) == "SILENT" else part.tokens[1:]):
        raise failure(update, part.tokens[0].start, "this LOAD does not parse.", GRAMMAR)
    return part


def _fits(rest: tuple[Token, ...]) -> bool:
    """Is that an IRI, perhaps with INTO GRAPH and another?"""
    words = [token.text.upper() for token in rest[1:3]]
    return len(rest) in (1, 4) and words in ([], ["INTO", "GRAPH"]) and {rest[0].kind, rest[-1].kind} <= {"iri", "name"}


def _first_empty(update: str) -> int:
    """Where the first ';' stands that has no operation before it."""
    before: Token | None = None
    for token in tokens(update):
        if token.text == ";" and token.depth == 0 and (before is None or before.text == ";"):
            return token.start
        before = token
    return 0


def _is_load(token: Token) -> bool:
    return token.kind == "word" and token.text.upper() == "LOAD"

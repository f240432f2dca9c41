"""Says what is wrong with a query that does not parse: the place, the token, and what was probably meant."""

import difflib
import re
from collections.abc import Callable, Iterable, Sequence

from unodc_kg.errors import QuerySyntaxError
from unodc_kg.namespaces import PREFIXES
from unodc_kg.stores.grammar import END, WORDS, Misfit, misfit, terminal
from unodc_kg.stores.tokens import Token, failure, tokens

ALIASES = {"dc": "dcterms", "dct": "dcterms", "kg": "", "unodc": "", "onto": "", "wikidata": "wd", "xs": "xsd"}
TERMS = {"VARIABLE", "IRI", "NAME", "STRING", "NUMBER", "BLANK", "BOOLEAN", "OPEN_BRACKET", "OPEN"}
MODIFIERS = {"ORDER", "GROUP", "HAVING", "LIMIT", "OFFSET"}
NEAR = 0.8  # how like a word must be to be proposed; 1 is the same
NEAR_PREFIX = 0.7  # shorter, so that one letter counts for more


def syntax_error(query: str, message: str, *, update: bool = False) -> QuerySyntaxError:
    """The engine's complaint about a query, moved to the token that it means."""
    try:
        read = list(tokens(query))
    except QuerySyntaxError as error:
        return misspelt(query) or error
    for look in (_misspelt, _undeclared, lambda query, read: _misfit(query, read, update=update), _meaning):
        found = look(query, read)
        if found is not None:
            return found
    return _by_the_engine(query, read, message)


def misspelt(query: str) -> QuerySyntaxError | None:
    """The first word that SPARQL does not have; also where the query cannot be cut into tokens to its end."""
    read = []
    try:
        for token in tokens(query):
            read.append(token)
    except QuerySyntaxError:
        pass
    return _misspelt(query, read)


def nearest(text: str, known: Iterable[str], near: float = NEAR) -> str:
    """The known name that is most like this one, whatever the case of its letters; "" if none comes near."""
    by_case: dict[str, list[str]] = {}
    for name in known:
        by_case.setdefault(name.lower(), []).append(name)
    close = difflib.get_close_matches(text.lower(), by_case, n=1, cutoff=near)
    return sorted(by_case[close[0]])[0] if close else ""


def prefix_like(prefix: str, declared: Iterable[str] = ()) -> str | None:
    """The prefix that somebody may have meant; None if none comes near."""
    if prefix.lower() in ALIASES:
        return ALIASES[prefix.lower()]
    return nearest(prefix, {*declared, *PREFIXES} - {""}, NEAR_PREFIX) or None


def _misspelt(query: str, read: Sequence[Token]) -> QuerySyntaxError | None:
    token = next((token for token in read if token.kind == "word" and terminal(token) == "UNKNOWN"), None)
    if token is None:
        return None
    meant = "a" if token.text == "A" else nearest(token.text, WORDS).upper()
    hint = (
        f"Did you mean {meant}?" if meant else f"A name needs a colon (:{token.text}), a text quotes, a variable '?'."
    )
    return failure(query, token.start, f"SPARQL has no word {token.text!r}.", hint, token.text, meant)


def _undeclared(query: str, read: Sequence[Token]) -> QuerySyntaxError | None:
    """The first name whose prefix neither the query nor our table declares."""
    declared = set(PREFIXES)
    for before, token in zip([None, *read], read, strict=False):
        if token.kind == "name":
            prefix = token.text.partition(":")[0]
            if before is not None and before.text.upper() == "PREFIX":
                declared.add(prefix)
            elif prefix not in declared:
                return _unknown_prefix(query, token, declared)
    return None


def _unknown_prefix(query: str, token: Token, declared: set[str]) -> QuerySyntaxError:
    prefix = token.text.partition(":")[0]
    meant = prefix_like(prefix, declared)
    near = "" if meant is None else f"Did you mean {meant}: ? Otherwise add"
    hint = f"{near or 'Add'} PREFIX {prefix}: <IRI>."
    suggestion = "" if meant is None else f"{meant}:{token.text.partition(':')[2]}"
    return failure(query, token.start, f"the prefix '{prefix}:' is not declared.", hint, token.text, suggestion)


def _misfit(query: str, read: Sequence[Token], *, update: bool) -> QuerySyntaxError | None:
    """The first token that the grammar does not allow where it stands."""
    found = misfit(read, update=update)
    if found is None:
        return None
    hint = next((rule(found) for rule in RULES if rule(found)), "") or f"There could be {found.wanted()}."
    if found.token is None:
        return _too_early(query, found.before, hint)
    problem = f"the query does not parse at {found.token.text[:50]!r}."
    return failure(query, found.token.start, problem, hint, found.token.text)


def _too_early(query: str, last: Token | None, hint: str) -> QuerySyntaxError:
    if last is None:
        return failure(query, 0, "the query is empty.", hint)
    return failure(query, last.start, f"the query ends too early after {last.text[:50]!r}.", hint, last.text)


def _no_dot(found: Misfit) -> str:
    """A new statement begins though the one before has not ended."""
    after_object = {"DOT", "COMMA", "SEMICOLON"} <= found.expected
    before = found.before.text[:50] if found.before else ""
    return f"Is a '.' missing after {before!r}?" if after_object and found.kind in TERMS | {"A"} else ""


def _modifier_inside(found: Misfit) -> str:
    inside = found.kind in MODIFIERS and "CLOSE_BRACE" in found.expected
    return f"{found.token.text.upper()} stands after the last '}}'." if inside and found.token else ""


def _bare_aggregate(found: Misfit) -> str:
    """SELECT COUNT(?x), or SELECT (COUNT(?x))."""
    if found.kind in ("AGGREGATE", "FUNCTION") and {"OPEN", "VARIABLE"} <= found.expected and found.token:
        return f"Write ({found.token.text}(...) AS ?name)."
    return "Give it a name: (... AS ?name)." if found.kind == "CLOSE" and "AS" in found.expected else ""


def _comma(found: Misfit) -> str:
    between = found.kind == "COMMA" and "VARIABLE" in found.expected
    return "Variables stand beside one another without commas." if between else ""


def _no_object(found: Misfit) -> str:
    """A statement stops after its property, or after its subject."""
    if found.kind not in ("CLOSE_BRACE", "DOT", "SEMICOLON", "COMMA"):
        return ""
    if {"STRING", "VARIABLE"} <= found.expected and "DOT" not in found.expected:
        return "The statement has no object: a statement is subject, property, object."
    return "The statement has no property: it is subject, property, object." if "A" in found.expected else ""


def _one_caret(found: Misfit) -> str:
    return (
        "The datatype of a text is written with '^^'." if found.kind == "CARET" and "DATATYPE" in found.expected else ""
    )


def _brackets(found: Misfit) -> str:
    if found.expected == {"OPEN_BRACE"}:
        return "The pattern stands in braces: { ... }."
    condition = {"OPEN", "FUNCTION"} <= found.expected and "VARIABLE" not in found.expected
    return "A condition stands in brackets: ( ... )." if condition else ""


def _one_thing(found: Misfit) -> str:
    return f"Here must be {found.wanted()}." if len(found.expected - {END}) == 1 else ""


RULES: tuple[Callable[[Misfit], str], ...] = (
    _modifier_inside, _bare_aggregate, _comma, _one_caret, _no_dot, _no_object, _brackets, _one_thing,
)  # fmt: skip


def _meaning(query: str, read: Sequence[Token]) -> QuerySyntaxError | None:
    """The words fit together, but not what they say: rules of SPARQL beside its grammar."""
    return (
        _relative(query, read)
        or _aggregate_in_pattern(query, read)
        or _ungrouped(query, read)
        or _bound_twice(query, read)
        or _shared_blank(query, read)
    )


def _relative(query: str, read: Sequence[Token]) -> QuerySyntaxError | None:
    if any(token.text.upper() == "BASE" for token in read):
        return None
    for token in read:
        if token.kind == "iri" and not re.match(r"<[A-Za-z][A-Za-z0-9+.-]*:", token.text):
            hint = "Write the whole IRI, or a BASE line before."
            return failure(query, token.start, f"{token.text} is not a whole IRI.", hint, token.text)
    return None


def _aggregate_in_pattern(query: str, read: Sequence[Token]) -> QuerySyntaxError | None:
    """COUNT and its like, in a FILTER or BIND."""
    clause = ""
    for token in read:
        clause = token.text.upper() if token.text.upper() in ("FILTER", "BIND", "SELECT", "HAVING", "BY") else clause
        if clause in ("FILTER", "BIND") and terminal(token) == "AGGREGATE":
            hint = "Put it into SELECT with GROUP BY; a condition on it into HAVING."
            return failure(query, token.start, f"{token.text} cannot stand in {clause}.", hint, token.text)
    return None


def _ungrouped(query: str, read: Sequence[Token]) -> QuerySyntaxError | None:
    """A variable beside an aggregate that does not stand in GROUP BY, of the outermost SELECT."""
    head, tail = _outermost(read)
    grouped = any(token.text.upper() == "GROUP" for token in tail)
    star = next((token for token in head if token.text == "*" and token.depth == 0), None)
    if star is not None and grouped:
        hint = "Name the variables of GROUP BY, and (COUNT(...) AS ?name)."
        return failure(query, star.start, "SELECT * cannot stand with GROUP BY.", hint, "*")
    if not grouped and not any(terminal(token) == "AGGREGATE" for token in (*head, *tail)):
        return None
    known = {token.text[1:] for token in tail if token.kind == "variable"} if grouped else set()
    for token in head:
        if token.kind == "variable" and token.depth == 0 and token.text[1:] not in known:
            problem = f"{token.text} is neither in GROUP BY nor inside COUNT or its like."
            hint = f"Add GROUP BY {token.text} at the end." if not grouped else f"Add {token.text} to GROUP BY."
            return failure(query, token.start, problem, hint, token.text)
    return None


def _outermost(read: Sequence[Token]) -> tuple[list[Token], list[Token]]:
    """The tokens between the first SELECT and its pattern, and those after the pattern."""
    start = next((at for at, token in enumerate(read) if token.text.upper() == "SELECT"), len(read))
    opening = next((at for at in range(start, len(read)) if read[at].text == "{"), len(read))
    closing = next((at for at in range(opening, len(read)) if read[at].text == "}" and not read[at].depth), len(read))
    return list(read[start:opening]), list(read[closing:])


def _bound_twice(query: str, read: Sequence[Token]) -> QuerySyntaxError | None:
    """AS gives a name to what has it already: the last such name is meant as a rule."""
    seen: set[str] = set()
    twice = None
    for before, token in zip([None, *read], read, strict=False):
        if token.kind == "variable":
            if before is not None and before.text.upper() == "AS" and token.text[1:] in seen:
                twice = token
            seen.add(token.text[1:])
    if twice is None:
        return None
    return failure(query, twice.start, f"{twice.text} has a value already.", "Choose a new name after AS.", twice.text)


def _shared_blank(query: str, read: Sequence[Token]) -> QuerySyntaxError | None:
    """A blank node with one label in two patterns."""
    block, blocks = 0, 0
    first: dict[str, int] = {}
    outer: list[int] = []
    for token in read:
        if token.text == "{":
            blocks += 1
            outer.append(block)
            block = blocks
        elif token.text == "}":
            block = outer.pop()
        elif token.kind == "blank" and first.setdefault(token.text, block) != block:
            problem = f"{token.text} stands in another pattern already."
            return failure(query, token.start, problem, "Use a variable, or another label.", token.text)
    return None


def _by_the_engine(query: str, read: Sequence[Token], message: str) -> QuerySyntaxError:
    """The place that the engine gives; what it says it expected changes from run to run, so it is left out."""
    found = re.search(r"at (\d+):(\d+)", message)
    if found is None or not read:
        return QuerySyntaxError(f"The query does not parse: {message}.", "Correct the query.")
    offset = _offset(query, int(found[1]), int(found[2]))
    token = next((token for token in reversed(read) if token.start < offset), read[0])
    problem = f"the query does not parse at or before {token.text!r}."
    return failure(query, token.start, problem, "Correct the query.", token.text)


def _offset(query: str, line: int, column: int) -> int:
    starts = [0, *(match.end() for match in re.finditer("\n", query))]
    return starts[min(line, len(starts)) - 1] + column - 1

"""Keeps the unnamed graph of a merged store in step with an update, at the cost of what the update changes.

What an operation writes to or takes from named graphs it also puts into a graph aside. Afterwards each triple there is
looked up: it belongs into the unnamed graph if a named graph has it. Operations on whole graphs compare these graphs.
The unnamed graph as a whole is looked at only where blank nodes without a label go to graphs named by a variable.
"""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pyoxigraph

from unodc_kg.stores.tokens import Token
from unodc_kg.stores.updates import Operation, closing, parts, templates

KEY = uuid.uuid4()
ASIDE = pyoxigraph.NamedNode(f"urn:uuid:{KEY}")  # a graph: what was written or taken and is not yet looked up
NOTED = pyoxigraph.NamedNode(f"urn:uuid:{KEY}#noted")  # a graph: subjects of what whole graphs lost
FRESH = f"urn:uuid:{KEY}#fresh"  # graphs: what has blank nodes without a label, to be put into its graph and ASIDE
HAS = f"EXISTS {{ GRAPH ?g {{ ?s ?p ?o }} FILTER (?g != {ASIDE}) }}"
SETTLE = (
    f"DELETE {{ ?s ?p ?o }} WHERE {{ GRAPH {ASIDE} {{ ?s ?p ?o }} FILTER NOT {HAS} }} ; "
    f"INSERT {{ ?s ?p ?o }} WHERE {{ GRAPH {ASIDE} {{ ?s ?p ?o }} FILTER {HAS} }} ; "
    f"DROP SILENT GRAPH {ASIDE} ; DROP SILENT GRAPH {NOTED}"
)
TAKE_GRAPH = (
    "DELETE {{ ?s ?p ?o }} WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} "
    "FILTER NOT EXISTS {{ GRAPH ?other {{ ?s ?p ?o }} FILTER (?other != {graph}) }} }}"
)
NOTE_GRAPH = (
    f"INSERT {{{{ GRAPH {NOTED} {{{{ ?s {NOTED} ?s }}}} }}}} WHERE {{{{ GRAPH {{graph}} {{{{ ?s ?p ?o }}}} }}}}"
)
GIVE_GRAPH = "INSERT {{ ?s ?p ?o }} WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} FILTER NOT EXISTS {{ ?s ?p ?o }} }}"
GIVE = "INSERT { ?s ?p ?o } WHERE { GRAPH ?g { ?s ?p ?o } FILTER NOT EXISTS { ?s ?p ?o } }"
NAMELESS = {"[", "(", "<<", "{|"}  # written twice, these would make two blank nodes


@dataclass(frozen=True)
class Merging:
    """An update as it is carried out: its steps, before and after each of which `settle` is called.

    `everything` says that it may change any part of the unnamed graph.
    """

    steps: list[str]
    everything: bool


@dataclass
class _Edits:
    """Changes to an operation of an update: what stands from one place to another is replaced."""

    update: str
    found: list[tuple[int, int, str]] = field(default_factory=list)
    everything: bool = False

    def insert(self, place: int, text: str) -> None:
        self.found.append((place, place, text))

    def replace(self, token: Token, text: str) -> None:
        self.found.append((token.start, _end(token), text))

    def text(self, tokens: Sequence[Token]) -> str:
        """The text of these tokens, as it was."""
        return self.update[tokens[0].start : _end(tokens[-1])]

    def done(self, operation: Operation) -> str:
        """The text of the operation as it is now."""
        place, pieces = operation.start, []
        for start, end, text in sorted(self.found, key=lambda edit: edit[:2]):
            pieces += [self.update[place:start], f" {text} "]
            place = end
        return "".join([*pieces, self.update[place : _end(operation.tokens[-1])]])


@dataclass(frozen=True)
class _Block:
    """Triples of a template and the token that names their graph; None is the unnamed one, or that of WITH."""

    graph: Token | None
    tokens: Sequence[Token]


def merging(update: str) -> Merging:
    """The update with what tells `settle` what it changes in named graphs.

    It is cut before each prologue, which the engine takes at the beginning only, and before each operation that reads,
    so that it finds the unnamed graph in step.
    """
    steps: list[str] = []
    prologues: list[str] = []
    bodies: list[str] = []
    everything = False
    for part in parts(update):
        operation = Operation(part.body, part.closed)
        if bodies and (part.prologue or (part.body and _reads(operation))):
            steps.append("\n".join([*prologues, " ;\n".join(bodies)]))
            bodies = []
        if part.prologue:
            prologues.append(update[part.prologue[0].start : _end(part.prologue[-1])])
        if part.body:
            edits = _Edits(update)
            _edit(edits, operation)
            bodies.append(edits.done(operation))
            everything |= edits.everything
    return Merging([*steps, "\n".join([*prologues, " ;\n".join(bodies)])], everything)


def _edit(edits: _Edits, operation: Operation) -> None:
    first = operation.word(0)
    if first in ("CLEAR", "DROP"):
        _clear(edits, operation)
    elif first in ("COPY", "MOVE"):
        _copy(edits, operation)
    elif first in ("INSERT", "DELETE", "WITH"):
        _change(edits, operation)


def settle(engine: pyoxigraph.Store) -> Iterator[pyoxigraph.NamedNode | pyoxigraph.BlankNode | pyoxigraph.Triple]:
    """Look up what stands aside, and give the subjects of all that may have changed in the unnamed graph."""
    found = False
    for graph in (ASIDE, NOTED):
        for quad in engine.quads_for_pattern(None, None, None, graph):
            found = True
            yield quad.subject
    if found:
        engine.update(SETTLE)


def _reads(operation: Operation) -> bool:
    if operation.word(0) in ("ADD", "CLEAR", "COPY", "DROP", "MOVE"):
        return True
    return any(token.depth == 0 and token.text.upper() == "WHERE" for token in operation.tokens)


def _clear(edits: _Edits, operation: Operation) -> None:
    target = operation.tokens[-1]
    if target.kind == "word":
        edits.everything = True
        if target.text.upper() == "NAMED":
            edits.insert(_end(target), "; CLEAR DEFAULT")
    else:
        _lose(edits, operation, target)


def _copy(edits: _Edits, operation: Operation) -> None:
    """What a graph gets from another one is in the unnamed graph already; what it had may go."""
    target = operation.tokens[-1]
    if not any(token.kind == "word" and token.text.upper() == "DEFAULT" for token in operation.tokens):
        _lose(edits, operation, target)
        edits.insert(_end(target), f"; {GIVE_GRAPH.format(graph=target.text)}")  # it keeps all where SILENT fails


def _lose(edits: _Edits, operation: Operation, graph: Token) -> None:
    edits.insert(operation.start, f"{NOTE_GRAPH.format(graph=graph.text)} ; {TAKE_GRAPH.format(graph=graph.text)} ;")


def _change(edits: _Edits, operation: Operation) -> None:
    """INSERT and DELETE, with DATA or a pattern."""
    graph = operation.tokens[1] if operation.word(0) == "WITH" else None
    inner = Operation(operation.tokens[2:], operation.closed) if graph else operation
    taken = given = ""
    for word, template in templates(inner):
        blocks = list(_blocks(template))
        if word == "DELETE":
            taken = _aside(edits, blocks)
        elif any(token.text in NAMELESS for token in template):
            _give_fresh(edits, operation, blocks, graph)
        else:
            given = _aside(edits, blocks)
    if inner.word(1) == "DATA":
        if taken:
            edits.insert(operation.start, f"INSERT DATA {{ {taken} }} ;")
        elif given:
            edits.insert(inner.tokens[2].start + 1, given)
    else:
        _with_pattern(edits, inner, taken, given)


def _with_pattern(edits: _Edits, operation: Operation, taken: str, given: str) -> None:
    """Put what stands aside into the INSERT part, which is made where there is none."""
    read = operation.tokens
    part = next(
        (place for place, token in enumerate(read) if token.depth == 0 and token.text.upper() == "INSERT"), None
    )
    if not (taken or given):
        return
    if part is not None:
        edits.insert(read[part + 1].start + 1, taken + given)
    elif operation.word(1) == "WHERE":  # DELETE WHERE { ... }
        pattern = edits.text(read[2 : closing(read, 2) + 1])
        edits.insert(read[1].start, f"{pattern} INSERT {{ {taken} }}")
    else:
        edits.insert(_end(read[closing(read, 1)]), f"INSERT {{ {taken} }}")


def _aside(edits: _Edits, blocks: Sequence[_Block]) -> str:
    """The triples of these blocks, for the graph aside."""
    texts = [edits.text(block.tokens) for block in blocks]
    return f"GRAPH {ASIDE} {{ {' . '.join(texts)} }} " if texts else ""


def _give_fresh(edits: _Edits, operation: Operation, blocks: Sequence[_Block], graph: Token | None) -> None:
    """Write to graphs of passage, so that each blank node is made once, and from there to where it was to go."""
    names = [block.graph or graph for block in blocks]
    if any(name is None or name.kind == "variable" for name in names):
        edits.everything = True
        edits.insert(_end(operation.tokens[-1]), f"; {GIVE}")
        return
    fresh = {name.text: f"<{FRESH}{number}>" for number, name in enumerate(names) if name is not None}
    for block, name in zip(blocks, names, strict=True):
        assert name is not None
        if block.graph is not None:
            edits.replace(block.graph, fresh[name.text])
        else:
            edits.insert(block.tokens[0].start, f"GRAPH {fresh[name.text]} {{")
            edits.insert(_end(block.tokens[-1]), "}")
    for name_text, passage in fresh.items():
        moved = f"; ADD SILENT {passage} TO {name_text} ; ADD SILENT {passage} TO {ASIDE} ; DROP SILENT GRAPH {passage}"
        edits.insert(_end(operation.tokens[-1]), moved)


def _blocks(template: Sequence[Token]) -> Iterator[_Block]:
    """What stands between the brackets of each GRAPH, and between these, without full stops at its ends."""
    outside: list[Token] = []
    place = 0
    while place < len(template):
        token = template[place]
        if token.kind == "word" and token.text.upper() == "GRAPH" and place + 2 < len(template):
            end = closing(template, place + 2)
            yield from _block(None, outside)
            yield from _block(template[place + 1], template[place + 3 : end])
            outside, place = [], end
        else:
            outside.append(token)
        place += 1
    yield from _block(None, outside)


def _block(graph: Token | None, tokens: Sequence[Token]) -> Iterator[_Block]:
    while tokens and tokens[-1].text == ".":
        tokens = tokens[:-1]
    while tokens and tokens[0].text == ".":
        tokens = tokens[1:]
    if tokens:
        yield _Block(graph, tokens)


def _end(token: Token) -> int:
    return token.start + len(token.text)

"""Full-text search from SPARQL that every store understands: what was found is written into the query as VALUES.

`?unit search:matches "毒品"` looks like a triple, but no store ever sees it: the index is asked, and the triple becomes
`VALUES ?unit { ... }` before the query is sent. So the same query gives the same answer on every store, inside
OPTIONAL, UNION or a sub-SELECT too. A form that cannot be put in place is an error that says where, never an empty
answer.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

from unodc_kg.errors import QuerySyntaxError, SearchError
from unodc_kg.namespaces import BASE, PREFIXES, SEARCH, XSD
from unodc_kg.search.find import Scope, scores
from unodc_kg.search.index import Index
from unodc_kg.search.statements import Piece, Statement, statement_of, templates, values_of
from unodc_kg.stores.tokens import Token, failure, tokens

SCOPES = {
    "matches": Scope(),
    "matchesName": Scope(part="labels"),
    "matchesText": Scope(part="text"),
    "matchesWhole": Scope(whole=True),
}
SCORE = "score"
MOST = 20  # searches of one query
HITS = 10_000  # things that one search puts into a query
ESCAPES = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f"}
FORM = 'Write: ?thing search:matches "words".'


@dataclass(frozen=True)
class Cut:
    """A search that found more than a query may hold."""

    words: str
    given: int
    total: int


@dataclass(frozen=True)
class Edit:
    """A stretch of the query and what takes its place."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Rewritten:
    """A query as stores get it, and which searches were cut."""

    original: str
    text: str
    cuts: tuple[Cut, ...] = ()
    edits: tuple[Edit, ...] = ()

    def placed(self, error: QuerySyntaxError) -> QuerySyntaxError:
        """An error of the rewritten query, at its place in the query that was sent."""
        if not self.edits or not error.line:
            return error
        lines = self.text.split("\n")
        offset = sum(len(line) + 1 for line in lines[: error.line - 1]) + error.column - 1
        problem = re.sub(r"^Line \d+, column \d+ of the query: ", "", error.message)
        return failure(self.original, self._origin(offset), problem, error.hint, error.token)

    def _origin(self, offset: int) -> int:
        moved = 0
        for edit in self.edits:
            if edit.start + moved > offset:
                break
            after = edit.start + moved + len(edit.text)
            if offset < after:
                return edit.start
            moved += len(edit.text) - (edit.end - edit.start)
        return offset - moved


def rewrite(query: str, index: Callable[[], Index], *, base_iri: str = BASE, most: int = HITS) -> Rewritten:
    """A query with what its searches found in the place of their triples; a query without any as it is.

    Args:
        query: a query that `guard.check` let pass.
        index: gives the index; asked only where the query searches.
        base_iri: the address that our IRIs have in the store.
        most: how many things one search may put into the query, the nearest first.

    Raises:
        QuerySyntaxError: a search stands where it cannot be put in place; says where.
        SearchError: a search asks for nothing; says where too.
    """
    if "search" not in query and "\\" not in query:
        return Rewritten(query, query)
    return _Rewriter(query, index, base_iri, most).run()


class _Rewriter:
    """One query: its tokens, what its prefixes mean, and what was found so far."""

    def __init__(self, query: str, index: Callable[[], Index], base_iri: str, most: int) -> None:
        self.query = query
        self.tokens = list(tokens(query))
        self.index = index
        self.base_iri = base_iri
        self.most = most
        self.prefixes, self.base, self.prologue = _prologue(self.tokens, base_iri)
        self.cuts: list[Cut] = []
        self.searches = 0
        self.found: dict[tuple[str, Scope], list[tuple[str, float]]] = {}

    def run(self) -> Rewritten:
        """The query with all its searches put in place."""
        template, short = templates(self.tokens)
        magic = {place: name for place, name in self._names() if place not in template}
        if magic and short:
            hint = "Write CONSTRUCT { ... } WHERE { ... }."
            raise self._wrong(min(magic), "the short form of CONSTRUCT cannot search.", hint)
        statements: dict[int, Statement] = {}
        for place in magic:
            statement = statement_of(self.tokens, place)
            if statement is None or place not in {piece.start for piece in statement.pieces}:
                text = self.tokens[place].text
                raise self._wrong(place, f"{text} cannot stand here; it is the property of a variable.", FORM)
            statements[statement.start] = statement
        edits = [edit for statement in statements.values() for edit in self._edits(statement, magic)]
        return self._rewritten(sorted(edits, key=lambda edit: (edit.start, edit.end)))

    def _rewritten(self, edits: Sequence[Edit]) -> Rewritten:
        done, cursor = [], 0
        for edit in edits:
            done += [self.query[cursor : edit.start], edit.text]
            cursor = edit.end
        return Rewritten(self.query, "".join([*done, self.query[cursor:]]), tuple(self.cuts), tuple(edits))

    def _names(self) -> Iterable[tuple[int, str]]:
        """The tokens that stand for our search, and the name of each."""
        for place, token in enumerate(self.tokens):
            iri = self._iri(token) if place not in self.prologue else ""
            for space in {str(SEARCH), self.base_iri + SEARCH.removeprefix(BASE)}:
                if iri.startswith(space):
                    yield place, iri.removeprefix(space)

    def _edits(self, statement: Statement, magic: dict[int, str]) -> list[Edit]:
        subject = self.tokens[statement.start]
        if subject.kind != "variable":
            raise self._wrong(statement.start, f"the subject of a search is a variable, not {subject.text}.", FORM)
        searched = [piece for piece in statement.pieces if piece.start in magic]
        values = " ".join(self._values(subject.text, searched, magic)) + " "
        if len(searched) == len(statement.pieces):
            return [self._edit(subject.start, self._end(statement.end - 1), values)]
        return [Edit(subject.start, subject.start, values), *self._removed(statement, searched)]

    def _removed(self, statement: Statement, searched: Sequence[Piece]) -> Iterable[Edit]:
        """Searches go with the semicolon after them; those at the end with all that follows what is kept.

        So no semicolon stands after the subject, where none may, or at the end, where Virtuoso wants none.
        """
        kept = [piece for piece in statement.pieces if piece not in searched]
        for piece in searched:
            later = [other.start for other in statement.pieces if other.start > piece.start]
            if piece.start < kept[-1].start:
                yield self._edit(self.tokens[piece.start].start, self.tokens[later[0]].start, "")
        if searched[-1].start > kept[-1].start:
            yield self._edit(self._end(kept[-1].end - 1), self._end(statement.end - 1), "")

    def _edit(self, start: int, end: int, text: str) -> Edit:
        return Edit(start, end, text + "\n" * self.query.count("\n", start, end))  # errors below keep their lines

    def _values(self, subject: str, searched: Sequence[Piece], magic: dict[int, str]) -> Iterable[str]:
        """What takes the place of the searches of one statement; a score is that of the search before it."""
        names = [magic[piece.start] for piece in searched]
        for place, (piece, name) in enumerate(zip(searched, names, strict=True)):
            if name == SCORE and (place == 0 or names[place - 1] == SCORE):
                hint = f'Write: {subject} search:matches "words" ; search:score ?score.'
                raise self._wrong(piece.start, "a score follows the search whose score it is.", hint)
            if name == SCORE:
                continue
            if name not in SCOPES:
                known = ", ".join(f"search:{known}" for known in (*SCOPES, SCORE))
                raise self._wrong(piece.start, f"there is no search:{name}.", f"There are {known}.")
            scored = names[place + 1 : place + 2] == [SCORE]
            score = self._score(searched[place + 1]) if scored else ""
            texts = values_of(self.tokens, piece)
            if score and len(texts) > 1:
                raise self._wrong(piece.start, "a score is that of one search, here are several.", "Ask for one each.")
            for text in texts:
                yield self._found(subject, score, self._hits(piece, text, SCOPES[name]))

    def _score(self, piece: Piece) -> str:
        value = self.tokens[piece.start + 1 : piece.end]
        if len(value) != 1 or value[0].kind != "variable":
            raise self._wrong(piece.start, "the value of search:score is a variable.", "Write: search:score ?score.")
        return value[0].text

    def _hits(self, piece: Piece, value: Sequence[Token], scope: Scope) -> list[tuple[str, float]]:
        """What one search found; its words are a string, perhaps with a language."""
        first = value[0] if value else self.tokens[piece.start]
        words, language = self._words(value, first)
        scope = Scope(scope.part, language, scope.kind, scope.whole)
        self.searches += 1
        if self.searches > MOST:
            problem = f"the query searches more than {MOST} times."
            raise failure(self.query, first.start, problem, "Ask several queries.", first.text)
        if (words, scope) not in self.found:
            try:
                hits, total = scores(self.index(), words, scope, self.most)
            except SearchError as error:
                place = failure(
                    self.query, first.start, error.message[:1].lower() + error.message[1:], error.hint, first.text
                )
                raise place from error
            self.found[words, scope] = hits
            if total > len(hits):
                self.cuts.append(Cut(words, len(hits), total))
        return self.found[words, scope]

    def _words(self, value: Sequence[Token], first: Token) -> tuple[str, str]:
        kinds = [token.kind for token in value]
        plain = kinds in (["string"], ["string", "language"])
        typed = len(value) == 3 and value[1].text == "^^" and self._iri(value[2]) == XSD.string
        if not (plain or typed) or value[0].kind != "string":
            found = "is missing" if not value else f"cannot be {' '.join(token.text for token in value)[:60]}"
            raise failure(
                self.query, first.start, f"the text of a search {found}.", f"Give it in quotes. {FORM}", first.text
            )
        return _unquoted(value[0].text), value[1].text[1:] if len(value) == 2 else ""

    def _found(self, subject: str, score: str, hits: Sequence[tuple[str, float]]) -> str:
        """VALUES in a SELECT of its own: Oxigraph 0.5 joins thousands of values twenty times faster so."""
        local = [(self.base_iri + iri.removeprefix(BASE) if iri.startswith(BASE) else iri, how) for iri, how in hits]
        if score:
            rows = " ".join(f"(<{iri}> {how:.3f})" for iri, how in local)
            return f"{{ SELECT {subject} {score} {{ VALUES ({subject} {score}) {{ {rows} }} }} }}"
        return f"{{ SELECT {subject} {{ VALUES {subject} {{ {' '.join(f'<{iri}>' for iri, _ in local)} }} }} }}"

    def _iri(self, token: Token) -> str:
        """The IRI that a token stands for; "" if it is none."""
        if token.kind == "iri":
            iri = _unescaped(token.text[1:-1])
            return _absolute(self.base, iri)
        prefix, colon, local = token.text.partition(":")
        return self.prefixes.get(prefix, "") + local if token.kind == "name" and colon else ""

    def _end(self, place: int) -> int:
        return self.tokens[place].start + len(self.tokens[place].text)

    def _wrong(self, place: int, problem: str, hint: str) -> QuerySyntaxError:
        return failure(self.query, self.tokens[place].start, problem, hint, self.tokens[place].text)


def _prologue(read: Sequence[Token], base: str) -> tuple[dict[str, str], str, set[int]]:
    """What the prefixes of a query mean, its base where `base` is that of the service, and the tokens that say so."""
    prefixes: dict[str, str] = {name: str(space) for name, space in PREFIXES.items()}
    seen = set()
    for place, token in enumerate(read[:-1]):
        word, follows = token.text.upper() if token.kind == "word" else "", read[place + 1 : place + 3]
        if word == "BASE" and follows[0].kind == "iri":
            base = _absolute(base, _unescaped(follows[0].text[1:-1]))
            seen.add(place + 1)
        elif word == "PREFIX" and len(follows) == 2 and follows[1].kind == "iri":
            iri = _unescaped(follows[1].text[1:-1])
            prefixes[follows[0].text[:-1]] = _absolute(base, iri)
            seen |= {place + 1, place + 2}
    return prefixes, base, seen


def _absolute(base: str, iri: str) -> str:
    """An IRI that may be relative; the library leaves out a # with nothing after it."""
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", iri):
        return iri
    return urljoin(base, iri) + ("#" if iri.endswith("#") else "")


def _unquoted(text: str) -> str:
    """The text of a string token."""
    size = 3 if text[:3] in ('"""', "'''") and len(text) >= 6 else 1
    return _unescaped(text[size:-size])


def _unescaped(text: str) -> str:
    def plain(match: re.Match[str]) -> str:
        code = match[1] or match[2]
        if not code:
            return ESCAPES.get(match[3], match[3])
        number = int(code, 16)
        return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"

    return re.sub(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", plain, text, flags=re.DOTALL)

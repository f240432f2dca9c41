"""Cuts a SPARQL query into tokens, by the grammar of SPARQL 1.1 (section 19.8) and the triple terms of 1.2.

The engine reads a query without tokens: to it "SERVICEex:a" may be a keyword and a name. The guard has to see at least
what the engine may see, so whatever could be read in two ways is refused here. The one place where the grammar itself
is ambiguous is "<", which opens an IRI or compares two values; `_Lexer._less` decides it by the brackets around it.
"""

import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from unodc_kg.errors import QuerySyntaxError

USUAL = 4_000  # characters of a query whose tokens are remembered
BASE = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
FIRST = BASE + "_"
LATER = FIRST + "0-9\u00b7\u0300-\u036f\u203f-\u2040"
CHARS = LATER + "-"
CODE_POINT = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
ESCAPE = rf"\\[tbnrf\"'\\]|{CODE_POINT}"
PLX = r"%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?#@%]"

IRI = re.compile(rf"<(?:[^<>\"{{}}|^`\\\x00-\x20]|{CODE_POINT})*+>")
SPACE = re.compile(r"(?:[ \t\r\n]+|#[^\r\n]*)*+")
TOKEN = re.compile(
    rf"""
    (?P<string>\"\"\"(?:\"{{0,2}}(?:[^\"\\]|{ESCAPE}))*+\"\"\"
             | '''(?:'{{0,2}}(?:[^'\\]|{ESCAPE}))*+'''
             | \"(?!\"\")(?:[^\"\\\r\n]|{ESCAPE})*+\"
             | '(?!'')(?:[^'\\\r\n]|{ESCAPE})*+')
  | (?P<variable>[?$][{FIRST}0-9][{LATER}]*)
  | (?P<blank>_:[{FIRST}0-9](?:[{CHARS}.]*[{CHARS}])?)
  | (?P<name>(?:[{BASE}](?:[{CHARS}.]{{0,99}}[{CHARS}])?)?:(?:(?:[{FIRST}:0-9]|{PLX})(?:(?:[{CHARS}.:]|{PLX})*(?:[{CHARS}:]|{PLX}))?)?)
  | (?P<word>[A-Za-z][A-Za-z0-9_]*)
  | (?P<number>(?:[0-9]+\.[0-9]*|\.?[0-9]+)[eE][+-]?[0-9]+|[0-9]*\.[0-9]+|[0-9]+)
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*(?:--[A-Za-z]+)?)
  | (?P<mark>\{{\||\|\}}|>>|\^\^|&&|\|\||!=|>=|[{{}}()\[\],;.=>!+\-*/|^?~])
    """,  # noqa: E501  (a name does not break)
    re.VERBOSE,
)

CLOSING = {"}": "{", ")": "(", "]": "[", "|}": "{|", ">>": "<<"}
OPENING = frozenset(CLOSING.values())
OPERANDS = {"string", "variable", "blank", "name", "number", "language", "iri"}
EXPRESSION = re.compile(
    "ABS|AVG|ASC|BIND|BNODE|BOUND|BY|CEIL|COALESCE|CONCAT|CONTAINS|COUNT|DATATYPE|DAY|DESC|DISTINCT|ENCODE_FOR_URI|"
    "FILTER|FLOOR|GROUP_CONCAT|HAVING|HOURS|IF|IN|IRI|ISBLANK|ISIRI|ISLITERAL|ISNUMERIC|ISURI|LANG|LANGMATCHES|LCASE|"
    "MAX|MD5|MIN|MINUTES|MONTH|RAND|REDUCED|REGEX|REPLACE|ROUND|SAMETERM|SAMPLE|SECONDS|SELECT|SHA1|SHA256|SHA384|"
    "SHA512|STR|STRAFTER|STRBEFORE|STRDT|STRENDS|STRLANG|STRLEN|STRSTARTS|SUBSTR|SUM|TIMEZONE|TZ|UCASE|URI|YEAR",
    re.IGNORECASE,
)  # after such a word "(" has an expression in it; none of these words can be read as a term


class Token(NamedTuple):
    """A token of a query: what it is, its text, where it starts and how many brackets are open after it."""

    kind: str
    text: str
    start: int
    depth: int


def tokens(query: str) -> Iterator[Token]:
    """The tokens of a query, without space and comments.

    Raises:
        QuerySyntaxError: at a character that starts no token, a bracket without partner, or an ambiguous "<".
    """
    return iter(_last.read) if query and query == _last.query else _Lexer(query).run()


def remember(longest: int) -> None:
    """Let this thread remember the tokens of texts of up to so many characters, in place of the usual."""
    _last.longest = longest


class _Last(threading.local):
    """The query that this thread read last, to its end: it is asked for several times while it is answered."""

    longest = USUAL
    query = ""
    read: Sequence[Token] = ()


_last = _Last()


def failure(query: str, offset: int, problem: str, hint: str, token: str = "", meant: str = "") -> QuerySyntaxError:
    """The error that says where in the query something is wrong, at which token or character, and what was meant."""
    line = query.count("\n", 0, offset) + 1
    column = offset - query.rfind("\n", 0, offset)
    error = QuerySyntaxError(
        f"Line {line}, column {column} of the query: {problem}",
        hint,
        line,
        column,
        (token or query[offset : offset + 1])[:100],
    )
    if meant:
        error.members["suggestion"] = meant
    return error


@dataclass(frozen=True)
class _Bracket:
    text: str
    start: int
    expression: bool


class _Lexer:
    """Where we are in a query: the open brackets and the token before."""

    def __init__(self, query: str) -> None:
        self.query = query
        self.open: list[_Bracket] = []
        self.previous = Token("mark", "", 0, 0)

    def run(self) -> Iterator[Token]:
        query, opened, read = self.query, self.open, []
        position = _after_space(query, 0)
        while position < len(query):
            kind, text = self._next(position)
            if kind == "mark":
                self._bracket(text, position)
            self.previous = token = Token(kind, text, position, len(opened))
            read.append(token)
            yield token
            position = _after_space(query, position + len(text))
        if opened:
            raise failure(query, opened[-1].start, f"{opened[-1].text!r} is never closed.", "Add the closing bracket.")
        if len(query) <= _last.longest:
            _last.query, _last.read = query, read

    def _next(self, position: int) -> tuple[str, str]:
        if self.query[position] == "<":
            return self._less(position)
        match = TOKEN.match(self.query, position)
        if match is None or match.lastgroup is None:
            raise self._unexpected(position)
        return match.lastgroup, match.group()

    def _less(self, position: int) -> tuple[str, str]:
        """What "<" starts here: an IRI, a triple term or a comparison.

        Only inside "(" can it compare: in an expression it does so after an operand. Where "(" may hold an expression
        as well as a list, an IRI is one that could not be a piece of an expression; others are refused.
        """
        bracket = self.open[-1] if self.open else _Bracket("", 0, False)
        doubled = self.query.startswith("<<", position)
        if bracket.text != "(":
            return ("mark", "<<") if doubled else ("iri", self._iri(position))
        if bracket.expression:
            if self._after_operand():
                return self._comparison(position)
            return ("mark", "<<") if doubled else ("iri", self._iri(position))
        return self._less_in_unknown(position, doubled)

    def _less_in_unknown(self, position: int, doubled: bool) -> tuple[str, str]:
        match = IRI.match(self.query, position + doubled)
        if match is None:
            return ("mark", "<<") if doubled else self._comparison(position)
        body = match.group()[1:]
        if re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", body) or not set(body) & set("&,()[]'#"):
            return ("mark", "<") if doubled else ("iri", match.group())
        hint = "Put a space after '<', or write the whole IRI."
        raise failure(self.query, position, "this '<' could be a comparison or start an IRI.", hint)

    def _comparison(self, position: int) -> tuple[str, str]:
        return "mark", "<=" if self.query.startswith("<=", position) else "<"

    def _after_operand(self) -> bool:
        before = self.previous
        return before.kind in OPERANDS or before.text == ")" or before.text.lower() in ("true", "false")

    def _iri(self, position: int) -> str:
        match = IRI.match(self.query, position)
        if match is None:
            raise failure(self.query, position, "'<' does not start a whole IRI.", "Write <IRI> without spaces.")
        return match.group()

    def _bracket(self, text: str, position: int) -> None:
        if text in OPENING:
            self.open.append(_Bracket(text, position, text == "(" and self._opens_expression()))
        elif text in CLOSING:
            if not self.open or self.open[-1].text != CLOSING[text]:
                last = f"the open bracket is {self.open[-1].text!r}" if self.open else "no bracket is open"
                raise failure(self.query, position, f"{text!r} closes nothing; {last}.", "Pair the brackets.")
            self.open.pop()

    def _opens_expression(self) -> bool:
        before = self.previous
        inside = bool(self.open) and self.open[-1].expression
        return inside or (before.kind == "word" and EXPRESSION.fullmatch(before.text) is not None)

    def _unexpected(self, position: int) -> QuerySyntaxError:
        character = self.query[position]
        if character in "\"'":
            return failure(self.query, position, "this text has no end, or a wrong escape.", "Close the quotes.")
        return failure(
            self.query, position, f"unexpected character {character!r} (U+{ord(character):04X}).", "Remove it."
        )


def _after_space(query: str, position: int) -> int:
    """Where the next token begins."""
    match = SPACE.match(query, position)
    return position if match is None else match.end()

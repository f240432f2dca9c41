"""Where a query leaves the grammar of SPARQL: the first token that cannot stand where it stands, and what could.

The engine says where its own parser gave up, which is often a word or a line later, and what it expected changes from
run to run. This reads the tokens again with the grammar in `sparql.lark`, after the engine has refused.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import lark
from lark.common import LexerConf
from lark.lexer import Lexer
from lark.lexer import Token as Terminal

from unodc_kg.stores.tokens import Token


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


AGGREGATES = _words("AVG COUNT GROUP_CONCAT MAX MIN SAMPLE SUM")
FUNCTIONS = _words(
    "ABS ADJUST BNODE BOUND CEIL COALESCE CONCAT CONTAINS DATATYPE DAY ENCODE_FOR_URI FLOOR HASLANG HASLANGDIR HOURS "
    "IF IRI ISBLANK ISIRI ISLITERAL ISNUMERIC ISTRIPLE ISURI LANG LANGDIR LANGMATCHES LCASE MD5 MINUTES MONTH NOW "
    "OBJECT PREDICATE RAND REGEX REPLACE ROUND SAMETERM SECONDS SHA1 SHA256 SHA384 SHA512 STR STRAFTER STRBEFORE STRDT "
    "STRENDS STRLANG STRLANGDIR STRLEN STRSTARTS STRUUID SUBJECT SUBSTR TIMEZONE TRIPLE TZ UCASE URI UUID YEAR"
)
KEYWORDS = _words(
    "A ADD ALL AS ASC ASK BASE BIND BY CLEAR CONSTRUCT COPY CREATE DATA DEFAULT DELETE DESC DESCRIBE DISTINCT DROP "
    "EXISTS FALSE FILTER FROM GRAPH GROUP HAVING IN INSERT INTO LIMIT LOAD MINUS MOVE NAMED NOT OFFSET OPTIONAL ORDER "
    "PREFIX REDUCED SELECT SEPARATOR SERVICE SILENT TO TRUE UNDEF UNION USING VALUES VERSION WHERE WITH"
)
WORDS = KEYWORDS | FUNCTIONS | AGGREGATES | {"LATERAL"}
MARKS = {
    "{": "OPEN_BRACE", "}": "CLOSE_BRACE", "(": "OPEN", ")": "CLOSE", "[": "OPEN_BRACKET", "]": "CLOSE_BRACKET",
    ";": "SEMICOLON", ",": "COMMA", ".": "DOT", "=": "EQUAL", "!=": "UNEQUAL", "<": "LESS", ">": "GREATER",
    "<=": "AT_MOST", ">=": "AT_LEAST", "+": "PLUS", "-": "DASH", "*": "STAR", "/": "SLASH", "|": "PIPE", "||": "OR",
    "&&": "AND", "^": "CARET", "^^": "DATATYPE", "?": "QUESTION", "!": "BANG",
}  # fmt: skip
SHOWN = {name: f"'{mark}'" for mark, name in MARKS.items()} | {
    "VARIABLE": "a variable", "IRI": "an IRI", "NAME": "a name (prefix:name)", "STRING": "a text in quotes",
    "NUMBER": "a number", "BLANK": "a blank node", "FUNCTION": "a function", "AGGREGATE": "COUNT or its like",
    "A": "'a'", "BOOLEAN": "true or false", "LANGUAGE": "a language tag",
}  # fmt: skip
LATER = ("<<", "{|", "|}", ">>", "~")  # of SPARQL 1.2, which this grammar does not have
END = "$END"


@dataclass(frozen=True)
class Misfit:
    """The first token that does not fit (None: the text ends too early), the one before it, and what would fit."""

    token: Token | None
    before: Token | None
    expected: frozenset[str]

    @property
    def kind(self) -> str:
        """What the token is, as the grammar calls it."""
        return END if self.token is None else terminal(self.token)

    def wanted(self) -> str:
        """What would fit, in words; at most eight things."""
        signs = {"PLUS", "DASH"} if "NUMBER" in self.expected else set()  # of a number: no need to say so
        names = sorted(SHOWN.get(name, name) for name in self.expected - signs - {END})
        return ", ".join(names[:8]) + (" and others" if len(names) > 8 else "")


def misfit(read: Sequence[Token], *, update: bool = False) -> Misfit | None:
    """Where these tokens leave the grammar; None where they fit, or use SPARQL 1.2."""
    if any(token.text in LATER or token.text.upper() == "LATERAL" for token in read):
        return None
    start = "update_unit" if update else "query_unit"
    fitting = _fitting(read, start)
    if fitting is None:
        return None
    parser = _parser().parse_interactive(start=start)
    for terminal in _terminals(read[:fitting]):
        parser.feed_token(terminal)
    expected = frozenset(map(str, parser.accepts()))  # type: ignore[no-untyped-call]
    return Misfit(read[fitting] if fitting < len(read) else None, read[fitting - 1] if fitting else None, expected)


def _fitting(read: Sequence[Token], start: str) -> int | None:
    """How many tokens fit before one that does not; None where all do."""
    parser = _parser().parse_interactive(start=start)
    for place, terminal in enumerate((*_terminals(read), Terminal(END, ""))):
        try:
            parser.feed_token(terminal)
        except lark.UnexpectedToken:
            return place
    return None


def _terminals(read: Sequence[Token]) -> Iterator[Terminal]:
    return (Terminal(terminal(token), token.text) for token in read)


def terminal(token: Token) -> str:
    """What the grammar calls a token."""
    if token.kind == "mark":
        return MARKS.get(token.text, "UNKNOWN")
    return _word(token.text) if token.kind == "word" else token.kind.upper()


def _word(text: str) -> str:
    word = text.upper()
    if word in ("TRUE", "FALSE"):
        return "BOOLEAN"
    if word == "A" and text != "a":
        return "UNKNOWN"
    return (
        "AGGREGATE" if word in AGGREGATES else "FUNCTION" if word in FUNCTIONS else word if word in WORDS else "UNKNOWN"
    )


class _Tokens(Lexer):
    """The tokens are fed one by one; the parser asks for a lexer all the same."""

    def __init__(self, lexer_conf: LexerConf) -> None:
        pass

    def lex(self, data: object) -> Iterator[Terminal]:  # type: ignore[override]
        return iter(())


@cache
def _parser() -> lark.Lark:
    grammar = files("unodc_kg.stores").joinpath("sparql.lark").read_text(encoding="utf-8")
    known = {*MARKS.values(), *SHOWN, *KEYWORDS, "UNKNOWN"} - {"TRUE", "FALSE"}
    declared = f"{grammar}\n%declare {' '.join(sorted(known))}\n"
    return lark.Lark(declared, parser="lalr", lexer=_Tokens, start=["query_unit", "update_unit"])

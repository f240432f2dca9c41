"""A unit's sentences with every name, citation, figure and date put as one letter, so that rules can speak of kinds.

与世卫组织和难民署一道 becomes 与O和O一道: rules in rules/<language>-facts.toml are patterns over such sentences.
The letters come from Unicode's private use area; a rule writes them {O}, {C} ... and lists of them {agents}, {places}.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property

from unodc_kg.convert import outcome_documents
from unodc_kg.convert.model import Citation, Mention, Quantity, Reading, Span, Thing, When
from unodc_kg.convert.spans import Taken, outermost

Token = Mention | Citation | Quantity | When | str
LETTERS = {name: chr(0xE000 + index) for index, name in enumerate("UOCRPBETIDFYSX")}
CATEGORY_LETTERS = {
    "Body": "O",
    "Partner": "O",
    "Country": "C",
    "Region": "R",
    "Programme": "P",
    "Publication": "B",
    "Event": "E",
    "Treaty": "T",
    "Instrument": "I",
    "Substance": "X",
}
MEMBERS = 200  # of a list at most: more than there are States
PRIVATE = re.compile("[\ue000-\uf8ff]")  # a sign of the private use area in the print is no letter of ours


@dataclass(frozen=True)
class Grammar:
    """What patterns need of a language: the end of a sentence, how lists are joined, what stands round a name."""

    stop: re.Pattern[str]
    blanks: bool  # do blanks separate words?
    clause: str
    join: str
    bracket: str
    before: str
    government: str
    area: str
    support: str  # shows that a sentence that names others, not the author, still tells of support


GRAMMARS = {
    "zh": Grammar(
        re.compile(r"[。！？\n]|$"),
        False,
        "，；：",
        r"\s*(?:、|，?以及|和|及|与|，)\s*",
        r"(?:（[^（）]*）)?",
        "",
        "(?:政府|当局)?",
        "(?:国家|区域|地区)?",
        "支持|援助|培训|对策",
    ),
    "en": Grammar(
        re.compile(r"(?<!\bNo)(?<!\bpara)(?<!\bparas)\.(?=\s|$)|[!?\n]|$"),
        True,
        ";",
        r"(?:\s*,\s*(?:and\s+|as\s+well\s+as\s+)?|\s+(?:and|as\s+well\s+as)\s+)(?:with\s+|in\s+|to\s+)?",
        r"(?:\s*\([^()]*\))?",
        r"(?:[Tt]he\s+)?(?:(?:Governments?|authorities|people)\s+of\s+)?(?:the\s+)?",
        "",
        "",
        r"\b(?:support|assist|train|workshop|capacity|mentor)|{P}",
    ),
}


@dataclass(frozen=True)
class Sentence:
    """One encoded sentence: `code` is the pattern text; `places` are the offsets of its characters in the unit."""

    code: str
    places: tuple[int, ...]
    tokens: dict[int, Token]
    span: Span
    language: str = "zh"

    def pattern(self, rule: str) -> re.Pattern[str]:
        """A rule's pattern with its {letters} and {lists} filled in, in this sentence's language."""
        return pattern(rule, self.language)

    @cached_property
    def order(self) -> list[int]:
        """The places of the tokens, first to last."""
        return sorted(self.tokens)

    def items(self, begin: int, end: int, letters: str = "") -> list[tuple[int, Token]]:
        """The tokens between two places of the code, of these letters."""
        wanted = {LETTERS[letter] for letter in letters}
        here = self.order[bisect_left(self.order, begin) : bisect_left(self.order, end)]
        return [(i, self.tokens[i]) for i in here if not wanted or self.code[i] in wanted]

    def things(self, begin: int, end: int, letters: str = "") -> list[Thing]:
        """The things that mentions between two places name."""
        return [
            thing for _, item in self.items(begin, end, letters) if isinstance(item, Mention) for thing in item.things
        ]

    def unit_span(self, begin: int, end: int) -> Span:
        """The stretch of the unit's text that the code between two places stands for."""
        last = self.places[end - 1]
        item = self.tokens.get(end - 1)
        return Span(self.places[begin], item.span.end if item is not None and not isinstance(item, str) else last + 1)

    def clause(self, place: int) -> tuple[int, int]:
        """Begin and end of the clause (between commas) around a place of the code."""
        marks = GRAMMARS[self.language].clause
        begin = max(self.code.rfind(mark, 0, place) for mark in marks) + 1
        ends = [found for mark in marks.removesuffix("：") if (found := self.code.find(mark, place)) >= 0]
        return begin, min(ends, default=len(self.code))


def sentences(reading: Reading, authors: frozenset[str], language: str = "zh") -> list[Sentence]:
    """The sentences of a unit, split at full stops, encoded."""
    code, places, tokens = _encode(reading, authors, GRAMMARS[language])
    places.append(len(reading.unit.text))
    found, begin, order = [], 0, sorted(tokens)
    for match in GRAMMARS[language].stop.finditer(code):
        if code[begin : match.end()].strip():
            one = _sentence(code, places, tokens, order, begin, match.end())
            found.append(replace(one, language=language))
        begin = match.end()
    return found


def _sentence(
    code: str, places: list[int], tokens: dict[int, Token], order: list[int], begin: int, end: int
) -> Sentence:
    while begin < end and code[begin].isspace():
        begin += 1
    inside = order[bisect_left(order, begin) : bisect_left(order, end)]
    here = {index - begin: tokens[index] for index in inside}
    stop = places[end]
    return Sentence(code[begin:end], tuple(places[begin:end]), here, Span(places[begin], stop))


def _encode(reading: Reading, authors: frozenset[str], grammar: Grammar) -> tuple[str, list[int], dict[int, Token]]:
    text, code, cursor = reading.unit.text, "", 0
    places: list[int] = []
    tokens: dict[int, Token] = {}
    for span, letter, token in _tokens(reading, authors):
        if span.start < cursor:
            continue
        code, places = _plain(text, Span(cursor, span.start), code, places, grammar)
        tokens[len(code)] = token
        code += LETTERS[letter]
        places.append(span.start)
        cursor = span.end
    code, places = _plain(text, Span(cursor, len(text)), code, places, grammar)
    return code, places, tokens


def _plain(text: str, span: Span, code: str, places: list[int], grammar: Grammar) -> tuple[str, list[int]]:
    """Add the words between two tokens; blanks mean nothing in Chinese."""
    kept = [index for index in range(span.start, span.end) if grammar.blanks or text[index] != " "]
    places += kept
    return code + "".join(PRIVATE.sub("\ufffd", text[index]) for index in kept), places


def _tokens(reading: Reading, authors: frozenset[str]) -> Iterator[tuple[Span, str, Token]]:
    """Outermost stretches in order; a described name gives way to the names inside it."""
    found: list[tuple[Span, str, Token]] = []
    for mention in reading.mentions:
        letter = CATEGORY_LETTERS.get(mention.category)
        if letter and mention.form != "inside-name":
            own = any(thing.iri in authors for thing in mention.things)
            found.append((_behind_event(mention, reading), "U" if own else letter, mention))
    found += [(c.span, "D", c) for c in reading.citations]
    found += [(span, "S", symbol) for span, symbol in reading.symbols]
    found += [(w.span, "Y", w) for w in reading.dates if not w.inside_name]
    wide = outermost(span for span, _, _ in found)
    outer = [item for item in found if item[0] in wide]
    taken = Taken(wide)
    for quantity in reading.quantities:
        if not taken.has(quantity.core):
            taken.add(quantity.core)
            outer.append((quantity.core, "F", quantity))
    return iter(sorted(outer, key=lambda item: (item[0].start, -item[0].end)))


def _behind_event(mention: Mention, reading: Reading) -> Span:
    """A document called by an event stands behind it: 第三届大会的成果文件 is an event and a document."""
    if mention.rule != outcome_documents.RULE:
        return mention.span
    heads = [
        m.span.end
        for m in reading.mentions
        if m.category == "Event" and m.form != "inside-name" and m.span.start == mention.span.start != m.span.end
    ]
    return Span(max((end for end in heads if end < mention.span.end), default=mention.span.start), mention.span.end)


@cache
def pattern(rule: str, language: str = "zh") -> re.Pattern[str]:
    """A rule's pattern with its {letters} and {lists} filled in."""
    grammar = GRAMMARS[language]
    bracket = grammar.bracket
    before, join = f"(?>{grammar.before})", f"(?>{grammar.join})"  # one way only to read them: a list stays linear
    more = f"{{0,{MEMBERS}}}"
    agent = rf"{before}(?:[{LETTERS['U']}{LETTERS['O']}]|{LETTERS['C']}{grammar.government}){bracket}"
    organ = rf"{before}[{LETTERS['U']}{LETTERS['O']}]{bracket}"
    place = rf"{before}[{LETTERS['C']}{LETTERS['R']}]{grammar.area}{bracket}"
    state = rf"{before}{LETTERS['C']}{bracket}"
    fill = {name: letter for name, letter in LETTERS.items()}
    fill |= {
        "agents": rf"{agent}(?:{join}{agent}){more}",
        "organs": rf"{organ}(?:{join}{organ}){more}",
        "places": rf"{place}(?:{join}{place}){more}",
        "states": rf"{state}(?:{join}{state}){more}",
        "treaties": rf"{before}{LETTERS['T']}(?:(?:{join}|及其){before}{LETTERS['T']}){more}",
        "work": f"[{LETTERS['P']}{LETTERS['B']}{LETTERS['I']}]",
        "near": r"[^，。；]{0,30}?",
        "far": r"[^。；]{0,80}?",
        "JOIN": grammar.join,
        "BRACKET": bracket,
    }
    return re.compile(re.sub(r"\{([A-Za-z]+)\}", lambda m: fill[m.group(1)], rule))

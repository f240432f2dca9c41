"""What people and programs see of a search: each hit with its name, its kind, its words in their sentence."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from unodc_kg.describe.cards import Card, cards
from unodc_kg.describe.graph import Graph
from unodc_kg.describe.passages import Passage, pieces, sentence
from unodc_kg.describe.units import split
from unodc_kg.search.find import EVERYWHERE, Match, Scope, find, suggest
from unodc_kg.search.index import Index

LONGEST = 400  # characters of a snippet: sentences of resolutions may have thousands


@dataclass(frozen=True)
class Hit:
    """A thing that was found: by which name or text, and the stretch of it with the words that were sought."""

    card: Card
    match: Match
    snippet: str
    highlights: tuple[tuple[int, int], ...]
    passage: Passage

    @property
    def unit(self) -> str:
        """The unit of text where it stands; "" if it stands in none."""
        return self.match.iri if self.match.part == "text" else self.card.unit

    @property
    def document(self) -> str:
        """The document that it belongs to; "" for what documents share."""
        return split(self.match.iri)[0] if split(self.match.iri)[1] else ""


@dataclass(frozen=True)
class Found:
    """Some of the hits of a search, and how many there are in all."""

    hits: list[Hit]
    total: int


NOTHING = Found([], 0)


def search(
    graph: Graph, index: Index, query: str, begin: int, size: int, *, scope: Scope = EVERYWHERE
) -> tuple[Found, Found]:
    """What a search finds among names, and among texts: for a page that shows them apart.

    Raises:
        SearchError: the search asks for nothing.
    """
    parts = [
        results(graph, index, query, begin, size, scope=replace(scope, part=part))
        if scope.part in ("", part)
        else NOTHING
        for part in ("labels", "text")
    ]
    return parts[0], parts[1]


def results(graph: Graph, index: Index, query: str, begin: int, size: int, *, scope: Scope = EVERYWHERE) -> Found:
    """What a search finds, the nearest first.

    Raises:
        SearchError: the search asks for nothing.
    """
    found = find(index, query, scope, begin, size)
    return Found(_hits(graph, found.matches), found.total)


def suggestions(graph: Graph, index: Index, query: str, size: int, *, scope: Scope = EVERYWHERE) -> list[Hit]:
    """Names that go on as somebody types."""
    return _hits(graph, suggest(index, query, scope, size))


def classes(index: Index) -> list[str]:
    """The classes of what can be found, those of most things first."""
    rows = index.rows("SELECT class, COUNT(*) FROM class GROUP BY class ORDER BY 2 DESC, 1")
    return [kind for kind, _ in rows]


def _hits(graph: Graph, matches: Sequence[Match]) -> list[Hit]:
    short = cards(graph, [match.iri for match in matches])
    return [_hit(short[match.iri], match) for match in matches]


def _hit(card: Card, match: Match) -> Hit:
    begin, stop = _stretch(match)
    highlights = [(max(start, begin) - begin, min(end, stop) - begin) for start, end in match.spans
                  if start < stop and end > begin]  # fmt: skip
    cut = pieces(match.text, begin, stop, [(start, end, "") for start, end in match.spans])
    unit = match.iri if match.part == "text" else card.unit
    passage = Passage(unit, match.language, cut)
    return Hit(card, match, match.text[begin:stop], tuple(highlights), passage)


def _stretch(match: Match) -> tuple[int, int]:
    """The whole name, or of a text the sentence with most of what was sought; near it, if the sentence is too long."""
    if match.part == "labels" or not match.spans:
        begin, stop, first = 0, len(match.text), 0
    else:
        begin, stop = max(
            dict.fromkeys(sentence(match.text, *span) for span in match.spans), key=partial(_worth, match)
        )
        first = next(start for start, _ in match.spans if start >= begin)
    if stop - begin <= LONGEST:
        return begin, stop
    begin = max(begin, first - LONGEST // 2)
    return begin, min(stop, begin + LONGEST)


def _worth(match: Match, stretch: tuple[int, int]) -> int:
    """How many different words that were sought a stretch of the text has; the first of the best is taken."""
    begin, stop = stretch
    return len({match.text[start:end].casefold() for start, end in match.spans if begin <= start and end <= stop})

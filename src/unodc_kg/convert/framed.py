"""Works named in a frame, 关于…的出版物: the frame is the name, not the words that it happens to share with a title.

Two frames are known: one around a publication that has a name of its own, and one whose document symbol follows in
brackets. What the frame says it is about keeps its own names.
"""

import re

from unodc_kg import iris
from unodc_kg.convert.citations import SYMBOL, symbol_instrument
from unodc_kg.convert.lexicon import either, lexicon
from unodc_kg.convert.model import Mention, Span, Thing
from unodc_kg.convert.names import thing_of
from unodc_kg.namespaces import KG
from unodc_kg.vocabulary import Vocabulary

ABOUT = "关于"
SUBJECT = r"(?:[^，。；：《》“”（）]|《[^《》]*》|“[^“”]*”)"


def framed(text: str, found: list[Mention], vocabulary: Vocabulary, language: str) -> list[Mention]:
    """The frames in a text, given the names found in it."""
    rules: dict[str, list[str]] = lexicon(language).get("frames", {})
    if not rules:
        return []
    return _around_titles(text, found, rules) + _with_symbols(text, rules["works"], vocabulary)


def _around_titles(text: str, found: list[Mention], rules: dict[str, list[str]]) -> list[Mention]:
    """关于 + a title without a kind word of its own + 的出版物; a paper about a report is another work."""
    behind = re.compile(rf"\s*的\s*(?:{either(rules['works'])})")
    complete = (*rules["complete"], "》", "”")
    result = []
    for mention in found:
        before = text[: mention.span.start].rstrip()
        after = behind.match(text, mention.span.end)
        named = mention.category == "Publication" and mention.form != "inside-name"
        if named and after and before.endswith(ABOUT) and not text[: mention.span.end].endswith(complete):
            result.append(mention.at(Span(len(before) - len(ABOUT), after.end())))
    return result


def _with_symbols(text: str, words: list[str], vocabulary: Vocabulary) -> list[Mention]:
    """关于…的报告（A/75/1）: the document of that symbol."""
    frame = re.compile(rf"{ABOUT}{SUBJECT}{{2,80}}?的\s*(?:{either(words)})(?=\s*（\s*(?P<symbol>{SYMBOL.pattern}))")
    result = []
    for match in frame.finditer(text):
        thing = _document(match["symbol"], vocabulary)
        if thing:
            result.append(Mention(Span(*match.span()), (thing,), "name", "framed-with-symbol", 0.9))
    return result


def _document(symbol: str, vocabulary: Vocabulary) -> Thing | None:
    """What the symbol names, known or not; resolutions have a list of their own."""
    if symbol_instrument(symbol):
        return None
    entries = vocabulary.entries
    named = [entry for entry in entries.values() if symbol in entry.links.get(KG.symbol, ())]
    iri = iris.document(iris.symbol_key(symbol))
    entry = named[0] if named else entries.get(iri)
    return thing_of(entry) if entry else Thing(iri, "Publication", ("Document",))

"""What a text says of works besides who made them: date, languages, periodicity, what is claimed for them."""

import re

from unodc_kg.convert.encode import LETTERS, Sentence
from unodc_kg.convert.facts.context import Context, Found, concept
from unodc_kg.convert.facts.works import state
from unodc_kg.convert.lexicon import either
from unodc_kg.convert.model import Assertion, Quote, When
from unodc_kg.namespaces import DCTERMS, KG, XSD


def read(sentence: Sentence, context: Context, found: Found) -> None:
    """Add what the sentence says of works."""
    if context.chapter_asks or context.reading.unit.kind == "front":
        return
    _first_of_kind(sentence, context, found)
    _imprint(sentence, context, found)
    _languages(sentence, context, found)
    _periodicity(sentence, context, found)


def dated(subject: str, when: When, quote: Quote) -> list[Assertion]:
    """The statements that date a thing: first and last day and precision."""
    return [
        Assertion(subject, KG.startDate, when.start, XSD.date, quote),
        Assertion(subject, KG.endDate, when.end, XSD.date, quote),
        Assertion(subject, KG.datePrecision, concept("date-precision", when.precision), "", quote),
    ] + ([Assertion(subject, KG.yearInferred, "true", XSD.boolean, quote)] if when.inferred else [])


def _imprint(sentence: Sentence, context: Context, found: Found) -> None:
    """A note gives date and language of what it cites: “…”，2020年8月14日; （2020年，维也纳）."""
    if context.reading.unit.kind != "footnote":
        return
    for match in sentence.pattern("(?P<work>[{B}{I}])[”》]?(?:，|（(?:{O}出版物，)?)(?P<date>{Y})").finditer(
        sentence.code
    ):
        quote = context.quote(sentence.unit_span(match.start(), match.end()), "imprint-date", 0.9)
        for _, when in sentence.items(*match.span("date"), "Y"):
            for work in sentence.things(*match.span("work")):
                if isinstance(when, When):
                    found.assertions += dated(work.iri, when, quote)


def _languages(sentence: Sentence, context: Context, found: Found) -> None:
    """英文、中文和俄文版本: complete in these languages; 部分…的: parts exist in them."""
    words = context.languages
    one = f"(?:{either(words)})版?"
    for match in re.finditer(rf"(?P<all>{one}(?:(?:、|和|及){one})*)(?:版本|版|语文)", sentence.code + "版"):
        if not re.search("版", match.group()) or match.end() > len(sentence.code):
            continue
        works = sentence.things(0, match.start(), "BP") or ([context.last_work] if context.last_work else [])
        part = re.search("部分(?P<what>[^，。；]{1,12})$", sentence.code[: match.start()])
        if part:  # 部分手册的俄文版: of what is named there, if anything is
            works = sentence.things(part.start("what"), match.start(), "BP")
        quote = context.quote(sentence.unit_span(match.start(), match.end()), "languages", 0.85)
        found_words = re.findall(either(words), match["all"])
        for work in works[-1:]:
            state(
                found,
                work.iri,
                KG.partialLanguage if part else DCTERMS.language,
                [words[w] for w in found_words],
                quote,
            )


def _periodicity(sentence: Sentence, context: Context, found: Found) -> None:
    for code, words in (
        ("twice-a-year", "一年两次|每半年"),
        ("every-three-years", "每三年一期|每三年"),
        ("annual", "每年一期|年度出版"),
        ("every-two-years", "每两年"),
        ("quarterly", "每季度"),
    ):
        for match in re.finditer(f"(?:{words})的[^，。；]{{0,6}}?(?P<work>{LETTERS['B']})", sentence.code):
            for thing in sentence.things(*match.span("work"), "B"):
                quote = context.quote(sentence.unit_span(*match.span()), "periodicity", 0.9)
                state(found, thing.iri, KG.periodicity, [concept("frequency", code)], quote)


def _first_of_kind(sentence: Sentence, context: Context, found: Found) -> None:
    """这是…第一次…: what the text claims for the work named in the clause before; …是一种最佳做法 likewise."""
    for code, words in context.rules["distinction"].items():
        claim = sentence.pattern(
            rf"(?:(?P<work>[{{B}}{{P}}])|(?P<issued>{{B}})[^。；]{{0,10}}，这)是[^，。；]{{0,30}}?(?:{words})"
        )
        for match in claim.finditer(sentence.code):
            works = sentence.things(match.start(), match.end(), "BP")
            if works:
                quote = context.quote(sentence.unit_span(match.start(), match.end()), f"distinction-{code}", 0.85)
                state(found, works[-1].iri, KG.distinction, [concept("distinction", code)], quote)

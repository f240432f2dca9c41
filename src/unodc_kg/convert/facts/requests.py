"""Recommendations: one action asked of one addressee, or of several jointly; and offers: an agent's readiness."""

import re

from unodc_kg.convert.encode import Sentence
from unodc_kg.convert.facts.context import Context, Found, concept
from unodc_kg.convert.lexicon import either
from unodc_kg.convert.model import Mention, Record, Span, Thing
from unodc_kg.namespaces import KG, XSD

ADVERBS = frozenset({"also", "further", "therefore", "then", "in", "addition"})  # "may also wish" is "may wish"


def read(sentence: Sentence, context: Context, found: Found) -> None:
    """Add the requests and offers of the sentence."""
    if context.reading.unit.kind != "paragraph":
        return
    rules = context.rules["ask"]
    addressees: list[Thing] = []
    for name in ("pattern", "may", "includes", "direct", "passive", "recommended"):
        if name != "pattern" and not context.chapter_asks:
            continue
        for match in sentence.pattern(rules.get(name, "(?!)")).finditer(sentence.code):
            if not context.chapter_asks and match["how"] == "可以":
                continue
            addressees = _addressees(sentence, match, addressees)
            if not addressees and re.search(r"\b(?:[Tt]hey|[Ii]t)\s+$", sentence.code[: match.start()]):
                addressees = context.addressees
            if addressees:
                _requests(sentence, context, found, match, addressees)
    offers = list(sentence.pattern(context.rules["offer"]["pattern"]).finditer(sentence.code))
    for match in offers:
        _offer(sentence, context, found, match)
    if context.chapter_asks and not addressees and not offers:
        _impersonal(sentence, context, found)
    context.addressees = addressees or context.addressees


def _addressees(sentence: Sentence, match: re.Match[str], before: list[Thing]) -> list[Thing]:
    """Those named; else those of the request before in the sentence; else the last body named before."""
    if match["who"]:
        return sentence.things(*match.span("who"), "UO")
    if before:
        return before
    bodies = [t for _, t in sentence.items(0, match.start(), "O") if isinstance(t, Mention) and t.category == "Body"]
    return list(bodies[-1].things) if bodies else []


def _impersonal(sentence: Sentence, context: Context, found: Found) -> None:
    """What is needed, without saying of whom: no request where it is what something shows.

    Other matters to consider are for those who were addressed before.
    """
    rules = context.rules["ask"]
    match = sentence.pattern(rules["impersonal"]).search(sentence.code)
    if match is None or re.search(rules.get("shown", "(?!)"), sentence.code[: match.start()]):
        return
    more = re.match(rules.get("continues", "(?!)"), sentence.code[match.start() :])
    _requests(sentence, context, found, match, context.addressees if more else [])


def _requests(
    sentence: Sentence, context: Context, found: Found, match: re.Match[str], addressees: list[Thing]
) -> None:
    rules = context.rules["ask"]
    begin, stop = match.span("rest")
    joints = list(re.finditer(rules["split"], sentence.code[begin:stop]))
    starts = [begin, *(begin + joint.end() for joint in joints)]
    ends = [*(begin + joint.start() for joint in joints), stop]
    for number, (cut, end) in enumerate(zip(starts, ends, strict=True)):
        verb = re.match(rf"[^，。；]{{0,6}}?(?P<verb>{either(rules['action'])})", sentence.code[cut:end])
        action = rules["action"][verb["verb"]] if verb else "consider"
        trigger = cut + (verb.start("verb") if verb else 0)
        part = Span(match.start() if number == 0 else cut, end)
        _request(sentence, context, found, (match["how"], action, trigger, part, match), addressees)


def _request(
    sentence: Sentence,
    context: Context,
    found: Found,
    parts: tuple[str, str, int, Span, re.Match[str]],
    addressees: list[Thing],
) -> None:
    how, action, trigger, part, match = parts
    span = sentence.unit_span(part.start, max(part.end, part.start + 1))
    whole = sentence.unit_span(match.start(), max(part.end, part.start + 1))
    words = context.text(span)
    printed = context.text(sentence.unit_span(match.start(), max(match.start("rest"), match.start() + 1)))
    force = context.rules["ask"]["force"][" ".join(w for w in how.split() if w not in ADVERBS)]
    links = [(KG.addressee, thing.iri) for thing in addressees]
    links += [(KG.force, concept("force", force)), (KG.action, concept("action", action))]
    links += context.topic_links(words) + context.target_links(words)
    verb = context.vocabulary.label(concept("action", action), "en")
    found.records.append(
        Record(
            context.record_iri("recommendation", sentence.places[trigger]),
            ("Recommendation", "Record"),
            context.quote(whole, f"asks-{force}", 0.9),
            context.labels(
                f"{verb[:1].upper()}{verb[1:]}" + (", addressed to" if addressees else ""),
                [t.iri for t in addressees],
                span,
            ),
            tuple(dict.fromkeys(links)),
            ((KG.printed, printed.strip("，") or how, XSD.string),),
        )
    )


def _offer(sentence: Sentence, context: Context, found: Found, match: re.Match[str]) -> None:
    span = sentence.unit_span(match.start(), match.end())
    words = context.text(span)
    verbs: dict[str, str] = context.rules["ask"]["action"]
    verb = re.search(either(verbs), match["rest"])
    action = verbs[verb.group()] if verb else "support"
    links = [(KG.carriedOutBy, context.author), (KG.action, concept("action", action))]
    links += context.topic_links(words) + context.target_links(words)
    found.records.append(
        Record(
            context.record_iri("offer", sentence.places[match.start("who") + 1]),
            ("Offer", "Record"),
            context.quote(span, "stands-ready", 0.9),
            context.labels("Stands ready to act", [context.author], span),
            tuple(dict.fromkeys(links)),
        )
    )

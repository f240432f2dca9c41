"""Recommendations: one action asked of one addressee, or of several jointly; and offers: an agent's readiness."""

import re

from unodc_kg.convert.encode import Sentence
from unodc_kg.convert.facts.context import Context, Found, concept
from unodc_kg.convert.lexicon import either
from unodc_kg.convert.model import Record, Span, Thing
from unodc_kg.namespaces import KG, XSD


def read(sentence: Sentence, context: Context, found: Found) -> None:
    """Add the requests and offers of the sentence."""
    if context.reading.unit.kind != "paragraph":
        return
    rules = context.rules["ask"]
    addressees: list[Thing] = []
    for rule in (rules["pattern"], rules["direct"]):
        if rule == rules["direct"] and not context.chapter_asks:
            continue
        for match in sentence.pattern(rule).finditer(sentence.code):
            if not context.chapter_asks and match["how"] == "可以":
                continue
            named = (
                sentence.things(*match.span("who"), "UO")
                if match["who"]
                else _subject(sentence, match.start(), context)
            )
            addressees = named or addressees
            if addressees:
                _requests(sentence, context, found, match, addressees)
    offers = list(sentence.pattern(context.rules["offer"]["pattern"]).finditer(sentence.code))
    for match in offers:
        _offer(sentence, context, found, match)
    impersonal = sentence.pattern(rules["impersonal"]).search(sentence.code)
    if context.chapter_asks and impersonal and not addressees and not offers:
        _requests(sentence, context, found, impersonal, [])


def _subject(sentence: Sentence, place: int, context: Context) -> list[Thing]:
    """The organ that a clause without addressee goes on to address: the last body named before."""
    bodies = [t for t in sentence.things(0, place, "O") if t.category == "Body"]
    return bodies[-1:]


def _requests(
    sentence: Sentence, context: Context, found: Found, match: re.Match[str], addressees: list[Thing]
) -> None:
    rules = context.rules["ask"]
    begin = match.start("rest")
    stop = _end(sentence, match)
    cuts = [begin] + [begin + cut.end() for cut in re.finditer(rules["split"], sentence.code[begin:stop])]
    for number, cut in enumerate(cuts):
        end = cuts[number + 1] if number + 1 < len(cuts) else stop
        verb = re.match(rf"[^，。；]{{0,6}}?(?P<verb>{either(rules['action'])})", sentence.code[cut:end])
        action = rules["action"][verb["verb"]] if verb else "consider"
        trigger = cut + (verb.start("verb") if verb else 0)
        part = Span(match.start() if number == 0 else cut, end)
        _request(sentence, context, found, (match["how"], action, trigger, part, match), addressees)


def _end(sentence: Sentence, match: re.Match[str]) -> int:
    """A request ends where the next one begins."""
    following = re.search("，并?似宜|，并可以", sentence.code[match.start("rest") :])
    return match.start("rest") + following.start() if following else match.end()


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
    force = context.rules["ask"]["force"][" ".join(how.split())]
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

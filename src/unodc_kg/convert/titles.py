"""Names by form: titles in 《》, names in “” with a kind word, sessions by number, goals in lists.

A title that the vocabulary knows is linked; any other becomes a new thing of the kind that its form shows.
"""

import re
from collections.abc import Callable
from dataclasses import replace

import cn2an

from unodc_kg import iris
from unodc_kg.convert import sessions_en
from unodc_kg.convert.lexicon import either, lexicon
from unodc_kg.convert.model import Mention, Span, Thing, slug
from unodc_kg.convert.names import thing_of
from unodc_kg.convert.numerals import numeral
from unodc_kg.convert.spans import Earlier, Index
from unodc_kg.namespaces import SDG
from unodc_kg.vocabulary import Vocabulary, category, compact

TITLE = re.compile(r"《(?P<title>[^《》]*(?:《[^《》]*》[^《》]*)*)》")
QUOTED = re.compile(r"“(?P<title>[^“”]{2,160})”")
GAPS = {"zh": r"[\u4e00-\u9fff]{0,4}?", "en": r"\s+(?:[\w-]+\s+){0,2}?"}  # between a quotation and its kind word
SUBTITLED = re.compile("^[^，。]{4,40}(?:：|——)[^，。]{4,}$")
COORDINATED = re.compile(r"(?:、|和|及|与)“[^“”]{1,40}”")
SESSION = re.compile(
    r"第\s*(?P<number>[零〇一二三四五六七八九十百\d]+)\s*(?P<count>届|次)\s*"
    r"(?P<part>常会|特别会议|紧急特别会议|会议(?P<again>续会)?|续会)"
)
SESSION_TO_BODY = re.compile(r"\s*(?:期间|上|中|之?前|之?后)?\s*，\s*")
GOALS = re.compile(r"可持续发展目标\s*(?P<numbers>\d{1,2}(?:\s*[、和及]\s*\d{1,2})*)(?![\d.])")
FOLDERS = {
    "Treaty": "treaty",
    "Programme": "programme",
    "Publication": "publication",
    "Event": "event",
    "Document": "document",
    "Organization": "agent",
}
SUPERCLASSES = {
    "Treaty": ("Document", "Treaty"),
    "Publication": ("Document", "Publication"),
    "Event": ("Activity", "Event"),
    "Programme": ("Programme",),
    "Document": ("Document",),
    "Organization": ("Agent", "Organization"),
}

Mint = Callable[[str, str, str, int], Thing]


class Minter:
    """Makes new things of one document: the same printed name is the same thing; keys are places of first mention."""

    def __init__(self, document_key: str, suffix: str = "") -> None:
        self.document_key = document_key
        self.suffix = suffix
        self.made: dict[tuple[str, str], Thing] = {}

    def __call__(self, name: str, class_name: str, code: str, unit: str, offset: int) -> Thing:
        """The thing of that name and class, first met in that unit at that offset."""
        key = (class_name, compact(name))
        if key not in self.made:
            classes = SUPERCLASSES[class_name]
            place = f"{self.document_key}-{slug(unit)}{self.suffix}.{offset}"
            iri = iris.thing(FOLDERS[class_name], place)
            self.made[key] = Thing(iri, category(classes, code), classes, code, name, True)
        return self.made[key]


def titles(text: str, unit: str, vocabulary: Vocabulary, mint: Minter, language: str) -> list[Mention]:
    """Titles in 《》 and “”, known ones linked, others new."""
    found = []
    for match in TITLE.finditer(text):
        if match["title"].strip() and match["title"].strip() not in lexicon(language)["quoted"]:
            found += _title(match, unit, vocabulary, mint, language)
    for match in QUOTED.finditer(text):
        if match["title"].strip() and (mention := _quoted(text, match, unit, vocabulary, mint, language)):
            found.append(mention)
    return found


def known(name: str, vocabulary: Vocabulary) -> Thing | None:
    """The one named thing that the vocabulary knows by that name."""
    for iri in vocabulary.find(name):
        entry = vocabulary.entries[iri]
        if entry.category:
            return thing_of(entry)
    return None


def _title(match: re.Match[str], unit: str, vocabulary: Vocabulary, mint: Minter, language: str) -> list[Mention]:
    title, span = match["title"], Span(*match.span())
    thing = known(title, vocabulary)
    if thing:
        return [Mention(span, (thing,), "name", "title")]
    kinds: dict[str, list[str]] = lexicon(language)["quoted"]
    main = re.sub(r"（[^（）]*）$", "", compact(title).partition("：")[0])
    endings = [word for word in kinds if main.endswith(word)]
    if not endings:
        return []
    class_name, code = kinds[max(endings, key=len)]
    return [Mention(span, (mint(title, class_name, code, unit, span.start),), "name", "title-by-form", 0.8)]


def _quoted(
    text: str, match: re.Match[str], unit: str, vocabulary: Vocabulary, mint: Minter, language: str
) -> Mention | None:
    words = lexicon(language)
    title, span = match["title"], Span(*match.span())
    rest = text[span.end :]
    while coordinated := COORDINATED.match(rest):  # “A”和“B”方案: both are programmes
        rest = rest[coordinated.end() :]
    joined = len(rest) != len(text) - span.end
    kinds = either(words["quoted_kind"]) or "(?!)"
    before = max((word for word in words["quoted_before"] if text[: span.start].endswith(word)), key=len, default="")
    gap = ("的?" if before else "") + GAPS.get(language, "")  # 题为“A”的网上课程
    after = re.match(rf"{gap}(?P<kind>{kinds})(?![a-z])", rest)
    thing = known(title, vocabulary)
    if thing is None and _is_agenda_item(text, span, words.get("agenda_item", {})):
        return None
    if thing is None and after:
        class_name, code = words["quoted_kind"][after["kind"]]
        thing = mint(title, class_name, code, unit, span.start)
    elif thing is None and (before or (unit.startswith("fn") and len(title) > 6)):
        class_name, code = words["quoted_before"].get(before, ["Publication", "report"])
        thing = mint(title, class_name, code, unit, span.start)
    elif thing is None and SUBTITLED.search(title):
        thing = mint(title, "Publication", "report", unit, span.start)
    if thing is None:
        return None
    if after and not joined and thing.category == "Programme":
        span = Span(span.start, span.end + after.end())
    return Mention(span, (thing,), "name", "quoted-name", 0.95 if not thing.new else 0.8)


def _is_agenda_item(text: str, span: Span, forms: dict[str, str]) -> bool:
    """在临时议程中列入题为“…”的项目: an item to be discussed, neither a project nor a work."""
    if not forms or forms["word"] not in text:
        return False
    return bool(re.search(forms["before"], text[: span.start]) and re.match(forms["after"], text[span.end :]))


def sessions(text: str, bodies: list[Mention], context: str, vocabulary: Vocabulary) -> list[Mention]:
    """Numbered sessions and meetings of a body; `context` is the body that a session without one belongs to."""
    found = []
    near, earlier = _by_place(bodies), Earlier([m for m in bodies if m.category == "Body"], lambda m: m.span)
    for match in SESSION.finditer(text):
        begin = match.start()
        while begin > 0 and text[begin - 1] == " ":
            begin -= 1
        before = [m for m in near.over(Span(begin - 1, begin)) if begin <= m.span.end <= match.start()]
        last = before[-1] if before else _acting(text, match.end(), near) or earlier.before(match.start())
        body = last.things[0].iri if last else context
        if not body:
            continue
        start = before[-1].span.start if before else match.start()
        thing = _session(match, body, vocabulary)
        if thing is None:
            continue
        label = text[start : match.end()]
        thing = (
            thing if thing.iri in vocabulary.entries else replace(thing, label=_label(label, body, before, vocabulary))
        )
        found.append(Mention(Span(start, match.end()), (thing,), "name", "session", 0.95))
    for named in sessions_en.sessions(text, bodies, context):
        thing = session_of(named.body, named.number, named.part, vocabulary)
        if thing.new:
            label = f"{named.printed.capitalize()} session of the {vocabulary.label(named.body, 'en')}"
            thing = replace(thing, label=label)
        found.append(Mention(named.span, (thing,), "name", "session", 0.95))
    return found


def _acting(text: str, end: int, near: Index[Mention]) -> Mention | None:
    """在第六十三届会议上，A委员会…: the body that acts at the session stands right behind it."""
    joint = SESSION_TO_BODY.match(text, end)
    if joint is None:
        return None
    bodies = near.over(Span(joint.end(), joint.end() + 1))
    return next((m for m in bodies if m.span.start == joint.end() and m.category == "Body"), None)


def _by_place(mentions: list[Mention]) -> Index[Mention]:
    return Index(mentions, lambda mention: mention.span)


def _label(printed: str, body: str, before: list[Mention], vocabulary: Vocabulary) -> str:
    return printed if before else vocabulary.label(body, "zh") + printed


def _session(match: re.Match[str], body: str, vocabulary: Vocabulary) -> Thing | None:
    number = numeral(match["number"])
    if number is None:
        return None
    slug = iris.key(body).partition("/")[2]
    part = match["part"]
    kind = {"特别会议": "s-", "紧急特别会议": "es-"}.get(part, "")
    tail = "-reconvened" if match["again"] or part == "续会" else "-regular" if part == "常会" else ""
    iri = iris.thing("event", f"{slug}-{kind}{number}{tail}")
    entry = vocabulary.entries.get(iri)
    if entry:
        return thing_of(entry)
    is_session = match["count"] == "届"
    classes = ("Activity", "Event", "Session") if is_session else ("Activity", "Event")
    code = ("special-session" if "特别" in part else "session") if is_session else "meeting"
    properties = {"sessionOf": body, "sessionNumber": str(number)} if is_session else {}
    return Thing(iri, "Event", classes, code, "", True, properties)


def session_of(body: str, number: int, part: str, vocabulary: Vocabulary) -> Thing:
    """The session of that number of a body, or a part of it ("regular", "reconvened")."""
    slug = iris.key(body).partition("/")[2]
    iri = iris.thing("event", f"{slug}-{number}-{part}" if part else f"{slug}-{number}")
    entry = vocabulary.entries.get(iri)
    if entry:
        return thing_of(entry)
    words = "会议续会" if part == "reconvened" else "常会" if part else "会议"
    label = f"{vocabulary.label(body, 'zh')}第{cn2an.an2cn(str(number))}届{words}"
    return Thing(
        iri,
        "Event",
        ("Activity", "Event", "Session"),
        "session",
        label,
        True,
        {"sessionOf": body, "sessionNumber": str(number)},
    )


def goals(text: str, vocabulary: Vocabulary) -> list[Mention]:
    """Sustainable Development Goals cited in a list: 目标 5 和 16 names two."""
    found = []
    for match in GOALS.finditer(text):
        names = [f"{SDG}{number}" for number in re.findall(r"\d+", match["numbers"])]
        things = tuple(thing_of(vocabulary.entries[iri]) for iri in names if iri in vocabulary.entries)
        if things:
            found.append(Mention(Span(*match.span()), things, "name", "goal"))
    return found

"""References back: 两委员会, 该战略, 委员会, 大会, 《公约》.

What they mean follows from the unit, the chapter, the document.
"""

import re
from dataclasses import dataclass, field

from unodc_kg import iris
from unodc_kg.convert.lexicon import either, lexicon
from unodc_kg.convert.model import Mention, Span, Thing
from unodc_kg.convert.spans import Index


@dataclass(frozen=True)
class Forms:
    """How a language refers back: to both Commissions, to one, to a treaty, to the author, to the last of a kind.

    The stretch is the group `name`, or the whole match; `{nouns}` stands for the kinds in rules/<language>.toml.
    """

    both: re.Pattern[str]
    commission: re.Pattern[str]
    treaty: re.Pattern[str]
    author: re.Pattern[str]
    resumed: str
    commission_noun: str
    resumed_ends: bool  # must the thing's name end in the noun?
    bodies_first: bool  # may a session be named with what only takes up its body ("session of the Commission")?


# What stands behind a short name that only begins a longer one; "by the Assembly of resolution 76/181" is none.
NOT_BEFORE = (
    r"(?!\s+(?:of(?!\s+(?:resolutions?|decisions?|its)\b)|on(?!\s+\d)|for(?!\s+its\b)|against)\b|\s+to\s+[A-Z])"
)
FORMS = {
    "zh": Forms(
        re.compile(r"两(?:个)?委员会"),
        re.compile(r"(?:(?<=^)|(?<=[，。；、：“（由向请经在与和及使为即后]))\s*(?P<name>委员会)(?!主席|秘书处)"),
        re.compile(r"《公约》|(?<=[，。；、：（了及的])公约(?=[及和的，。；])"),
        re.compile(r"(?!)"),
        r"(?:该(?:项|届|份|次)?|新的?(?=战略|调查表))(?P<noun>{nouns})",
        "委员会",
        True,
        False,
    ),
    "en": Forms(
        re.compile(r"\b(?:[Bb]oth|[Tt]he(?: two)?)\s+Commissions\b"),
        re.compile(r"\b[Tt]he\s+(?P<name>Commission)\b" + NOT_BEFORE),
        re.compile(r"\b[Tt]he\s+(?P<name>Convention)\b(?!\s+(?:on|against|for|of|relating)\b)"),
        re.compile(r"\b[Tt]he\s+(?P<name>Office)\b(?!\s+(?:of|on|for|at)\b)"),
        r"\b(?:[Tt]he\s+(?=[A-Z])|[Tt]his\s+)(?P<noun>{nouns})\b" + NOT_BEFORE + r"(?!\s+[A-Z])",
        "Commission",
        False,
        True,
    ),
}
PROTOCOLS = re.compile(
    r"(?:其|各项|两项|三项)(?:各项)?(?P<noun>议定书)|(?:其|的)(?P<amendment>修正案)|及其(?P<addendum>增编)"
)
CONGRESS = re.compile(r"(?<!联合国)(?:该届|本届)?大会(?!第|决议|决定|主席|通过|特别会议|在)")

NUMBERED = frozenset({"congress", "session", "special-session"})  # types of events that have numbers


@dataclass
class Context:
    """What has been named so far: in the whole document, and in the present chapter."""

    commissions: list[Thing] = field(default_factory=list)
    chapter: str = ""
    chapter_words: str = ""
    before: list[Mention] = field(default_factory=list)
    both: tuple[Thing, ...] = ()
    author: Thing | None = None
    usual: dict[str, Thing] = field(default_factory=dict)  # what a short name means where nothing else is named


def back_references(text: str, named: list[Mention], context: Context, language: str) -> list[Mention]:
    """The references back in a unit, given the names in it and what was named before it."""
    forms = FORMS.get(language)
    if forms is None:
        return []
    found = _both(text, context, forms) + _author(text, context, forms)
    found += _resumed(text, named, context, language)
    found += _commissions(text, named, context, language)
    found += _treaties(text, named, context, forms)
    near = Index(named, lambda mention: mention.span)
    return [m for m in found if not near.over(m.span)]


def bodies(text: str, named: list[Mention], context: Context, language: str) -> list[Mention]:
    """The references back to bodies that must be known before sessions are read."""
    forms = FORMS.get(language)
    if forms is None or not forms.bodies_first:
        return []
    return [m for m in back_references(text, named, context, language) if m.things[0].category == "Body"]


def _both(text: str, context: Context, forms: Forms) -> list[Mention]:
    if len(context.both) < 2:
        return []
    return [
        Mention(Span(*m.span()), context.both, "anaphor", "both-commissions", 0.95) for m in forms.both.finditer(text)
    ]


def _author(text: str, context: Context, forms: Forms) -> list[Mention]:
    """ "The Office" is the one that reports."""
    if context.author is None:
        return []
    return [
        Mention(Span(*m.span("name")), (context.author,), "anaphor", "bare-author", 0.9)
        for m in forms.author.finditer(text)
    ]


def _resumed(text: str, named: list[Mention], context: Context, language: str) -> list[Mention]:
    """该 + kind word takes up the nearest thing of that kind, one whose name ends in the word before any other."""
    kinds: dict[str, list[str]] = lexicon(language)["anaphora"]["kinds"]
    forms = FORMS[language]
    pattern = re.compile(forms.resumed.replace("{nouns}", either(kinds)))
    found: list[Mention] = []
    for match in pattern.finditer(text):
        earlier = [*context.before, *(m for m in [*named, *found] if m.span.end <= match.start())]
        near = [m for m in earlier if m.category in kinds[match["noun"]] and m.form != "inside-name"]
        if "届" in match.group():  # numbered: a session or a congress
            near = [m for m in near if "Session" in m.things[0].classes or m.things[0].code in NUMBERED]
        thing = _nearest(near, match["noun"], named, forms)
        if match["noun"] == forms.commission_noun:
            thing = _commission(named, match.start(), context, language)
        thing = thing or context.usual.get(match["noun"])
        if thing:
            found.append(Mention(Span(*match.span()), (thing,), "anaphor", "resumed", 0.8))
    return found


def _nearest(near: list[Mention], noun: str, here: list[Mention], forms: Forms) -> Thing | None:
    """An agent must be called so; a work may be resumed by its kind alone."""
    labels = [(m, m.things[0].label.rstrip("》”")) for m in near]
    fitting = [m for m, label in labels if label.endswith(noun) or (not forms.resumed_ends and noun in label)]
    works = [m for m in near if m.category not in ("Body", "Partner")]
    local = {id(m) for m in here}
    for group in ([m for m in fitting if id(m) in local], [m for m in works if id(m) in local], fitting, works):
        if group:
            return group[-1].things[0]
    return None


def _commission(named: list[Mention], start: int, context: Context, language: str) -> Thing | None:
    """The commission last named in the unit, else the one of the chapter, else the one last named before."""
    here = [m for m in named if m.span.end <= start and m.things[0] in context.commissions]
    if here:
        return here[-1].things[0]
    chapter = [m for m in context.before if m.things[0] in context.commissions]
    if chapter and len({m.things[0].iri for m in chapter}) == 1:
        return chapter[-1].things[0]
    words: dict[str, list[str]] = lexicon(language)["anaphora"]["commissions"]
    for key, clues in words.items():
        if any(clue in context.chapter_words for clue in clues):
            return next((t for t in context.commissions if t.iri == iris.thing("agent", key)), None)
    return chapter[-1].things[0] if chapter else None


def _commissions(text: str, named: list[Mention], context: Context, language: str) -> list[Mention]:
    found = []
    for match in FORMS[language].commission.finditer(text):
        thing = _commission(named, match.start(), context, language)
        if thing:
            found.append(Mention(Span(*match.span("name")), (thing,), "anaphor", "bare-commission", 0.85))
    return found


def _treaties(text: str, named: list[Mention], context: Context, forms: Forms) -> list[Mention]:
    """《公约》, 其议定书, 其修正案 belong to the treaty named last."""
    found = []
    for match in forms.treaty.finditer(text):
        if thing := _last_treaty(named, context, match.start()):
            name = match.re.groupindex.get("name", 0)
            found.append(Mention(Span(*match.span(name)), (thing,), "anaphor", "bare-treaty", 0.85))
    return found


def _last_treaty(named: list[Mention], context: Context, start: int) -> Thing | None:
    earlier = [m for m in named if m.span.end <= start and m.category == "Treaty"]
    earlier = earlier or [m for m in context.before if m.category == "Treaty"]
    return earlier[-1].things[0] if earlier else None


def congresses(text: str, named: list[Mention]) -> list[Mention]:
    """大会 after a congress was named in the unit is the congress, unless it acts as the Assembly does."""
    found = []
    congress = [m for m in named if m.category == "Event" and m.things[0].code == "congress"]
    for match in CONGRESS.finditer(text):
        earlier = [m for m in congress if m.span.end <= match.start()]
        if earlier:
            found.append(Mention(Span(*match.span()), earlier[-1].things[:1], "anaphor", "bare-congress", 0.8))
    return found

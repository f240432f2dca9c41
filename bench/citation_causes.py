"""Citations found in plain text against the links of the mark-up, and why they differ, each cause by a stated rule."""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field

from citation_links import File, Link, Part

from unodc_kg.convert.model import Instrument

# Each rule is stated once, here; the report prints them. What no rule explains is counted as an error of the converter.
CAUSES = {
    "unlinked kind": "the document links nothing of that kind (resolutions of one organ, or documents) anywhere",
    "unlinked here": "no link stands on the words; elsewhere, or in another language of the document, one leads there",
    "unlinked words": "no link stands on the words, which print the symbol itself, or a number that one organ alone can"
    " give or that follows the name of the organ",
    "inside a range": "one link stands on the two ends of a range or on several printed numbers",
    "other number": "a link stands on the words and leads to another number than they print",
    "impossible number": "a link leads to a resolution that the organ cannot have, as A/RES/26/4: up to its 30th"
    " session the Assembly numbers without a stroke",
    "other organ": "a link leads to another organ than the one named last before the number, or to the wrong one of"
    " resolution and decision by the noun at the number",
}
OURS = "ours"
PREFIX = {"ga": "A", "ecosoc": "E", "sc": "S", "hrc": "A/HRC"}  # bodies whose resolutions have symbols
ORGANS = (  # how an organ is called -> the beginning of its symbols; "" for one whose resolutions have no symbol
    (r"人权理事会|Human Rights Council", "A/HRC/"),
    (r"经济及社会理事会|Economic and Social Council", "E/"),
    (r"安全理事会|安理会|Security Council", "S/"),
    (r"(?:环境|卫生)大会|(?:Environment|Health) Assembly|人权委员会|Commission on Human Rights", ""),
    (r"大会|Assembly", "A/"),
    (r"其(?![他中余])|\b[Ii]ts\b|(?<!人权)理事会|\bCouncil\b", "own"),
)
NAMED = re.compile("|".join(f"({pattern})" for pattern, _ in ORGANS))
ALONE = re.compile(r"E/RES/(?:19|20)\d\d/|S/RES/\d+\(|S/RES/\d{4}$|A/RES/(?:[67]\d|80)/|A/RES/ES-")


@dataclass(frozen=True)
class Cited:
    """A citation or symbol that was found, as a symbol; `kind` is resolution, decision or document."""

    start: int
    end: int
    symbol: str
    kind: str


@dataclass(frozen=True)
class Difference:
    """Something found and not linked ("extra"), linked and not found ("missing"), and the cause."""

    side: str
    cause: str
    symbol: str
    file: str
    document: str
    context: str


@dataclass
class Score:
    """What agreed and what did not in one language."""

    files: int = 0
    parts: int = 0
    agreed: int = 0
    differences: list[Difference] = field(default_factory=list)

    def count(self, side: str, cause: str = "") -> int:
        """How many differences of a side (and a cause) there are."""
        return sum(d.side == side and cause in ("", d.cause) for d in self.differences)

    @property
    def f1(self) -> float:
        """F1 as it stands."""
        return f1(self.agreed, self.count("extra"), self.count("missing"))

    @property
    def f1_explained(self) -> float:
        """F1 where every difference that a rule lays to the mark-up is taken out."""
        return f1(self.agreed, self.count("extra", OURS), self.count("missing", OURS))


def f1(agreed: int, extra: int, missing: int) -> float:
    """The harmonic mean of precision and recall."""
    return 2 * agreed / (2 * agreed + extra + missing) if agreed else 0.0


def canonical(symbol: str) -> str:
    """A symbol as it is compared: no spaces, case, year of a session; parts of a resolution (74/254 A, B) are one."""
    tidy = re.sub(r"[\s\u200b]+", "", symbol).upper().strip("./").replace("（", "(").replace("）", ")")
    tidy = re.sub(r"^(?:SP|FR|EN|RU|AR|CH)/(?=[A-Z]+/)|\(SUPP\)$", "", tidy)
    tidy = re.sub(r"\(VOL\.?[IVX]+\)|-(?=[A-Z]{1,2}/).*$", "", tidy)  # a volume; the second half of a joint symbol
    tidy = re.sub(r"\(PARTS?([IVX]+)(?:AND|和|及)([IVX]+)\)", r"(PARTS\1AND\2)", tidy)
    tidy = re.sub(r"^RES/", "A/RES/", tidy)
    tidy = re.sub(r"^((?:A|E|A/HRC)/RES/(?:E?S-)?\d+(?:/\d+)?)[A-Z](?:-[A-Z])?(?=$|\()", r"\1", tidy)
    return re.sub(r"^(S/RES/\d+)\(\d{4}\)$", r"\1", tidy)


def symbol_of(instrument: Instrument) -> str:
    """The symbol of a cited instrument; "" where its body gives none."""
    prefix = PREFIX.get(instrument.body, "")
    return f"{prefix}/{'RES' if instrument.kind == 'resolution' else 'DEC'}/{instrument.number}" if prefix else ""


def organ(symbol: str) -> str:
    """Resolutions by organ; everything else is a document."""
    match = re.match(r"(?:A/HRC|A|E|S)/(?:RES|DEC)(?=/)", canonical(symbol))
    return match.group() if match else "document"


@dataclass(frozen=True)
class Corpus:
    """What the whole mark-up knows: (printed number, symbol) of every link that leads to what its words print."""

    linked: frozenset[tuple[str, str]]
    versions: frozenset[tuple[str, str]]  # (document, symbol) linked in any language of the document

    @staticmethod
    def of(files: list[File]) -> "Corpus":
        """Gather it."""
        links = [
            (part.text[link.start : link.end], link.symbol) for f in files for part in f.parts for link in part.links
        ]
        versions = frozenset((f.symbol, canonical(link.symbol)) for f in files for p in f.parts for link in p.links)
        linked = frozenset((digits(words), canonical(s)) for words, s in links if prints(words, s))
        return Corpus(linked, versions)


def compare(file: File, found: list[list[Cited]], corpus: Corpus, score: Score) -> None:
    """Add the agreements and differences of a file, given what was found in each of its parts."""
    kinds = {organ(link.symbol) for part in file.parts for link in part.links}
    score.files += 1
    for part, cited in zip(file.parts, found, strict=True):
        score.parts += 1
        linked = {canonical(link.symbol): link for link in part.links}
        seen = {canonical(c.symbol): c for c in cited}
        score.agreed += len(linked.keys() & seen.keys())
        unpaired = [seen[s] for s in sorted(seen.keys() - linked.keys()) if "/DEC/" not in s]  # the mark-up has none
        for extra in unpaired:
            if not _half_of_joint(part, extra):
                cause = _extra(file, part, extra, kinds, corpus)
                score.differences.append(_difference("extra", cause, file, part, extra, extra.symbol))
        for symbol in sorted(linked.keys() - seen.keys()):
            cause = _missing(file, part, linked[symbol], cited)
            score.differences.append(_difference("missing", cause, file, part, linked[symbol], linked[symbol].symbol))


def _half_of_joint(part: Part, cited: Cited) -> bool:
    """One link stands for both halves of a joint symbol (A/76/1-E/2021/2) and leads to one."""
    over = [link for link in part.links if link.start <= cited.start and cited.end <= link.end]
    words = [part.text[link.start : link.end] for link in over]
    joint = [re.search(r"-[A-Z]{1,2}/", word) for word in words]
    return any(j and canonical(link.symbol) in canonical(w) for link, w, j in zip(over, words, joint, strict=True))


def _extra(file: File, part: Part, cited: Cited, kinds: set[str], corpus: Corpus) -> str:
    """Why something found is not linked."""
    over = [link for link in part.links if link.start < cited.end and cited.start < link.end]
    words = part.text[cited.start : cited.end]
    if over:
        return "inside a range" if len(over) > 1 or _several(words) else _fault(file, part, over[0], cited)
    if organ(cited.symbol) not in kinds:
        return "unlinked kind"
    symbol = canonical(cited.symbol)
    if (digits(words), symbol) in corpus.linked or (file.symbol, symbol) in corpus.versions:
        return "unlinked here"
    shown = cited.kind == "document" or ALONE.match(canonical(cited.symbol))
    named = _named_before(file, part.text, cited.start)
    return "unlinked words" if shown or (named and cited.symbol.startswith(named)) else OURS


def _several(words: str) -> bool:
    return len(re.findall(r"\d+/\d+", words)) > 1


def _missing(file: File, part: Part, link: Link, cited: list[Cited]) -> str:
    over = [c for c in cited if c.start < link.end and link.start < c.end]
    if over:
        return _fault(file, part, link, over[0])
    if not prints(part.text[link.start : link.end], link.symbol):
        return "other number"
    return "impossible number" if _impossible(link.symbol) else OURS


def _fault(file: File, part: Part, link: Link, cited: Cited) -> str:
    """A link and a finding on the same words, with different symbols: whose fault?"""
    words = part.text[link.start : link.end]
    if not prints(words, link.symbol) and prints(part.text[cited.start : cited.end], cited.symbol):
        return "other number"
    if _impossible(link.symbol):
        return "impossible number"
    if cited.kind != "document" and cited.symbol.startswith(_named_before(file, part.text, link.start) or "?"):
        return "other organ"
    decided = re.search(r"decisions?\s+$", part.text[: link.start]) or re.match("号决定", part.text[link.end :])
    return "other organ" if cited.kind == "decision" and decided else OURS


def _impossible(symbol: str) -> bool:
    number = re.match(r"A/RES/(?:(\d+)/\d|\d+\((L[IVX]*)\))", canonical(symbol))
    return bool(number and (number[2] or int(number[1]) < 31))


def _named_before(file: File, text: str, end: int) -> str:
    """The organ named last before a place, "its" being of the organ whose document it is."""
    named = list(NAMED.finditer(text, 0, end))
    begin = ORGANS[(named[-1].lastindex or 1) - 1][1] if named else ""
    return re.sub(r"(?:RES|DEC).*", "", file.symbol) if begin == "own" else begin


def prints(words: str, symbol: str) -> bool:
    """Do the words print the number of the symbol? A year in brackets or the half of a joint symbol may be left out."""
    printed, number = digits(words), digits(symbol)
    return bool(printed) and (f" {number} ".startswith(f" {printed} ") or f" {number} " in f" {printed} ")


def digits(words: str) -> str:
    """The numbers in words or symbol, Roman ones in brackets too."""
    return " ".join(re.findall(r"\d+|(?<=[(\-])[IVXLC]+(?=\))", re.sub(r"\s", "", words.upper())))


def _difference(side: str, cause: str, file: File, part: Part, span: Cited | Link, symbol: str) -> Difference:
    context = part.text[max(0, span.start - 60) : span.start] + "[" + part.text[span.start : span.end] + "]"
    context += part.text[span.end : span.end + 30]
    return Difference(side, cause, symbol, file.name, file.symbol, context)


def by_cause(score: Score) -> dict[str, dict[str, list[Difference]]]:
    """Differences by cause, then side."""
    found: dict[str, dict[str, list[Difference]]] = defaultdict(lambda: defaultdict(list))
    for difference in score.differences:
        found[difference.cause][difference.side].append(difference)
    return found


def commonest(differences: list[Difference], size: int) -> list[tuple[str, int]]:
    """The symbols that differ most often."""
    return Counter(d.symbol for d in differences).most_common(size)


def explained(score: Score) -> set[tuple[str, str]]:
    """(document, symbol) of every difference that a rule lays to the mark-up."""
    return {(canonical(d.document), canonical(d.symbol)) for d in score.differences if d.cause != OURS}

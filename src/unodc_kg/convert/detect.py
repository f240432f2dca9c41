"""What a document says of itself at its head: language, symbols, type, title, who speaks - as a manifest.

Used where no manifest stands beside a source. The head is what stands before the first clause or numbered paragraph; a
symbol there is the document's own, a symbol further down is a citation.
"""

import hashlib
import os
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from unodc_kg import iris
from unodc_kg.convert import citations
from unodc_kg.convert.model import Manifest

HEAD = 80  # lines with text that a cover has at most
SAMPLE = 20_000  # characters that show the language
NO_TITLE = 200  # a line this long is no title
LONGEST = 500  # characters of a title
LONGEST_KEY = 100  # of a file's name; file systems allow 255 bytes, and a language and an ending follow
RULE = re.compile(r"^\s*_{5,}\s*$")
SYMBOL = r"(?:[A-Z]{1,5}(?:/[A-Za-z0-9.\-]*[A-Za-z0-9])+(?:\s?\(\d{4}\)|\s?\([IVXLC]+\)|\s[A-Z](?![A-Za-z]))?)"
MASTHEAD = re.compile(
    rf"^(?:联\s*合\s*国|United Nations|Nations Unies|Naciones Unidas|Организация Объединенных Наций|الأم\S* المتح\S*)?"
    rf"\s*(?P<symbols>{SYMBOL}(?:\s*[-–,，、*]\s*{SYMBOL})*)\s*\**$"
)
ISSUE = re.compile(
    r"^(?:Distr|Original|Chinese|English|French|Russian|Spanish|Arabic|Limited|General)\b|^(?:Please recycle|请回收)"
    r"|^联\s*合\s*国$|^United Nations$|^Nations Unies$|^Naciones Unidas$|^Организация Объединенных Наций$"
    r"|^الأم\S* المتح\S*$|^\*\d+\*$|^\d{1,2} \w+ (?:19|20)\d\d$"
)
LETTERS = (("zh", "[\u4e00-\u9fff]", 0.2), ("ar", "[\u0600-\u06ff]", 0.3), ("ru", "[\u0400-\u04ff]", 0.3))
WORDS = {
    "en": ["the", "of", "and", "to", "in", "for", "that", "with", "on", "by"],
    "es": ["de", "la", "el", "los", "las", "que", "en", "por", "con", "del"],
    "fr": ["de", "la", "le", "les", "des", "et", "du", "dans", "par", "pour"],
}
ORGANS = {
    "ga": "大会|The General Assembly|L.Assemblée générale|La Asamblea General|Генеральная Ассамблея|إن الجمعية العامة",
    "sc": "安全理事会|The Security Council|Le Conseil de sécurité|El Consejo de Seguridad|Совет Безопасности"
    "|إن مجلس الأمن",
    "ecosoc": "经济及社会理事会|The Economic and Social Council|Le Conseil économique et social"
    "|El Consejo Económico y Social|Экономический и Социальный Совет|إن المجلس الاقتصادي والاجتماعي",
    "hrc": "人权理事会|The Human Rights Council|Le Conseil des droits de l.homme|El Consejo de Derechos Humanos"
    "|Совет по правам человека|إن مجلس حقوق الإنسان",
}
ORGAN = re.compile(rf"^(?:{'|'.join(ORGANS.values())})\s*[，,،]?(?:\s*$|(?<=[，,،])\s)")
ADOPTED = re.compile(
    r"^(?P<number>(?:(?:S|ES)-)?\d{1,4}/\d{1,4}(?:\s?[A-Z](?![a-z]))?"
    r")\s*[.．]?\s*(?P<title>.*)$"
)
NAMED = re.compile(  # a resolution of the Security Council has a number for a title
    r"^(?:(?:Resolution|Résolution|Resolución|Резолюция|القرار)\s*\d+\s?\(\d{4}\)|第?\s*\d+\s?[(（]\d{4}[)）]\s*号决议)$"
)
TYPES = (  # a line that says who wrote what; the longer the line, the less it is one
    (
        "agenda",
        r"(?:附加说明的)?临时议程$|^(?:Annotated )?[Pp]rovisional agenda|^Ordre du jour provisoire"
        r"|^Programa provisional"
        r"|^Предварительная повестка дня|^جدول الأعمال المؤقت",
    ),
    ("note", r"的说明$|^Note (?:by|from|verbale)|^Note (?:du|de la)|^Nota (?:de|del|verbal)|^Записка|^مذكرة"),
    ("report", r"报告$|^Report (?:of|by|on)|^Rapport|^Informe|^Доклад|^تقرير"),
)
SHAPES = (  # parts of a symbol that say what the document is
    ("resolution", "/RES/"),
    ("decision", "/DEC/"),
    ("conference-room-paper", "/CRP."),
    ("draft-resolution", "/L."),
)
BODIES = (  # beginning of a symbol -> agent key of the body that it belongs to
    ("A/HRC/", "hrc"), ("E/CN.7/", "cnd"), ("E/CN.15/", "ccpcj"), ("CAC/COSP/", "cosp-uncac"),
    ("CTOC/COP/", "cop-untoc"),    ("A/", "ga"), ("E/", "ecosoc"), ("S/", "sc"),
)  # fmt: skip
FILE_SYMBOL = re.compile(
    r"(?P<stem>(?:A|E|S|CAC|CTOC|ST)(?:[-_][A-Z0-9.]+)*[-_]\d[\w.-]*?)(?:[.-](?:zh|en|fr|es|ru|ar))?"
)


@dataclass(frozen=True)
class Line:
    """A line of the head and how many empty lines stand before it."""

    text: str
    gap: int


def detect(text: str, source: Path, issue: str = "") -> Manifest:
    """The manifest that a text gives of itself.

    Args:
        text: with its line breaks; empty lines part what does not belong together.
        source: its file, whose name is the key where the text has no symbol.
        issue: what a page prints around the text (masthead, running headers).
    """
    tongue = language(text)
    head = _head(text)
    symbols = own_symbols([*issue.splitlines(), *(line.text for line in head)]) or _file_symbol(source)
    instrument = next(filter(None, map(citations.symbol_instrument, symbols)), None)
    kind, title = _title(head, tongue)
    keys = _bodies(symbols)
    return Manifest(
        key=iris.symbol_key(symbols[0]) if symbols else file_key(source),
        symbols=symbols,
        titles={tongue: title[:LONGEST] or next(iter(symbols), os.fsencode(source.stem).decode(errors="replace"))},
        language=tongue,
        authors=(instrument.body,) if instrument else ("unodc",),
        document_type=next((code for code, part in SHAPES if part in "".join(symbols)), kind),
        reporting_year=None if instrument else _year(text),
        submitted_to=() if instrument else keys,
        instrument=(instrument.kind, instrument.body, instrument.number) if instrument else None,
    )


def language(text: str) -> str:
    """The language of a text among the six: by its script, else by its commonest words."""
    letters = re.findall(r"[^\W\d_]", text[:SAMPLE])
    for code, script, share in LETTERS:
        if letters and len(re.findall(script, "".join(letters))) > share * len(letters):
            return code
    words = Counter(re.findall(r"[^\W\d_]+", text[:SAMPLE].lower()))
    return max(WORDS, key=lambda code: sum(words[word] for word in WORDS[code]))


def own_symbols(lines: list[str]) -> tuple[str, ...]:
    """The symbols on lines of their own, before any other symbol: one document may have two."""
    found: list[str] = []
    for line in lines:
        match = MASTHEAD.match(line.strip())
        if match is None:
            if found and not ISSUE.match(line.strip()):
                break
            continue
        found += [symbol for _, symbol in citations.symbols(re.sub("–", "-", match["symbols"])) if symbol not in found]
    return tuple(found)


def _head(text: str) -> list[Line]:
    """The lines before the first rule, clause of an organ, summary or numbered paragraph, and that line itself."""
    head: list[Line] = []
    gap = 0
    for line in text.replace("\r\n", "\n").replace("\x0c", "\n").split("\n"):
        if not line.strip():
            gap += 1
            continue
        head.append(Line(re.sub(r"\s+", " ", line.strip()), gap))
        gap = 0
        if RULE.match(line) or len(head) == HEAD:
            break
    return head


def _title(head: list[Line], tongue: str) -> tuple[str, str]:
    """Document type and title: a resolution's stands before its organ, a report's before its author."""
    organs = [index for index, line in enumerate(head) if ORGAN.match(line.text)]
    for index, line in enumerate(head):
        if NAMED.match(line.text):
            return "resolution", line.text
        match = ADOPTED.match(line.text)
        speaks = next((organ for organ in organs if organ > index), None)
        if match and speaks:
            return "resolution", _join([match["title"], *(line.text for line in head[index + 1 : speaks])], tongue)
        if match and re.search(r"/\d+(?: [A-Z])?\s*[.．]", line.text) and index + 1 < len(head):
            return "decision", match["title"] or head[index + 1].text
    spoken = next((i for i in organs if head[i].text.endswith(("，", ",", "،"))), len(head))
    for code, pattern in TYPES:
        for index, line in enumerate(head[:spoken]):
            if index and len(line.text) < NO_TITLE / 2 and re.search(pattern, line.text):
                return code, _with_author(head, index, tongue)
    plain = _plain(head[: next(iter(organs[1:] or organs), None)])
    return "report", _join([line.text for line in (plain if organs else plain[:1])], tongue)


def _plain(head: list[Line]) -> list[Line]:
    """Without what every document of the kind prints: symbols, distribution, languages."""
    return [line for line in head if not any(form.match(line.text) for form in (MASTHEAD, ISSUE, ORGAN))]


def _with_author(head: list[Line], index: int, tongue: str) -> str:
    """The block of lines above the author's line, then that line: "Work of the ports: report of the Director"."""
    above = _plain(head[:index])
    usual = Counter(line.gap for line in head).most_common(1)[0][0]
    alone = usual > 0 and len({line.gap for line in head[1:]}) == 1  # all stand alike: each line is a paragraph
    first = len(above) - 1
    while not alone and first > 0 and above[first].gap <= usual and len(above) - first < 4:
        first -= 1
    title, author = _join([line.text for line in above[first:]], tongue), head[index].text.rstrip("*")
    if not title:
        return author
    return f"{title}：{author}" if tongue == "zh" else f"{title}: {author[0].lower()}{author[1:]}"


def _join(lines: list[str], tongue: str) -> str:
    return ("" if tongue == "zh" else " ").join(line for line in lines if line).strip(" *")


def _bodies(symbols: tuple[str, ...]) -> tuple[str, ...]:
    keys = [next((key for start, key in BODIES if symbol.startswith(start)), "") for symbol in symbols]
    return tuple(dict.fromkeys(key for key in keys if key))


def _file_symbol(source: Path) -> tuple[str, ...]:
    """The symbol that a file's name spells with hyphens: E-CN.7-2021-2.zh.txt."""
    match = FILE_SYMBOL.fullmatch(source.stem)
    return (re.sub("[-_]", "/", match["stem"]),) if match else ()


def file_key(source: Path) -> str:
    """The key of a document that has no symbol: its file's name."""
    key = re.sub(r"[^a-z0-9.]+", "-", source.stem.lower()).strip("-.") or "document"
    if len(key) <= LONGEST_KEY:
        return key
    return f"{key[:LONGEST_KEY]}-{hashlib.sha256(os.fsencode(source.stem)).hexdigest()[:8]}"


def _year(text: str) -> int | None:
    """The year that the text speaks of most."""
    years = Counter(re.findall(r"(?<![\d/])(?:19|20)\d\d(?![\d/])", text[:SAMPLE]))
    return int(max(years, key=lambda year: (years[year], year))) if years else None

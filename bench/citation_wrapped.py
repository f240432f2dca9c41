"""Citations in text wrapped by hand: per paragraph, and per document, where a wrong boundary costs nothing."""

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

from citation_causes import ALONE, canonical, f1, organ, prints, symbol_of

from unodc_kg.convert import convert_file
from unodc_kg.convert.model import Reading
from unodc_kg.vocabulary import Vocabulary

MARK = re.compile(r"\[\^[^\]]+\]")


def measure_wrapped(folder: Path, known: Vocabulary, explained: set[tuple[str, str]]) -> list[str]:
    """Rows of a table, after what differs per document and is not among the `explained` (document, symbol)."""
    scores: dict[str, Counter[str]] = {"paragraph, its text exact": Counter(), "document": Counter()}
    clean: dict[str, Counter[str]] = {name: Counter() for name in scores}
    for line in (folder / "GOLD.jsonl").read_text(encoding="utf-8").splitlines():
        gold = json.loads(line)
        sides = _found(folder / gold["file"], known), _expected(gold)
        for name, cut in zip(scores, (list, lambda pairs: {("", symbol) for _, symbol in pairs}), strict=True):
            found, expected = (Counter(cut(side)) for side in sides)
            extra, missing = _count(scores[name], found, expected)
            for rest in (extra, missing):
                for key in [key for key in rest if _is_explained(gold, key[1], explained)]:
                    del rest[key]
            clean[name].update(extra=extra.total(), missing=missing.total())
            clean[name]["agreed"] = scores[name]["agreed"]
        if extra or missing:
            print(f"   {gold['file']}: more found {_symbols_of(extra)}; not found {_symbols_of(missing)}")
    rows = []
    for name, count in scores.items():
        values = " | ".join(f"{f1(c['agreed'], c['extra'], c['missing']):.4f}" for c in (count, clean[name]))
        rows.append(f"| {name} | {count['agreed']} | {count['extra']} | {count['missing']} | {values} |")
    return rows


def _is_explained(gold: Any, symbol: str, explained: set[tuple[str, str]]) -> bool:
    """A symbol that differs in the marked-up file too; of a kind that this gold never
    has; whose link leads nowhere; that is printed as it stands or has a number that one organ alone can give."""
    cites = [cite for note in gold["notes"] for cite in note["cites"]]
    symbols = [s for part in gold["paragraphs"] for s in part["cites"]] + [s for _, s in cites]
    unknown = any(not s and prints(words, symbol) for words, s in cites)
    kinds = {organ(s) for s in symbols if s}
    if organ(symbol) == "document" or ALONE.match(symbol):
        return symbol not in {canonical(s) for s in symbols}
    return unknown or organ(symbol) not in kinds or (canonical(gold["symbol"]), symbol) in explained


def _symbols_of(rest: Counter[Any]) -> list[str]:
    return sorted(symbol for _, symbol in rest)


def _count(counts: Counter[str], found: Counter[Any], expected: Counter[Any]) -> tuple[Counter[Any], Counter[Any]]:
    extra, missing = found - expected, expected - found
    counts.update(agreed=(found & expected).total(), extra=extra.total(), missing=missing.total())
    return extra, missing


def _found(file: Path, known: Vocabulary) -> list[tuple[str, str]]:
    """(text of the unit, symbol) of everything that is found; the cover is no paragraph."""
    return sorted({
        (_plain(read.unit.text), canonical(symbol))
        for read in convert_file(file, known).readings if read.unit.kind != "front"
        for symbol in _symbols(read)
    })  # fmt: skip


def _symbols(read: Reading) -> list[str]:
    cited = [symbol_of(instrument) for citation in read.citations for instrument in citation.instruments]
    return [symbol for symbol in (*cited, *(symbol for _, symbol in read.symbols)) if symbol and "/DEC/" not in symbol]


def _expected(gold: Any) -> list[tuple[str, str]]:
    """The same of the gold, in which a link of a note has its words: one that leads elsewhere is left out."""
    found = set()
    for part in gold["paragraphs"]:
        found |= {(_plain(part["text"]), canonical(symbol)) for symbol in part["cites"]}
    for note in gold["notes"]:
        found |= {(_plain(note["text"]), canonical(s)) for words, s in note["cites"] if s and prints(words, s)}
    return sorted(found)


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", MARK.sub("", text))

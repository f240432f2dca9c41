"""How much of the structure of resolutions is read: paragraphs, notes, titles and symbols against a gold.

    python bench/structure.py [--shared FOLDER] [--set hardwrapped|zh|en|fr|es|ru|ar] [--half 0|1] [--show FILE]

`hardwrapped` are the re-wrapped files with the gold beside them. The others are made here from marked-up resolutions
(AKN4UN): their paragraphs are the gold, and `rewrap` prints them as the extraction of a page would. A file belongs to
half 0 or 1 by the sum of its name's bytes: rules are tuned on half 0, and half 1 says whether they hold.
"""

import argparse
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import akn
import rewrap

from unodc_kg.convert import detect, sources, structure
from unodc_kg.convert.items import ITEM

MARK = re.compile(r"\[\^[^\]]+\]")
RUN = 4  # characters
NEAR = 0.3  # a paragraph with a smaller share in common is another one


@dataclass
class Tally:
    """Counts over files."""

    counts: Counter[str] = field(default_factory=Counter)
    worst: list[tuple[int, str, str, str]] = field(default_factory=list)


def plain(text: str) -> str:
    """A paragraph without note marks and blanks: what is compared."""
    return re.sub(r"\s+", "", MARK.sub("", text))


def distance(left: str, right: str) -> int:
    """Edits between two texts; beyond what both begin and end with."""
    for _ in range(2):
        same = next((n for n, (one, other) in enumerate(zip(left, right, strict=False)) if one != other), None)
        same = min(len(left), len(right)) if same is None else same
        left, right = left[same:][::-1], right[same:][::-1]
    row = list(range(len(right) + 1))
    for index, one in enumerate(left, 1):
        before, row[0] = row[0], index
        for place, other in enumerate(right, 1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (one != other))
    return row[-1]


def found_in(data: bytes, source: Path) -> tuple[list[str], list[tuple[str, str]], str, str]:
    """Paragraphs and headings in reading order, notes, title and symbol of a file, as converted."""
    printed = sources.read(data, source)
    known = detect.detect(printed.text, source, printed.issue)
    document = structure.read(printed.pages, known)
    texts = [u.text for u in document.units if u.kind == "paragraph"] + [s.heading for s in document.sections]
    notes = [(u.locator.removeprefix("fn").partition("-")[0], u.text) for u in document.units if u.kind == "footnote"]
    return texts, notes, known.titles.get(known.language, ""), next(iter(known.symbols), "")


def compare(gold: dict, data: bytes, source: Path, tally: Tally) -> Counter[str]:
    """Count what was found of one file."""
    texts, notes, title, symbol = found_in(data, source)
    counts: Counter[str] = Counter()
    rest = Counter(plain(text) for text in texts)
    left = []
    for paragraph in gold["paragraphs"]:
        if not paragraph["text"].strip("_ "):  # a rule is no text
            continue
        text = plain(paragraph["text"])
        if not paragraph["num"] and (item := ITEM.match(text)):  # the mark of an item left in the text
            text = item["rest"]
        text = re.sub(r"^\d{1,3}-(?=[\u0600-\u06ff])", "", text)  # the Arabic form of a number, left in the text
        counts["paragraphs"] += 1
        counts["characters"] += len(text)
        if rest[text]:
            rest[text] -= 1
            counts["exact"] += 1
        else:
            left.append(text)
    _pair(left, list(rest.elements()), counts, tally, source.name)
    rest_notes = Counter((mark, plain(text)) for mark, text in notes)
    for note in gold["notes"]:
        counts["notes"] += 1
        key = (note["marker"], plain(note["text"]))
        counts["notes found"] += 1 if rest_notes[key] > 0 else 0
        rest_notes[key] -= 1
    counts["files"] += 1
    right = plain(title) == plain(gold["title"] or gold["symbol"])  # without a title the symbol stands for it
    counts["titles"] += right
    counts["symbols"] += symbol == gold["symbol"]
    if not right:
        tally.worst.append((0, source.name, "TITLE " + gold["title"], title))
    tally.counts.update(counts)
    return counts


def _pair(left: list[str], rest: list[str], counts: Counter[str], tally: Tally, name: str) -> None:
    """Pair what differs, the nearest first; what has no partner is missed or spurious."""
    for text in left:
        near = max(rest, key=lambda other: _common(text, other), default="")
        if near and _common(text, near) >= NEAR:
            rest.remove(near)
            edits = distance(text, near)
            counts["near"] += 1
        else:
            near, edits = "", len(text)
            counts["missed"] += 1
        counts["edits"] += edits
        tally.worst.append((edits, name, text, near))
    for other in rest:
        counts["spurious"] += 1
        tally.worst.append((0, name, "", other))


def _common(left: str, right: str) -> float:
    """Share of the runs of four characters in common."""
    one, other = (Counter(text[n : n + RUN] for n in range(max(1, len(text) - RUN + 1))) for text in (left, right))
    return 2 * sum((one & other).values()) / (one.total() + other.total())


def cases(shared: Path, name: str) -> Iterator[tuple[dict, bytes, Path]]:
    """Gold, printed file and its name."""
    if name == "hardwrapped":
        folder = shared / "corpus" / "hardwrapped-zh"
        for line in (folder / "GOLD.jsonl").read_text(encoding="utf-8").splitlines():
            gold = json.loads(line)
            yield gold, (folder / gold["file"]).read_bytes(), folder / gold["file"]
        return
    taken = {path.stem.partition("__")[2] for path in (shared / "corpus" / "hardwrapped-zh").glob("*.txt")}
    for path in sorted((shared / "corpus" / "akn4un").glob(f"*/{name}/*.xml")):
        gold = akn.gold(path)
        if gold["paragraphs"] and re.sub("/", "_", gold["symbol"]) not in taken:
            yield gold, rewrap.printed(gold, name).encode(), Path(path.parent.parent.name + "__" + path.stem + ".txt")


def half(source: Path) -> int:
    """0 or 1, by name."""
    return sum(source.name.encode()) % 2


def report(name: str, counts: Counter[str]) -> str:
    """One line of figures."""
    share = counts["edits"] / max(1, counts["characters"])
    return (
        f"{name:14} files {counts['files']:4}  paragraphs {counts['exact']}+{counts['near']} of {counts['paragraphs']}"
        f"  missed {counts['missed']}  spurious {counts['spurious']}  characters {share:.3%}"
        f"  notes {counts['notes found']}/{counts['notes']}  titles {counts['titles']}  symbols {counts['symbols']}"
    )


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    default = Path(os.environ.get("UNODC_KG_SHARED", Path(__file__).resolve().parents[2] / "shared"))
    parser.add_argument("--shared", type=Path, default=default, help="folder that holds corpus/")
    parser.add_argument("--set", nargs="+", default=["hardwrapped", "zh", "en", "fr", "es", "ru", "ar"])
    parser.add_argument("--half", type=int, choices=(0, 1), help="only this half")
    parser.add_argument("--worst", type=int, default=0, help="show so many differences")
    parser.add_argument("--only", default="", help="only files with this in their name")
    arguments = parser.parse_args()
    for name in arguments.set:
        tallies = (Tally(), Tally())
        for gold, data, source in cases(arguments.shared, name):
            if arguments.only in source.name and arguments.half in (None, half(source)):
                tally = tallies[half(source)]
                before = len(tally.worst)
                counts = compare(gold, data, source, tally)
                if arguments.worst and len(tally.worst) > before:
                    print(report(source.stem[-40:], counts))
        if name == "hardwrapped":
            print(report(name, tallies[0].counts + tallies[1].counts))
        else:
            for number, tally in enumerate(tallies):
                print(report(f"{name} half {number}", tally.counts))
        worst = sorted(tallies[0].worst + tallies[1].worst, key=lambda item: -item[0])
        for edits, file, text, near in worst[: arguments.worst]:
            print(f"\n{edits} {file}\n  gold  {text[:150]}…{text[-60:]}\n  found {near[:150]}…{near[-60:]}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

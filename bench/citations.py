"""Measures how well citations are found in plain text, against the mark-up of the United Nations and re-wrapped text.

    python bench/citations.py [--shared FOLDER] [--language zh] [--all] [--write FILE]

Each paragraph and footnote of the marked-up files is read as plain text, without its links, by the same functions that
convert a document. What is found there is compared with what the mark-up links there.
"""

import argparse
import os
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from citation_causes import CAUSES, OURS, Cited, Corpus, Score, by_cause, commonest, compare, explained, symbol_of
from citation_links import File, files
from citation_wrapped import measure_wrapped

from unodc_kg import vocabulary
from unodc_kg.convert import citations, reading
from unodc_kg.convert.model import Document, Manifest, Reading, Unit
from unodc_kg.vocabulary import Vocabulary

ROOT = Path(__file__).resolve().parent.parent
SIDES = {"extra": "found, not linked", "missing": "linked, not found"}
SHOWN = 12  # symbols that are named of a cause
MARK = "<!-- from here on: bench/citations.py --write -->"


def document(file: File) -> Document:
    """A file of the corpus as the plain units that a converter would have cut its text into."""
    instrument = citations.symbol_instrument(file.symbol)
    manifest = Manifest(
        key="measured",
        symbols=(file.symbol,),
        titles={file.language: file.symbol},
        language=file.language,
        authors=(instrument.body,) if instrument else ("unodc",),
        document_type="resolution",
        instrument=(instrument.kind, instrument.body, instrument.number) if instrument else None,
    )
    units = []
    for place, part in enumerate(file.parts, 1):
        locator = f"fn{place}" if part.kind == "footnote" else str(place)
        units.append(Unit(locator, "footnote" if part.kind == "footnote" else "paragraph", part.text, "", place))
    return Document(manifest, (), tuple(units))


def found_in(read: Reading) -> list[Cited]:
    """Citations and symbols of a unit as symbols; instruments of bodies that give none are left out."""
    cited = [
        Cited(citation.span.start, citation.span.end, symbol_of(instrument), instrument.kind)
        for citation in read.citations for instrument in citation.instruments if symbol_of(instrument)
    ]  # fmt: skip
    return cited + [Cited(span.start, span.end, symbol, "document") for span, symbol in read.symbols]


@dataclass
class Measured:
    """Scores by language, and by document and language every cited instrument: symbols or not, linked or not."""

    scores: dict[str, Score]
    cited: dict[str, dict[str, Counter[str]]]


def measure(corpus: Path, known: Vocabulary, only: str) -> Measured:
    """Read every file of the corpus (of one language) and compare."""
    every = list(files(corpus))
    links = Corpus.of(every)
    measured = Measured(defaultdict(Score), defaultdict(lambda: defaultdict(Counter)))
    for file in every:
        if only in ("", file.language):
            readings = reading.read(document(file), known)
            compare(file, [found_in(read) for read in readings], links, measured.scores[file.language])
            cited = [i.iri.partition("/id/")[2] for r in readings for c in r.citations for i in c.instruments]
            measured.cited[file.symbol][file.language].update(cited)
    return measured


def disagreements(measured: Measured) -> list[str]:
    """Documents whose versions in two languages do not cite the same instruments: at least one of them is misread."""
    lines = []
    for symbol, versions in sorted(measured.cited.items()):
        everywhere = set.intersection(*(set(cited) for cited in versions.values()))
        rest = {language: sorted(set(cited) - everywhere) for language, cited in versions.items()}
        if any(rest.values()):
            lines.append(f"{symbol}: " + "; ".join(f"{lang} {' '.join(r) or '-'}" for lang, r in sorted(rest.items())))
    return lines


def tables(measured: Measured, wrapped: list[str]) -> list[str]:
    """What the page says: scores, causes and what no cause explains, as Markdown."""
    lines = ["| language | files | found and linked | found, not linked | linked, not found | F1 | F1, causes out |"]
    lines.append("|---|---|---|---|---|---|---|")
    for language, score in sorted(measured.scores.items()):
        counts = f"{score.files} | {score.agreed} | {score.count('extra')} | {score.count('missing')}"
        lines.append(f"| {language} | {counts} | {score.f1:.4f} | {score.f1_explained:.4f} |")
    if wrapped:
        head = (
            "| re-wrapped zh, per | in both | found, not in the gold | in the gold, not found | F1 | F1, causes out |"
        )
        lines += ["", head, "|---|---|---|---|---|---|", *wrapped]
    different = len(disagreements(measured))
    lines += [
        "",
        f"Documents whose language versions cite different instruments: {different} of {len(measured.cited)}.",
    ]
    return [*lines, "", "## Causes", "", *_causes(measured.scores)]


def _causes(scores: dict[str, Score]) -> list[str]:
    lines = []
    for cause, rule in (*CAUSES.items(), (OURS, "no rule explains it: it counts as an error of the converter")):
        lines.append(f"- **{cause}**: {rule}.")
        for language, score in sorted(scores.items()):
            for side, differences in sorted(by_cause(score)[cause].items()):
                symbols = ", ".join(f"{s} ({n})" if n > 1 else s for s, n in commonest(differences, SHOWN))
                more = ", ..." if len({d.symbol for d in differences}) > SHOWN else ""
                lines.append(f"  - {language}, {SIDES[side]}, {len(differences)}: {symbols}{more}")
    return lines


def write(page: Path, lines: list[str]) -> None:
    """Put the tables where the page keeps them: behind the mark, to its end."""
    head, mark, _ = page.read_text(encoding="utf-8").partition(MARK)
    page.write_text(head + (mark or MARK) + "\n\n" + "\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Read the arguments and print the measurement."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    shared = os.environ.get("UNODC_KG_SHARED", str(ROOT.parent / "shared"))
    parser.add_argument("--shared", type=Path, default=Path(shared), help="the folder with corpus/")
    parser.add_argument("--all", action="store_true", help="list every difference with its words")
    parser.add_argument("--language", default="", help="measure files of this language only")
    parser.add_argument("--write", type=Path, help="a page to put the tables into")
    options = parser.parse_args()
    known = vocabulary.load(ROOT)
    corpus = options.shared / "corpus"
    measured = measure(corpus / "akn4un", known, options.language)
    gold = corpus / "hardwrapped-zh"
    wrapped = measure_wrapped(gold, known, explained(measured.scores["zh"])) if options.language in ("", "zh") else []
    lines = tables(measured, wrapped)
    print("\n".join([*lines, *disagreements(measured), *_words(measured, options.all)]))
    if options.write:
        write(options.write, lines)


def _words(measured: Measured, everything: bool) -> list[str]:
    """Every difference, or those that no cause explains, with the words around it."""
    every = [d for score in measured.scores.values() for d in score.differences if everything or d.cause == OURS]
    return [f"{d.cause} | {SIDES[d.side]} | {d.symbol} | {d.file} | {d.context}" for d in every]


if __name__ == "__main__":
    main()

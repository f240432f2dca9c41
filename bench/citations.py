"""Measures how well citations are found in plain text, against the mark-up of the United Nations and re-wrapped text.

    python bench/citations.py [--shared FOLDER] [--all] [--language zh]

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


def report(scores: dict[str, Score], everything: bool) -> None:
    """Print the table and the residue by cause."""
    print(
        "| language | files | found and linked | found, not linked | linked, not found | F1 as it stands | causes out |"
    )
    print("|---|---|---|---|---|---|---|")
    for language, score in sorted(scores.items()):
        extra, missing = score.count("extra"), score.count("missing")
        print(
            f"| {language} | {score.files} | {score.agreed} | {extra} | {missing} "
            f"| {score.f1:.4f} | {score.f1_explained:.4f} |"
        )
    for language, score in sorted(scores.items()):
        causes = by_cause(score)
        for cause in (*CAUSES, OURS):
            for side, differences in causes[cause].items():
                symbols = ", ".join(f"{s} ({n})" if n > 1 else s for s, n in commonest(differences, 12))
                print(f"\n{language} {cause} {side}: {len(differences)}: {symbols}")
                for difference in differences if everything or cause == OURS else []:
                    print(f"   {difference.symbol} | {difference.file} | {difference.context}")


def main() -> None:
    """Read the arguments and print the measurement."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    shared = os.environ.get("UNODC_KG_SHARED", str(ROOT.parent / "shared"))
    parser.add_argument("--shared", type=Path, default=Path(shared), help="the folder with corpus/")
    parser.add_argument("--all", action="store_true", help="list every difference, not only what no cause explains")
    parser.add_argument("--language", default="", help="measure files of this language only")
    options = parser.parse_args()
    known = vocabulary.load(ROOT)
    corpus = options.shared / "corpus"
    measured = measure(corpus / "akn4un", known, options.language)
    report(measured.scores, options.all)
    lines = disagreements(measured)
    print(f"\nDocuments whose language versions cite different instruments: {len(lines)} of {len(measured.cited)}")
    print("".join(f"   {line}\n" for line in lines))
    if options.language in ("", "zh"):
        measure_wrapped(corpus / "hardwrapped-zh", known, explained(measured.scores["zh"]))


if __name__ == "__main__":
    main()

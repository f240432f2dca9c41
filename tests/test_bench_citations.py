"""The measurement of citations: what is laid to the mark-up and what to us, and how well each language does."""

import importlib.util
import os
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from converting import ROOT, known

CORPUS = Path(os.environ.get("UNODC_KG_SHARED", ROOT.parent / "shared")) / "corpus"
LEAST = 0.99
with_corpus = pytest.mark.skipif(
    not (CORPUS / "akn4un" / "INDEX.csv").is_file(), reason=f"no corpus at {CORPUS}; name its folder in UNODC_KG_SHARED"
)
RESOLUTION = """<akomaNtoso><meta><p>A/RES/90/9</p></meta><body>
<p>Recalling its resolutions <a href="https://undocs.org/en/A/RES/90/1">90/1</a>, <a
 href="https://undocs.org/en/A/RES/90/20">90/2</a> and 90/3,<authorialNote><p>See <a
 href="https://undocs.org/en/A/90/1">A/90/1</a>-S/2035/1.</p></authorialNote> and
 Economic and Social Council resolution 2035/4,</p></body></akomaNtoso>"""


def module(name: str) -> ModuleType:
    """A module of the folder bench/, which is no package."""
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, ROOT / "bench" / f"{name}.py")
    assert spec is not None and spec.loader is not None
    sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


for needed in ("citation_links", "citation_causes", "citation_wrapped"):
    module(needed)
bench = module("citations")


@pytest.fixture
def parts(tmp_path: Path) -> list[Any]:
    (tmp_path / "a.xml").write_text(RESOLUTION, encoding="utf-8")
    return list(module("citation_links").parts(tmp_path / "a.xml"))


def test_units_are_plain_text_with_the_places_of_their_links(parts: list[Any]) -> None:
    assert [part.kind for part in parts] == ["paragraph", "footnote"]
    assert parts[1].text == "See A/90/1-S/2035/1."
    assert [(p.text[k.start : k.end], k.symbol) for p in parts for k in p.links] == [
        ("90/1", "A/RES/90/1"),
        ("90/2", "A/RES/90/20"),
        ("A/90/1", "A/90/1"),
    ]


def test_each_difference_has_its_cause(parts: list[Any]) -> None:
    causes, links = module("citation_causes"), module("citation_links")
    file = links.File("a.xml", "ga", "en", "A/RES/90/9", tuple(parts))
    text = parts[0].text

    def at(words: str, symbol: str) -> Any:
        return causes.Cited(text.index(words), text.index(words) + len(words), symbol, "resolution")

    cited = [
        at("90/1", "A/RES/90/1"),
        at("90/2", "A/RES/90/2"),
        at("90/3", "A/HRC/RES/90/3"),
        at("2035/4", "E/RES/2035/4"),
    ]
    score = causes.Score()
    causes.compare(file, [cited, []], causes.Corpus.of([file]), score)
    assert sorted((d.side, d.symbol, d.cause) for d in score.differences) == [
        ("extra", "A/HRC/RES/90/3", "unlinked kind"),
        ("extra", "A/RES/90/2", "other number"),
        ("extra", "E/RES/2035/4", "unlinked kind"),
        ("missing", "A/90/1", "ours"),
        ("missing", "A/RES/90/20", "other number"),
    ]
    assert score.agreed == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A/RES/74/254A", "A/RES/74/254 B"),
        ("sp/A/58/17", "A/58/17(Supp)"),
        ("S/RES/2370(2017)", "S/RES/2370"),
        ("/A/73/78-E/2018/54", "A/73/78"),
        ("A/RES/217(III)", "A/RES/217 A (III)"),
    ],
)
def test_symbols_that_count_as_one(one: str, other: str) -> None:
    causes = module("citation_causes")
    assert causes.canonical(one) == causes.canonical(other)


@cache
def measured() -> Any:
    return bench.measure(CORPUS / "akn4un", known(), "")


@with_corpus
@pytest.mark.parametrize("language", ["ar", "en", "es", "fr", "ru", "zh"])
def test_citations_in_plain_text_are_as_good_as_links(language: str) -> None:
    score = measured().scores[language]
    print(f"{language}: F1 {score.f1:.4f}, causes out {score.f1_explained:.4f}")
    assert score.f1_explained >= LEAST
    assert score.count("extra", "ours") + score.count("missing", "ours") <= 1


@with_corpus
def test_all_versions_of_a_document_cite_the_same_instruments() -> None:
    six = [symbol for symbol, versions in measured().cited.items() if len(versions) == 6]
    assert sorted(six) == ["A/RES/74/171", "A/RES/74/183", "A/RES/74/247"]
    assert bench.disagreements(measured()) == []


@with_corpus
def test_citations_in_text_wrapped_by_hand() -> None:
    explained = module("citation_causes").explained(measured().scores["zh"])
    rows = module("citation_wrapped").measure_wrapped(CORPUS / "hardwrapped-zh", known(), explained)
    print("\n".join(rows))
    assert [float(row.split("|")[-2]) >= LEAST for row in rows] == [True, True]

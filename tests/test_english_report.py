"""What we marked in an English report of our own is found again; one half served to write rules, the other did not."""

from functools import cache
from typing import Any

import pytest

import english
from converting import ROOT
from unodc_kg.build.assemble import agreed, read_graphs
from unodc_kg.validation import validate

pytestmark = pytest.mark.skipif(
    not (english.GOLD / "score.py").is_file(),
    reason=f"no scorer at {english.GOLD}; name the folder above it in UNODC_KG_SHARED",
)
PARTS = {
    "a": ("activities-2022", "a"),
    "b": ("activities-2022", "b"),
    "c": ("activities-2024", "all"),
    "d": ("activities-2026", "all"),
}
LEAST = {
    "a": {"entities": 0.97, "figures": 0.99, "dates": 0.97, "resolutions": 1.0, "symbols": 1.0, "relations": 0.95},
    "b": {"entities": 0.95, "figures": 0.95, "dates": 0.95, "resolutions": 0.95, "symbols": 1.0, "relations": 0.88},
    "d": {"entities": 0.97, "figures": 0.97, "dates": 0.97, "resolutions": 1.0, "symbols": 1.0, "relations": 0.93},
    "c": {"entities": 0.95, "figures": 0.95, "dates": 0.95, "resolutions": 0.95, "symbols": 1.0, "relations": 0.88},
}


@cache
def result(part: str) -> Any:
    return english.score(*PARTS[part])


def measured(part: str, name: str) -> float:
    """One figure of the scorer's verdict."""
    scores = result(part)
    if name == "relations":
        return float(scores["relations_ALL"]["recall"])
    return float((scores["entities"]["ALL"] if name == "entities" else scores[name])["F1"])


@pytest.mark.parametrize(("part", "name"), [(part, name) for part in LEAST for name in LEAST[part]])
def test_a_part_of_a_report_is_read(part: str, name: str) -> None:
    value = measured(part, name)
    print(f"{part} {name}: {value:.3f} (at least {LEAST[part][name]})")
    assert value >= LEAST[part][name]


@pytest.mark.parametrize("part", LEAST)
def test_every_paragraph_is_found_with_its_text(part: str) -> None:
    scores = result(part)
    assert scores["units_missing_in_pred"] == []
    assert scores["text"]["edits"] == 0


def test_the_gold_itself_scores_fully() -> None:
    gold = [english.expected(unit) for unit in english.units("activities-2022")]
    scorer = english.scorer()
    scores = scorer.score(gold, scorer.as_pred(gold))
    assert scores["entities"]["ALL"]["F1"] == scores["figures"]["F1"] == scores["relations_ALL"]["recall"] == 1.0


def test_what_is_read_keeps_every_shape() -> None:
    quads = read_graphs(ROOT)
    for name in dict(PARTS.values()):
        quads += english.conversion(name).quads
    report = validate(agreed(quads), ROOT)
    assert report.rows() == []

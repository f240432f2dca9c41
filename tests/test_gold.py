"""What annotators found in the first report is found again, by the converter alone."""

import importlib.util
import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from converting import ROOT, known
from unodc_kg import annotations, iris
from unodc_kg.convert import convert

GOLD = Path(os.environ.get("UNODC_KG_SHARED", ROOT.parent / "shared")) / "gold"
SOURCE = ROOT / "graph" / "sources" / "E-CN.7-2021-2.zh.txt"
pytestmark = pytest.mark.skipif(
    not (GOLD / "score.py").is_file(), reason=f"no annotations at {GOLD}; name their folder in UNODC_KG_SHARED"
)


@cache
def result() -> Any:
    """The scorer's verdict over the units that are open to developers."""
    spec = importlib.util.spec_from_file_location("score", GOLD / "score.py")
    assert spec is not None and spec.loader is not None
    scorer = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(scorer)
    converted = convert(SOURCE, known())
    document = iris.document(converted.key)
    found = list(annotations.annotations(converted.quads, known(), document, layer="extracted"))
    lines = (GOLD / "visible.jsonl").read_text(encoding="utf-8").splitlines()
    return scorer.score([json.loads(line) for line in lines if line.strip()], found)


def check(name: str, value: float, least: float) -> None:
    print(f"{name}: {value:.3f} (at least {least})")
    assert value >= least


def test_every_unit_is_found_with_its_exact_text() -> None:
    text = result()["text"]
    print(f"text: {text['units_exact']} of {text['units']} units exact")
    assert result()["units_missing_in_pred"] == []
    assert (text["edits"], text["units_exact"]) == (0, text["units"])


def test_entities() -> None:
    for name, scores in result()["entities"].items():
        print(f"  {name}: P {scores['P']:.3f} R {scores['R']:.3f} F1 {scores['F1']:.3f}")
    check("entities F1", result()["entities"]["ALL"]["F1"], 0.93)


@pytest.mark.parametrize("name", ["resolutions", "symbols"])
def test_resolutions_and_symbols_are_exact(name: str) -> None:
    check(f"{name} F1", result()[name]["F1"], 1.0)


def test_figures() -> None:
    check("figures F1", result()["figures"]["F1"], 0.99)


def test_dates() -> None:
    check("dates F1", result()["dates"]["F1"], 0.95)


def test_linking() -> None:
    check("linking F1", result()["linking"]["F1"], 0.99)


def test_relations() -> None:
    for name, scores in result()["relations"].items():
        print(f"  {name}: {scores['found']} of {scores['gold']}")
    check("relations recall", result()["relations_ALL"]["recall"], 0.90)

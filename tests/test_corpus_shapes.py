"""Real resolutions and decisions of all kinds, converted together with the project's graph, break no shape."""

import os
from pathlib import Path

import pytest

from converting import ROOT, known
from unodc_kg.build.assemble import agreed, read_graphs
from unodc_kg.convert import convert_file
from unodc_kg.validation import validate

CORPUS = Path(os.environ.get("UNODC_KG_SHARED", ROOT.parent / "shared")) / "corpus"
WRAPPED = (
    "ecosoc__E_RES_2021_23", "ecosoc__E_RES_2025_16", "ga__A_RES_75_194", "ga__A_RES_76_188", "ga__A_RES_77_231",
    "ga__A_RES_77_238", "ga__A_RES_78_227", "ga__A_RES_78_267", "ga__A_RES_79_172", "ga__A_RES_79_189",
    "ga__A_RES_S-32_1", "ga__A_RES_77_80",
)  # fmt: skip

MARKED_UP = (
    "ecosoc/en/*2024_15-*", "ga/*/74_183*", "ga/en/75_196*", "ga_decisions/*/*77_534*", "ga_decisions/*/*78_419*",
    "hrc/*/*58_24*", "sc/*/*2717*",
)  # fmt: skip


def files(folder, names):
    found = [CORPUS / folder / name for name in names]
    if not all(path.exists() for path in found):
        pytest.skip(f"there is no {CORPUS / folder}: set UNODC_KG_SHARED")
    return found


def violations(sources):
    quads = [quad for source in sources for quad in convert_file(source, known()).quads]
    report = validate(agreed([*read_graphs(ROOT), *quads]), ROOT)
    return [f"{finding.shape} {finding.focus}" for finding in report.findings if finding.severity == "Violation"]


def test_hard_wrapped_resolutions_break_no_shape():
    assert violations(files("hardwrapped-zh", [f"{name}.txt" for name in WRAPPED])) == []


def test_marked_up_resolutions_and_decisions_break_no_shape():
    found = [path for pattern in MARKED_UP for path in sorted((CORPUS / "akn4un").glob(pattern))]
    if not found:
        pytest.skip(f"there is no {CORPUS / 'akn4un'}: set UNODC_KG_SHARED")
    assert len(found) >= 12
    assert violations(found) == []

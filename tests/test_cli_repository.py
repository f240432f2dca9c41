"""Commands on the repository itself: what is committed is what they write."""

import json

from converting import ROOT
from unodc_kg import cli


def test_the_committed_conversions_are_what_the_converter_writes(capsys):
    status = cli.main(["convert", "--check", "--root", str(ROOT)])
    printed = capsys.readouterr().out

    assert status == 0, printed
    assert "unchanged" in printed


def test_annotations_come_in_the_order_of_the_document(capsys):
    assert cli.main(["annotations", "E/CN.7/2021/2", "--root", str(ROOT)]) == 0
    units = [json.loads(line)["unit"] for line in capsys.readouterr().out.splitlines()]
    numbered = [int(unit) for unit in units if unit.isdigit()]

    assert numbered
    assert numbered == sorted(numbered)

"""Citations in English, whose head noun stands in front of the numbers."""

import pytest

from citing import cited
from unodc_kg.convert import citations


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("General Assembly resolution 74/247 of 27 December 2019", ["ga/74/247"]),
        ("its resolutions 56/9, 59/3 and 63/4", ["ga/56/9", "ga/59/3", "ga/63/4"]),
        ("resolutions 61/5 of 2 May 2006, on ports, and 63/7 of 4 July 2008", ["ga/61/5", "ga/63/7"]),
        ("Economic and Social Council resolution 1999/22", ["ecosoc/1999/22"]),
        ("Council resolution 2007/8 of 25 July 2007", ["ecosoc/2007/8"]),
        ("Security Council resolutions 1373 (2001) of 28 September 2001, 1377 (2001)", ["sc/1373", "sc/1377"]),
        ("earlier resolutions on ships, in particular 1591 (2005) and 1651 (2005)", ["sc/1591", "sc/1651"]),
        ("General Assembly resolution 217 A (III)", ["ga/3/217-a"]),
        ("Resolutions S-20/1, S-20/2 and S-20/4 A–C.", ["ga/s-20/1", "ga/s-20/2", *(f"ga/s-20/4-{x}" for x in "abc")]),
        ("Human Rights Council resolutions 16/18 and 19/25", ["hrc/16/18", "hrc/19/25"]),
        ("the Human Rights Council, in its resolution 47/22", ["hrc/47/22"]),
        ("resolution 28/3 of 24 May 2019 of the Commission on Crime Prevention and Criminal Justice", ["ccpcj/28/3"]),
        ("the Commission on Narcotic Drugs; Commission resolution 63/2", ["cnd/63/2"]),
        ("Assembly resolution 74/1 and Council resolution 2020/1", ["ga/74/1", "ecosoc/2020/1"]),
        ("the Assembly, in its resolution 75/1; resolution 76/2", ["ga/75/1", "ga/76/2"]),
        ("the Commission on Human Rights, Commission resolution 1998/72", ["chr/1998/72"]),
        ("draft resolution 74/3", []),
        ("Ibid., resolution 64/1.", []),
        ("a share of 1/2, rule 12/34 and 24/7 service", []),
    ],
)  # fmt: skip
def test_resolutions_in_a_text_of_the_assembly(text: str, expected: list[str]) -> None:
    assert cited(text, "en", author="ga") == [f"resolution/{key}" for key in expected]


def test_ranges_and_decisions() -> None:
    assert cited("decisions 63/1 to 63/13", "en", body="cnd") == [f"decision/cnd/63/{n}" for n in range(1, 14)]
    assert cited("resolution 74/5 and decision 74/6", "en", author="ga") == ["resolution/ga/74/5", "decision/ga/74/6"]


def test_its_own_may_stand_before_the_organ() -> None:
    assert cited(
        "Through its resolution 54/18 of 12 October 2023, the Human Rights Council acted", "en", author="ga"
    ) == ["resolution/hrc/54/18"]


def test_what_is_cited_is_the_number() -> None:
    text = "General Assembly resolution 74/247 of 27 December 2019"
    (citation,) = citations.citations(text, "en", [], {})
    assert (text[citation.span.start : citation.span.end], citation.form) == ("74/247", "name")


def test_who_speaks() -> None:
    assert citations.speaker("The General Assembly,", [], "en") == "ga"
    assert citations.speaker("The General Assembly decides,", [], "en") == ""

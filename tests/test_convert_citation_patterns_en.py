"""The ways in which English documents of the United Nations print citations, each with an invented text."""

import pytest

from citing import cited, dec, res
from unodc_kg import iris
from unodc_kg.convert import citations

# (organ that speaks, text, what is cited)
PATTERNS = [
    # one number
    ("sc", "its resolution 1864 (2009)", res("sc/1864")),
    ("ga", "resolution 75/203 of 21 December 2020", res("ga/75/203")),
    ("ga", "resolution 67/222", res("ga/67/222")),
    (
        "ga",
        "resolution 28/4 of 24 May 2019 of the Commission on Crime Prevention and Criminal Justice",
        res("ccpcj/28/4"),
    ),
    ("ga", "General Assembly resolution 1515 (XV)", res("ga/15/1515")),
    ("hrc", "resolution 21/12,", res("hrc/21/12")),
    ("sc", "resolution 2141 (2014) and paragraph 19 of resolution 2217 (2015)", res("sc/2141", "sc/2217")),
    ("ga", "Security Council resolution 1326 (2000) of 31 October 2000", res("sc/1326")),
    ("sc", "resolution 2273 (2016), and to report to the Security Council if such cases occur", res("sc/2273")),
    ("sc", "resolution 2161 (2014) Annex (p), as part of its report", res("sc/2161")),
    ("ga", "resolution 46/153 of 18 December 1991, in the annex to which States affirmed", res("ga/46/153")),
    ("sc", "resolution 2400 (2018) and extended by resolution 2455 (2019)", res("sc/2400", "sc/2455")),
    ("ga", "resolution 75/242 of 31 December 2020, as well as all previous resolutions", res("ga/75/242")),
    ("ga", "resolution 66/241 A of 24 December 2011", res("ga/66/241-a")),
    ("ga", "its resolution 57/271 B of 23 June 2003", res("ga/57/271-b")),
    ("ecosoc", "Assembly resolution 75/291 A", res("ga/75/291-a")),
    ("ga", "its resolution 2626 (XXV) of 24 October 1970", res("ga/25/2626")),
    (
        "sc",
        "the Committee established pursuant to resolution 1592 (2005) concerning the Sudan (the “Committee”)",
        res("sc/1592"),
    ),
    (
        "sc",
        "resolution 2207 (2015), and paragraphs 13, 14, 15 and 16 of resolution 2429 (2018)",
        res("sc/2207", "sc/2429"),
    ),
    ("ga", "resolution 68/262 of 29 January 2014", res("ga/68/262")),
    ("ga", "decision 74/557 of 20 May 2020", dec("ga/74/557")),
    ("ecosoc", "Recalling its decision 2020/213 of 18 June 2020", dec("ecosoc/2020/213")),
    ("ecosoc", "decision 282 (LXIII) of 4 August 1977", dec("ecosoc/63/282")),
    ("sc", "resolution 905 (1994) of 18 March 1994", res("sc/905")),
    ("hrc", "General Assembly resolution 195 (III) of 11 December 1948", res("ga/3/195")),
    ("ga", "as amended by paragraph 2 of resolutions 2442 (2018) and 2510 (2020)", res("sc/2442", "sc/2510")),
    ("ga", "resolution 49/61, and the Declaration to Supplement the 1994 Declaration", res("ga/49/61")),
    ("hrc", "General Assembly resolution ES-11/6 of 14 November 2022", res("ga/es-11/6")),
    ("ga", "resolution S-30/2, annex", res("ga/s-30/2")),
    ("ga", "resolution 1875 (S-IV) of 27 June 1963", res("ga/s-4/1875")),
    ("ga", "the Committee on Ports, in paragraph 3 of Council decision 2019/254", dec("ecosoc/2019/254")),
    ("ga", "Recalling the most recent resolution of the Assembly, 77/192 of 15 December 2022", res("ga/77/192")),
    # lists with one noun
    ("sc", "resolutions 2458 (2019) and 2390 (2017)", res("sc/2458", "sc/2390")),
    ("ga", "its resolutions 59/210 of 20 December 2004 and 67/222 of 21 December 2012", res("ga/59/210", "ga/67/222")),
    ("sc", "resolutions 1266 (1999), 1675 (2006) and 1895 (2009)", res("sc/1266", "sc/1675", "sc/1895")),
    (
        "ga",
        "resolutions 73/249 of 20 December 2018, 74/239 of 19 December 2019 and 76/221 of 17 December 2021",
        res("ga/73/249", "ga/74/239", "ga/76/221"),
    ),
    (
        "ecosoc",
        "its resolutions 1989/63 of 24 May 1989 and 2019/24 of 23 July 2019",
        res("ecosoc/1989/63", "ecosoc/2019/24"),
    ),
    ("sc", "resolution 2361 (2017) and 2479 (2019)", res("sc/2361", "sc/2479")),
    ("sc", "resolutions 1326 and 2251 and related resolutions", res("sc/1326", "sc/2251")),
    ("ga", "Security Council resolutions 1541 and 1326", res("sc/1541", "sc/1326")),
    (
        "ga",
        "resolutions 1515 (XV) of 14 December 1960 and 1542 (XV) of 15 December 1960",
        res("ga/15/1515", "ga/15/1542"),
    ),
    (
        "hrc",
        "General Assembly resolutions 182 A and B (II) of 29 November 1947 and 195 (III) of 11 December 1948",
        res("ga/2/182-a", "ga/2/182-b", "ga/3/195"),
    ),
    ("ga", "its resolutions 56/10, 59/4 and 63/5", res("ga/56/10", "ga/59/4", "ga/63/5")),
    (
        "ga",
        "resolutions 74/255 A of 27 December 2019, 74/255 B of 6 August 2020 and 75/293 of 30 June 2021 as well as its "
        "decision 78/543 C of 24 April 2024",
        [*res("ga/74/255-a", "ga/74/255-b", "ga/75/293"), *dec("ga/78/543-c")],
    ),
    ("ecosoc", "its decisions 2023/202 A to D", dec(*(f"ecosoc/2023/202-{x}" for x in "abcd"))),
    (
        "ga",
        "resolutions 70/2 of 25 September 2015, entitled “Changing our ports”, 69/314 of 27 July 2015 on the Addis "
        "Ababa Action Agenda, and 71/257 of 23 December 2016, entitled “New Ports”",
        res("ga/70/2", "ga/69/314", "ga/71/257"),
    ),
    (
        "ga",
        "Human Rights Council resolutions 34/8 of 23 March 2017, 48/5 of 7 October 2021 and 44/13 of 16 July 2020",
        res("hrc/34/8", "hrc/48/5", "hrc/44/13"),
    ),
    # ranges
    ("cnd", "its decisions 63/1 to 63/13", dec(*(f"cnd/63/{n}" for n in range(1, 14)))),
    ("", "Commission on Narcotic Drugs resolutions 62/1–62/3", res("cnd/62/1", "cnd/62/2", "cnd/62/3")),
    (
        "",
        "decisions 29/1 through 29/3 of the Commission on Crime Prevention and Criminal Justice",
        dec("ccpcj/29/1", "ccpcj/29/2", "ccpcj/29/3"),
    ),
    # organs behind, within and before
    (
        "ga",
        "resolution 10/2 of 16 October 2020 of the Conference of the Parties to the United Nations Convention against "
        "Transnational Organized Crime,",
        res("cop-untoc/10/2"),
    ),
    (
        "ga",
        "resolution 9/9 of 17 December 2021 of the Conference of the States Parties to the United Nations Convention "
        "against Corruption",
        res("cosp-uncac/9/9"),
    ),
    (
        "ga",
        "resolution 8/13 of 20 December 2019, entitled “Preventing corruption in ports”, of the Conference of the "
        "States Parties to the United Nations Convention against Corruption",
        res("cosp-uncac/8/13"),
    ),
    (
        "ga",
        "adopted in decision 15/5 of 19 December 2022, as well as decision 15/30 of 19 December 2022 of the Conference "
        "of the Parties to the Convention on Biological Diversity",
        dec("cbd-cop/15/5", "cbd-cop/15/30"),
    ),
    ("ga", "Recalls Statistical Commission decision 48/111 of 10 March 2017", dec("statistical-commission/48/111")),
    (
        "ga",
        "by the Economic Commission for Latin America and the Caribbean of its resolution 575 (XXVII) of 16 May 1998",
        res("eclac/27/575"),
    ),
    (
        "ga",
        "the Commission on Human Rights, in particular Commission resolution 1998/73 of 22 April 1998",
        res("chr/1998/73"),
    ),
    (
        "ga",
        "Commission on Human Rights resolution 1998/73 and Human Rights Council resolution 4/5",
        res("chr/1998/73", "hrc/4/5"),
    ),
    ("ga", "United Nations Environment Assembly resolution 5/2 of 2 March 2022", res("unea/5/2")),
    (
        "hrc",
        "by which the Assembly adopted the Programme, and its subsequent resolution 62/127 of 18 December 2007",
        res("ga/62/127"),
    ),
    (
        "ga",
        "the Commission on Narcotic Drugs and the goals set forth in resolutions 70/300, and 72/306 of 23 July 2018",
        res("ga/70/300", "ga/72/306"),
    ),
    ("ga", "resolution 74/307 of 11 September 2020, the General Assembly called upon States", res("ga/74/307")),
    (
        "",
        "the Conference of the States Parties to the United Nations Convention against Corruption; Conference "
        "resolution 8/13",
        res("cosp-uncac/8/13"),
    ),
    (
        "",
        "the Conference of the Parties to the United Nations Convention against Transnational Organized Crime and "
        "the Commission on Narcotic Drugs. The Conference, in its resolution 10/5, and the Commission, in "
        "its resolution 63/3",
        res("cop-untoc/10/5", "cnd/63/3"),
    ),
    ("ga", "Conference resolution 10/5", []),
    ("", "resolution 6/2, annex, of the Commission on Narcotic Drugs", res("cnd/6/2")),
    ("ga", "resolutions 74/171 to 74/173 and 74/176", res("ga/74/171", "ga/74/172", "ga/74/173", "ga/74/176")),
    ("ga", "section II of its resolution 66/247, and resolution 45/111, annex", res("ga/66/247", "ga/45/111")),
    ("sc", "resolutions 1374 (2001), 1541 (2004), and 2179 (2014)", res("sc/1374", "sc/1541", "sc/2179")),
    ("", "UNSCR 2232", res("sc/2232")),
    ("hrc", "Human Rights Council decision 17/119", dec("hrc/17/119")),
    ("ecosoc", "in its resolution 70/126, the General Assembly called for annual reports", res("ga/70/126")),
    # notes
    (
        "ga",
        "See Official Records of the Economic and Social Council, 2021, Supplement No. 8 (E/2021/28), chap. I, sect. "
        "B, resolution 64/2.",
        res("cnd/64/2"),
    ),
    ("ga", "Resolution 66/139, annex.", res("ga/66/139")),
    ("ga", "General Assembly resolution 66/139, annex; and resolution 67/188, annex.", res("ga/66/139", "ga/67/188")),
    # what is none
    ("ga", "draft resolution 74/10", []),
    ("ga", "A/56/1026-S/2002/932, annex II, resolution 14/222.", []),
    ("ga", "resolution 63.23 of the World Health Assembly", []),
    ("ga", "the resolution of 2014 and resolution 61", []),
    ("ga", "Treaty Series, vol. 1125, Nos. 17512 and 17513", []),
    ("ga", "a display with a resolution of 1024", []),
    ("ecosoc", "Executive Board decision 2019/13", []),
    ("ga", "pursuant to Governing Council decision 27/3", []),
    ("ga", "Council of the European Union decision 2014/513", []),
    ("sc", "resolution 1326 (2000) and 150 experts", res("sc/1326")),
    ("sc", "League of Arab States resolution 7524", []),
]


@pytest.mark.parametrize(("author", "text", "expected"), PATTERNS)
def test_pattern(author: str, text: str, expected: list[str]) -> None:
    assert cited(text, "en", author=author) == expected


@pytest.mark.parametrize(
    ("context", "text", "expected"),
    [
        ("cnd", "Commission resolution 63/3", res("cnd/63/3")),
        ("ccpcj", "In its resolution 28/3, the Commission requested", res("ccpcj/28/3")),
        ("ccpcj", "Assembly resolution 74/3 and Commission resolution 28/3", res("ga/74/3", "ccpcj/28/3")),
        ("cnd", "Commission on Crime Prevention and Criminal Justice resolution 28/2 and Commission resolution 28/3",
         res("ccpcj/28/2", "ccpcj/28/3")),
        ("ga", "Commission resolution 28/3", []),
    ],
)  # fmt: skip
def test_a_bare_commission_in_a_report_is_the_one_named_before(context: str, text: str, expected: list[str]) -> None:
    assert cited(text, "en", body=context) == expected


@pytest.mark.parametrize(("organ", "expected"), [("cnd", res("cnd/64/1")), ("", [])])
def test_ibid_is_of_the_organ_of_the_note_before(organ: str, expected: list[str]) -> None:
    found = citations.citations("Ibid., resolution 64/1.", "en", [], {"author": "ga", "ibid": organ})
    assert [iris.key(i.iri) for citation in found for i in citation.instruments] == expected

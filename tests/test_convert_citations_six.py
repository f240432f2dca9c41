"""Citations in Arabic, French, Russian and Spanish; and the versions of one document cite the same instruments."""

import pytest

from citing import cited
from converting import known, organs
from unodc_kg import iris
from unodc_kg.convert import citations, convert_text
from unodc_kg.convert.model import Manifest

PATTERNS = [
    # French
    ("fr", "ga", "Rappelant sa résolution 70/2 du 25 septembre 2015", ["resolution/ga/70/2"]),
    (
        "fr",
        "ga",
        "ses résolutions 53/71 du 4 décembre 1998, 54/50 du 1er décembre 1999 et 55/29 du 20 novembre 2000",
        ["resolution/ga/53/71", "resolution/ga/54/50", "resolution/ga/55/29"],
    ),
    (
        "fr",
        "ga",
        "de la résolution 156 C (VII) du Conseil économique et social en date du 13 août 1948",
        ["resolution/ecosoc/7/156-c"],
    ),
    (
        "fr",
        "ga",
        "la résolution 22/9 de la Commission pour la prévention du crime et la justice pénale",
        ["resolution/ccpcj/22/9"],
    ),
    (
        "fr",
        "",
        "l’Assemblée générale, dans sa résolution 74/3, et le Conseil de sécurité, dans sa résolution 1326 (2000)",
        ["resolution/ga/74/3", "resolution/sc/1326"],
    ),
    ("fr", "ecosoc", "sa décision 2020/213 du 18 juin 2020", ["decision/ecosoc/2020/213"]),
    ("fr", "ga", "projet de résolution 74/10", []),
    # Spanish
    (
        "es",
        "ga",
        "Recordando sus resoluciones 53/71, de 4 de diciembre de 1998, 54/50, de 1 de diciembre de 1999, y 55/29",
        ["resolution/ga/53/71", "resolution/ga/54/50", "resolution/ga/55/29"],
    ),
    (
        "es",
        "ga",
        "la resolución 156 C (VII) del Consejo Económico y Social, de 13 de agosto de 1948",
        ["resolution/ecosoc/7/156-c"],
    ),
    ("es", "", "la resolución 63/3 de la Comisión de Estupefacientes", ["resolution/cnd/63/3"]),
    (
        "es",
        "",
        "las decisiones 63/1 a 63/3 de la Comisión de Estupefacientes",
        [f"decision/cnd/63/{n}" for n in (1, 2, 3)],
    ),
    ("es", "ga", "proyecto de resolución 74/10", []),
    # Russian
    (
        "ru",
        "ga",
        "ссылаясь на свои резолюции 53/71 от 4 декабря 1998 года, 54/50 от 1 декабря 1999 года и 55/29",
        ["resolution/ga/53/71", "resolution/ga/54/50", "resolution/ga/55/29"],
    ),
    (
        "ru",
        "ga",
        "с резолюцией 156 C (VII) Экономического и Социального Совета от 13 августа 1948 года",
        ["resolution/ecosoc/7/156-c"],
    ),
    ("ru", "", "в резолюции 1326 (2000) Совета Безопасности", ["resolution/sc/1326"]),
    ("ru", "ga", "в резолюции 73/185 Ассамблея постановила", ["resolution/ga/73/185"]),
    ("ru", "", "решение 63/3 Комиссии по наркотическим средствам", ["decision/cnd/63/3"]),
    ("ru", "ga", "проект резолюции 74/10", []),
    # Arabic
    ("ar", "ga", "إذ تشير إلى قرارها 70/2 المؤرخ 25 أيلول/سبتمبر 2015", ["resolution/ga/70/2"]),
    (
        "ar",
        "ga",
        "قراراتها 53/71 المؤرخ 4 كانون الأول/ديسمبر 1998 و 54/50 المؤرخ 1 كانون الأول/ديسمبر 1999 و 55/29",
        ["resolution/ga/53/71", "resolution/ga/54/50", "resolution/ga/55/29"],
    ),
    (
        "ar",
        "ga",
        "بمقتضى قرار المجلس الاقتصادي والاجتماعي 156 جيم (د-7) المؤرَّخ 13 آب/أغسطس 1948",
        ["resolution/ecosoc/7/156-c"],
    ),
    ("ar", "ga", "وقرار الجمعية العامة 416 (د-5)", ["resolution/ga/5/416"]),
    ("ar", "ga", "قرار الجمعية العامة دإ-30/2", ["resolution/ga/s-30/2"]),
    ("ar", "", "قرار مجلس الأمن 1326 (2000)", ["resolution/sc/1326"]),
    ("ar", "ga", "مقررها 74/557", ["decision/ga/74/557"]),
    ("ar", "ga", "مشروع قرار 74/10", []),
]


@pytest.mark.parametrize(("language", "author", "text", "expected"), PATTERNS)
def test_pattern(language: str, author: str, text: str, expected: list[str]) -> None:
    assert cited(text, language, author=author) == expected


@pytest.mark.parametrize(
    ("language", "text", "key"),
    [
        ("fr", "L’Assemblée générale,", "ga"),
        ("es", "La Asamblea General,", "ga"),
        ("ru", "Генеральная Ассамблея,", "ga"),
        ("ar", "إن الجمعية العامة،", "ga"),
        ("en", "Ibid.", ""),
    ],
)
def test_who_speaks(language: str, text: str, key: str) -> None:
    assert citations.speaker(text, organs(text, language), language) == key


REPORTS = {
    "en": "I. Ports\n"
    "1. The Commission on Narcotic Drugs opened the ports in its resolution 63/2. The Commission, in its resolution "
    "63/3 and decision 63/4, closed them.\n"
    "2. Pursuant to Assembly resolution 74/3, Council resolution 2019/4 and Commission resolution 63/5, ships sailed.\n"
    "3. The Commission on Crime Prevention and Criminal Justice met. In its resolution 28/3, the Commission thanked.\n",
    "zh": "一、 港口\n"
    "1. 麻醉药品委员会在其第63/2号决议中开放了港口。委员会在其第63/3号决议和第63/4号决定中关闭了港口。\n"
    "2. 根据大会第74/3号决议、经济及社会理事会第2019/4号决议和委员会第63/5号决议，船只起航。\n"
    "3. 预防犯罪和刑事司法委员会开会。委员会在其第28/3号决议中表示感谢。\n",
}


@pytest.mark.parametrize("language", sorted(REPORTS))
def test_in_a_report_the_commission_named_last_is_meant(language: str) -> None:
    manifest = Manifest("x-ports", ("X/PORTS/1",), {language: "X"}, language, ("unodc",), reporting_year=2020)
    readings = convert_text(REPORTS[language], manifest, known()).readings
    cited = [[iris.key(i.iri) for c in r.citations for i in c.instruments] for r in readings if r.unit.locator in "123"]
    assert cited == [
        ["resolution/cnd/63/2", "resolution/cnd/63/3", "decision/cnd/63/4"],
        ["resolution/ga/74/3", "resolution/ecosoc/2019/4", "resolution/cnd/63/5"],
        ["resolution/ccpcj/28/3"],
    ]

"""A document says at its head which language, symbol, type and title it has; bytes say which encoding they are in."""

from pathlib import Path

import pytest

from converting import known, report
from unodc_kg.convert import convert_file, decode
from unodc_kg.convert.detect import detect, language, own_symbols
from unodc_kg.errors import SourceError

FILE = Path("some-file.txt")
SENTENCES = {
    "ar": "إن الجمعية العامة، إذ تشير إلى قراراتها السابقة بشأن الموانئ،",
    "en": "The Council reviewed the work of the ports and the needs of the coast in that year.",
    "es": "El Consejo examinó la labor de los puertos y las necesidades de la costa en el año.",
    "fr": "Le Conseil a examiné les travaux des ports et les besoins de la côte pour l’année.",
    "ru": "Совет рассмотрел работу портов и нужды побережья за этот год.",
    "zh": "理事会审查了港口的工作。",
}
RESOLUTION = "A/RES/91/7\n\n港口的和平利\n\n用\n\n大会，\n\n回顾其以往关于港口的决议，\n\n1. 请各国开放港口。\n"
PRINTED = """United Nations A/RES/91/7-A
General Assembly
Distr.: General
3 January 2037
Ninety-first session
Agenda item 4
Ports
Resolution adopted by the General Assembly on 20 December 2036
91/7. Peaceful uses
of ports
The General Assembly,
Recalling resolution A/RES/90/2,
"""


@pytest.mark.parametrize("code", SENTENCES)
def test_language_is_known_by_script_and_words(code: str) -> None:
    assert language(SENTENCES[code]) == code


@pytest.mark.parametrize(
    ("symbol", "instrument"),
    [
        ("A/RES/91/7", ("resolution", "ga", "91/7")),
        ("A/RES/S-40/1", ("resolution", "ga", "S-40/1")),
        ("A/DEC/91/403 B", ("decision", "ga", "91/403 B")),
        ("A/HRC/RES/80/3", ("resolution", "hrc", "80/3")),
        ("E/RES/2036/9", ("resolution", "ecosoc", "2036/9")),
        ("S/RES/3370 (2036)", ("resolution", "sc", "3370 (2036)")),
    ],
)
def test_a_resolution_is_known_by_its_symbol_and_its_organ_speaks(
    symbol: str, instrument: tuple[str, str, str]
) -> None:
    found = detect(f"{symbol}\n\n港口\n\n大会，\n\n1. 请各国开放港口。", FILE)
    assert (found.symbols, found.instrument, found.authors) == ((symbol,), instrument, (instrument[1],))
    assert found.document_type == instrument[0]


def test_the_title_of_a_resolution_stands_before_its_organ() -> None:
    found = detect(RESOLUTION, FILE)
    assert (found.titles, found.key) == ({"zh": "港口的和平利用"}, "a-res-91-7")


def test_the_title_of_a_printed_resolution_stands_behind_its_number() -> None:
    found = detect(PRINTED.replace("-A", ""), FILE)
    assert found.titles == {"en": "Peaceful uses of ports"}
    assert found.symbols == ("A/RES/91/7",)


def test_a_resolution_of_the_security_council_is_titled_by_its_number() -> None:
    found = detect("S/RES/3370 (2036)\nSecurity Council\nResolution 3370 (2036)\nThe Security Council,\n", FILE)
    assert found.titles == {"en": "Resolution 3370 (2036)"}


def test_a_decision_without_an_organ_is_titled_by_its_heading() -> None:
    text = (
        "A/DEC/91/403\nGeneral Assembly\n91/403. Election of the keeper\nAt its 4th meeting, the Assembly elected one."
    )
    found = detect(text, FILE)
    assert (found.titles["en"], found.document_type) == ("Election of the keeper", "decision")


def test_a_report_may_have_two_symbols_and_is_submitted_to_their_bodies() -> None:
    text = (
        "E/CN.7/2036/2-E/CN.15/2036/2\n\n\n\n港口的工作\n\n\n\n执行主任的报告\n\n\n\n摘要\n\n本报告介绍 2035 年的港口。"
    )
    found = detect(text, FILE)
    assert found.symbols == ("E/CN.7/2036/2", "E/CN.15/2036/2")
    assert found.submitted_to == ("cnd", "ccpcj")
    assert (found.titles["zh"], found.document_type) == ("港口的工作：执行主任的报告", "report")
    assert (found.key, found.reporting_year, found.instrument) == ("e-cn.7-2036-2", 2035, None)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Note by the Secretariat", "note"),
        ("秘书处的说明", "note"),
        ("Provisional agenda", "agenda"),
        ("Report of the Director", "report"),
    ],
)
def test_the_line_of_the_author_tells_the_type(line: str, kind: str) -> None:
    assert (
        detect(f"E/CN.7/2036/5\n\n\nWork of ports\n\n\n{line}\n\n\n1. The ports are open.", FILE).document_type == kind
    )


def test_a_conference_room_paper_is_known_by_its_symbol() -> None:
    assert detect("E/CN.15/2036/CRP.3\n\nPorts\n\n1. Open.", FILE).document_type == "conference-room-paper"


def test_a_symbol_in_running_text_or_a_note_is_not_the_documents_own() -> None:
    assert own_symbols(["见 E/CN.7/2036/1。", "* E/CN.7/2036/1。"]) == ()
    assert detect("港口\n______\n * E/CN.7/2036/1\n", FILE).symbols == ()


def test_what_a_page_prints_around_the_text_names_the_symbol() -> None:
    assert detect("Ports\n\n1. Open.", FILE, "E/CN.7/2036/2\nE/CN.15/2036/2").symbols == (
        "E/CN.7/2036/2",
        "E/CN.15/2036/2",
    )


def test_the_name_of_a_file_spells_a_symbol_where_the_text_has_none() -> None:
    assert detect("港口", Path("E-CN.7-2036-2.zh.txt")).symbols == ("E/CN.7/2036/2",)
    assert detect("港口", Path("notes of a day.txt")).key == "notes-of-a-day"


ENCODINGS = [
    ("zh", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030"]),
    ("fr", ["utf-8", "cp1252", "utf-16"]),
    ("ru", ["cp1251", "koi8_r", "utf-16-le"]),
    ("ar", ["cp1256"]),
]


@pytest.mark.parametrize(("code", "encoding"), [(code, name) for code, names in ENCODINGS for name in names])
def test_encodings_are_found_and_nothing_is_lost(code: str, encoding: str) -> None:
    text = f"1. {SENTENCES[code]}\n" * 10
    assert decode.decode(text.encode(encoding), FILE) == text


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (("港口开放。" * 100).encode() + b"\xff" + "港口".encode(), "byte 1500 is not UTF-8"),
        (("港口开放。" * 100).encode()[:-1], "byte 1497 is not UTF-8"),
        (b"\xff\xfea", "byte 2 does not fit"),
        (b"ports\x00\x01", "character 5 is NUL"),
    ],
)
def test_what_is_no_text_is_refused_with_its_place(data: bytes, says: str) -> None:
    with pytest.raises(SourceError, match=says) as caught:
        decode.decode(data, FILE)
    assert str(FILE) in caught.value.message
    assert caught.value.hint


def test_an_empty_file_and_a_missing_one_are_refused(tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    with pytest.raises(SourceError, match="0 bytes"):
        decode.load(tmp_path / "empty.txt")
    with pytest.raises(SourceError, match="cannot be read"):
        decode.load(tmp_path / "none.txt")


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(200_000_000)  # takes no room: the file has no blocks
    with pytest.raises(SourceError, match="200000000 bytes"):
        decode.load(large)


def test_a_text_in_gb18030_is_converted_like_the_same_text_in_utf_8(tmp_path: Path) -> None:
    texts = []
    for encoding in ("utf-8", "gb18030"):
        source = tmp_path / f"{encoding}.txt"
        source.write_bytes(report("港口开放。", "各国代表出席了港口会议。").encode(encoding))
        texts.append([unit.text for unit in convert_file(source, known()).document.units])
    assert texts[0] == texts[1]

"""Text printed as PDF comes back: in reading order, notes apart, without what pages print around their text."""

import zlib
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader

from converting import known
from papers import Pdf
from unodc_kg.convert import convert_file, read_pdf
from unodc_kg.convert.detect import detect
from unodc_kg.errors import SourceError

FILE = Path("report.pdf")
LEFT = {
    "zh": ["麻醉药品委员会", "第七十九届会议", "临时议程项目 4", "战略管理"],
    "en": ["Commission on Narcotic Drugs", "Seventy-ninth session", "Agenda item 4", "Strategic management"],
}
RIGHT = {
    "zh": ["预防犯罪和刑事司法委员会", "第四十五届会议", "临时议程项目 5", "世界犯罪趋势", "和应对措施"],
    "en": [
        "Commission on Crime Prevention",
        "Forty-fifth session",
        "Agenda item 5",
        "World crime trends",
        "and responses",
    ],
}
TITLE = {
    "zh": ("港口的工作", "执行主任的报告", "摘要"),
    "en": ("Work of the ports", "Report of the Executive Director", "Summary"),
}
SHORT = {"zh": ["本报告介绍 2035 年的港口。"], "en": ["The present report describes the ports in 2035."]}
BODY = {
    "zh": [
        "1. 2035 年，各港口按照《港口公约》{1}的规定开放。",
        "2. 各国代表出席了会议，会议讨论了各港口在这一年中如何开展工",
        "作。{2}",
    ],
    "en": [
        "1. In 2035 the ports were open under the Convention on Ports.{1} The",
        "2. Representatives attended the meeting, which discussed how the ports",
        "did their work.{2}",
    ],
}
NOTES = {
    "zh": ["{1} 联合国，《条约汇编》，第 10 卷，第", "20 号。", "{2} E/CN.7/2034/9。"],
    "en": ["{1} United Nations, Treaty Series, vol. 10,", "No. 20.", "{2} E/CN.7/2034/9."],
}
LAST = {
    "zh": ["3. 会议结束。", "4. 下届会议将于 2036 年举行。"],
    "en": ["3. The meeting closed.", "4. The next meeting will be held in 2036."],
}
JOB = {"zh": "V.36-00423 (C)", "en": "V.36-00423 (E)"}


def paper(language: str, *, stroke: bool = True) -> bytes:
    """A report of three pages: masthead, cover in two columns, body with notes, running headers and footers."""
    pdf = Pdf(language)
    pdf.put(60, 800, {"zh": "联合国", "en": "United Nations"}[language], 12)
    pdf.put(340, 800, "E/CN.7/2036/2-E/CN.15/2036/2", 12)
    pdf.column(420, 770, ["Distr.: General", "3 February 2036", "Original: English"])
    pdf.column(60, 690, LEFT[language])
    pdf.column(310, 690, RIGHT[language])
    title, author, summary = TITLE[language]
    pdf.put(70, 590, title, 14)
    pdf.put(70, 560, author, 12)
    pdf.put(270, 520, summary)
    pdf.column(60, 500, SHORT[language])
    pdf.column(60, 60, [JOB[language] + "    070236    080236", "*3600423*"])
    pdf.canvas.showPage()
    for number, lines in ((2, BODY[language]), (3, LAST[language])):
        pdf.column(60, 800, ["E/CN.7/2036/2", "E/CN.15/2036/2"], 11)
        pdf.column(60, 740, lines)
        if number == 2:
            pdf.canvas.line(60, 140, 200, 140) if stroke else pdf.put(60, 140, "__________________")
            pdf.column(70, 124, NOTES[language])
        pdf.put(60 if number == 2 else 480, 50, f"{number}/3")
        pdf.put(480 if number == 2 else 60, 50, "V.36-00423")
        pdf.canvas.showPage()
    return pdf.bytes()


def lines(language: str) -> list[list[str]]:
    """The running lines of its pages."""
    pages = read_pdf.read(paper(language), FILE).pages
    return [[line.strip() for line in page.lines] for page in pages]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_lines_come_back_page_by_page_without_page_furniture(language: str) -> None:
    cover, body, last = lines(language)
    assert cover == [*LEFT[language], *RIGHT[language], *TITLE[language], *SHORT[language]]
    assert "".join(body).replace(" ", "") == "".join(BODY[language]).translate({ord("{"): "", ord("}"): ""}).replace(
        " ", ""
    )
    assert last == LAST[language]


@pytest.mark.parametrize("stroke", [True, False])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_notes_stand_apart_with_their_marks(language: str, stroke: bool) -> None:
    notes = [page.notes for page in read_pdf.read(paper(language, stroke=stroke), FILE).pages]
    first, rest, second = NOTES[language]
    assert notes == [[], [("1", [first[4:], rest]), ("2", [second[4:]])], []]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_masthead_tells_symbols_and_the_cover_the_title(language: str) -> None:
    found = read_pdf.read(paper(language), FILE)
    manifest = detect(found.text, FILE, found.issue)
    title, author, _ = TITLE[language]
    joint = f"{title}：{author}" if language == "zh" else f"{title}: {author[0].lower()}{author[1:]}"
    assert manifest.titles == {language: joint}
    assert manifest.symbols == ("E/CN.7/2036/2", "E/CN.15/2036/2")


def test_a_pdf_becomes_paragraphs_and_notes_hang_where_their_marks_stood(tmp_path: Path) -> None:
    source = tmp_path / "report.pdf"
    source.write_bytes(paper("zh"))
    document = convert_file(source, known()).document
    units = {unit.locator: unit for unit in document.units}
    assert document.manifest.key == "e-cn.7-2036-2"
    assert units["summary"].text == "本报告介绍 2035 年的港口。"
    assert units["1"].text == "2035 年，各港口按照《港口公约》的规定开放。"
    assert units["1"].marks == (("1", units["1"].text.index("的规定")),)
    assert units["2"].text == "各国代表出席了会议，会议讨论了各港口在这一年中如何开展工作。"
    assert units["fn1"].text == "联合国，《条约汇编》，第 10 卷，第20 号。"
    assert units["fn2"].parent == "2"
    assert [number for number in ("1", "2", "3", "4") if number in units] == ["1", "2", "3", "4"]


def image_only() -> bytes:
    pdf = Pdf("en")
    pdf.canvas.drawImage(ImageReader(Image.new("RGB", (40, 40), "white")), 60, 600)
    return pdf.bytes()


def encrypted() -> bytes:
    pdf = Pdf("en", password="harbour")
    pdf.put(60, 700, "1. The ports are open.")
    return pdf.bytes()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (image_only(), "no text layer"),
        (encrypted(), "encrypted"),
        (paper("en")[:900], "broken|no page"),
        (b"%PDF-1.7\n", "broken|no page"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 20, "broken|no page"),
    ],
    ids=["pictures", "encrypted", "cut", "head only", "noise"],
)
def test_a_pdf_that_cannot_be_read_is_refused_with_a_remedy(tmp_path: Path, data: bytes, says: str) -> None:
    source = tmp_path / "bad.pdf"
    source.write_bytes(data)
    with pytest.raises(SourceError, match=says) as caught:
        convert_file(source, known())
    assert str(source) in caught.value.message
    assert caught.value.hint


def test_a_stream_that_grows_without_bound_is_refused_unread() -> None:
    packed = zlib.compress(bytes(read_pdf.LARGEST + 1), 9)
    data = b"%PDF-1.4\n4 0 obj<</Length 9/Filter/FlateDecode>>stream\n" + packed + b"\nendstream endobj\n%%EOF"
    with pytest.raises(SourceError, match="unpack to more than"):
        read_pdf.read(data, FILE)


@pytest.mark.parametrize("place", range(0, 100, 5))
def test_a_damaged_pdf_is_read_or_refused_and_nothing_else(place: int) -> None:
    data = bytearray(paper("zh"))
    start = len(data) * place // 100
    data[start : start + 40] = b"\x00<<[(" * 8
    try:
        assert read_pdf.read(bytes(data), FILE).pages
    except SourceError as error:
        assert error.hint

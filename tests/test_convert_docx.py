"""Text written as Word comes back: numbers written out, notes at their marks, tables as lines, headers apart."""

import re
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.text.paragraph import Paragraph

from converting import known
from papers import with_part
from unodc_kg.convert import convert_file, read_docx, wrapped
from unodc_kg.convert.detect import detect
from unodc_kg.convert.read_text import join
from unodc_kg.errors import SourceError

FILE = Path("report.docx")
TEXTS = {
    "zh": [
        "2035 年，各港口按照《港口公约》{1}的规定开放，并为各国的船只提供了服务，包括在夜间提供服务；"
        "各国代表对此表示欢迎，并请各港口在今后各年继续提供这种服务。",
        "各国代表出席了会议。{2}",
        "下届会议将于 2036 年举行，会议将讨论各港口的工作、各国的需要以及这些港口在今后五年中所需要的资源，"
        "还将讨论海岸的保护。",
    ],
    "en": [
        "In 2035 the ports were open under the Convention on Ports{1} and gave their services to ships, "
        "also by night; representatives welcomed this, "
        "and asked the ports to go on giving such services in coming years.",
        "Representatives attended the meeting.{2}",
        "The next meeting will be held in 2036 and will discuss the work of the ports, the needs of States "
        "and the "
        "resources that those ports need in the coming five years, and the protection of the coast.",
    ],
}
NOTES = {
    "zh": ["联合国，《条约汇编》，第 10 卷，第 20 号。", "E/CN.7/2034/9。"],
    "en": ["Treaty Series, vol. 10, No. 20.", "E/CN.7/2034/9."],
}
COVER = {
    "zh": (
        ["麻醉药品委员会", "第七十九届会议"],
        ["预防犯罪和刑事司法委员会", "第四十五届会议"],
        ["港口的工作", "执行主任的报告", "摘要", "本报告介绍 2035 年的港口。"],
        "导言",
    ),
    "en": (
        ["Commission on Narcotic Drugs", "Seventy-ninth session"],
        ["Commission on Crime Prevention", "Forty-fifth session"],
        [
            "Work of the ports",
            "Report of the Executive Director",
            "Summary",
            "The present report describes the ports in 2035.",
        ],
        "Introduction",
    ),
}
LEVEL = '<w:lvl w:ilvl="{0}"><w:start w:val="1"/><w:numFmt w:val="{1}"/><w:lvlText w:val="{2}"/></w:lvl>'
NUMBERING = (
    f'<w:numbering {nsdecls("w")}><w:abstractNum w:abstractNumId="7">'
    + LEVEL.format(0, "decimal", "%1.")
    + LEVEL.format(1, "lowerLetter", "(%2)")
    + '</w:abstractNum><w:abstractNum w:abstractNumId="8">'
    + LEVEL.format(0, "upperRoman", "%1.")
    + '</w:abstractNum><w:abstractNum w:abstractNumId="9">'
    + LEVEL.format(0, "chineseCounting", "%1、")
    + "</w:abstractNum>"
    + "".join(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in (7, 8, 9))
    + "</w:numbering>"
)


def listed(paragraph: Paragraph, list_id: int, level: int = 0) -> None:
    """Make a paragraph one of a list."""
    xml = f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>'
    paragraph._p.get_or_add_pPr().append(parse_xml(xml))


def noted(document: Document, text: str) -> Paragraph:
    """A paragraph in which {1} is a reference to footnote 1."""
    paragraph = document.add_paragraph()
    for index, part in enumerate(re.split(r"[{}]", text)):
        run = paragraph.add_run("" if index % 2 else part)
        if index % 2:
            mark = OxmlElement("w:footnoteReference")
            mark.set(qn("w:id"), part)
            run._r.append(mark)
    return paragraph


def relate(document: Document, name: str, content_type: str, kind: str, xml: str) -> None:
    part = Part(PackURI(f"/word/{name}.xml"), content_type, xml.encode(), document.part.package)
    document.part.relate_to(part, kind)


def bytes_of(document: Document) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def paper(language: str) -> bytes:
    """A report: header with its symbol, cover in two columns, summary, heading, numbered paragraphs, notes."""
    document = docx.Document()
    for relation in [r for r in document.part.rels.values() if r.reltype == RELATIONSHIP_TYPE.NUMBERING]:
        del document.part.rels[relation.rId]
    relate(document, "numbers", CONTENT_TYPE.WML_NUMBERING, RELATIONSHIP_TYPE.NUMBERING, NUMBERING)
    notes = "".join(
        f'<w:footnote w:id="{n}"><w:p><w:r><w:footnoteRef/></w:r>'
        f'<w:r><w:t xml:space="preserve"> {text}</w:t></w:r></w:p></w:footnote>'
        for n, text in enumerate(NOTES[language], 1)
    )
    separator = '<w:footnote w:type="separator" w:id="0"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    relate(
        document, "footnotes", CONTENT_TYPE.WML_FOOTNOTES, RELATIONSHIP_TYPE.FOOTNOTES,
        f'<w:footnotes {nsdecls("w")}>{separator}{notes}</w:footnotes>',
    )  # fmt: skip
    document.sections[0].header.paragraphs[0].text = "E/CN.7/2036/2-E/CN.15/2036/2"
    left, right, cover, heading = COVER[language]
    table = document.add_table(rows=2, cols=2)
    for row in (0, 1):
        table.cell(row, 0).text, table.cell(row, 1).text = left[row], right[row]
    for line in cover:
        document.add_paragraph(line)
    listed(document.add_paragraph(heading, style="Heading 1"), 9 if language == "zh" else 8)
    for text in TEXTS[language]:
        listed(noted(document, text), 7)
    return bytes_of(document)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_paragraphs_come_back_in_order_with_their_numbers(language: str) -> None:
    found = read_docx.read(paper(language), FILE)
    left, right, cover, heading = COVER[language]
    number = {"zh": "一、", "en": "I."}[language]
    marked = [re.sub(r"\{(\d)\}", r"\1", re.sub(r"》\{(\d)\}", r"》\1 ", text)) for text in TEXTS[language]]
    expected = [*left, *right, *cover, f"{number} {heading}", *(f"{n}. {text}" for n, text in enumerate(marked, 1))]
    assert found.text.split("\n\n") == expected
    assert [note for page in found.pages for note in page.notes] == [
        (str(n), [text]) for n, text in enumerate(NOTES[language], 1)
    ]
    manifest = detect(found.text, FILE, found.issue)
    assert manifest.symbols == ("E/CN.7/2036/2", "E/CN.15/2036/2")
    assert manifest.titles[language].startswith(cover[0])


def test_a_word_file_becomes_the_text_that_it_was_made_from(tmp_path: Path) -> None:
    source = tmp_path / "report.docx"
    source.write_bytes(paper("zh"))
    document = convert_file(source, known()).document
    units = {unit.locator: unit for unit in document.units}
    assert [units[n].text for n in ("1", "2", "3")] == [re.sub(r"\{\d\}", "", text) for text in TEXTS["zh"]]
    assert units["summary"].text == "本报告介绍 2035 年的港口。"
    assert [(units[f"fn{n}"].text, units[f"fn{n}"].parent) for n in (1, 2)] == list(
        zip(NOTES["zh"], ["1", "2"], strict=True)
    )
    assert units["1"].marks == (("1", TEXTS["zh"][0].index("{1}")),)
    assert [(s.locator, s.heading) for s in document.sections] == [("I", "导言")]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_wrapped_lines_joined_give_the_paragraph_and_the_last_is_not_full(language: str) -> None:
    found = read_docx.read(paper(language), FILE)
    whole = "\n".join(line for page in found.pages for line in page.lines)
    for page, text in zip(found.pages[-3:], found.text.split("\n\n")[-3:], strict=True):
        assert join(page.lines, language, whole) == text
        assert wrapped.width(page.lines[-1]) <= read_docx.FULL * read_docx.LAST
    assert max(len(page.lines) for page in found.pages[-3:]) > 2


def test_a_title_is_not_wrapped() -> None:
    document = docx.Document()
    title = "Ports of the northern coast and their work by day and by night in the years from 2030 to 2035"
    document.add_paragraph(title)
    assert read_docx.read(bytes_of(document), FILE).pages[0].lines == [f" {title}"]


def test_list_levels_count_and_begin_again() -> None:
    document = docx.Document()
    for relation in [r for r in document.part.rels.values() if r.reltype == RELATIONSHIP_TYPE.NUMBERING]:
        del document.part.rels[relation.rId]
    relate(document, "numbers", CONTENT_TYPE.WML_NUMBERING, RELATIONSHIP_TYPE.NUMBERING, NUMBERING)
    for text, level in [("one", 0), ("first", 1), ("second", 1), ("two", 0), ("again", 1)]:
        listed(document.add_paragraph(text), 7, level)
    found = read_docx.read(bytes_of(document), FILE).text.split("\n\n")
    assert found == ["1. one", "(a) first", "(b) second", "2. two", "(a) again"]


def test_a_table_behind_the_first_paragraph_is_read_row_by_row() -> None:
    document = docx.Document()
    document.add_paragraph("1. The ports by year.")
    table = document.add_table(rows=2, cols=2)
    for place, text in (((0, 0), "Port"), ((0, 1), "Year"), ((1, 0), "North"), ((1, 1), "2035")):
        table.cell(*place).text = text
    assert read_docx.read(bytes_of(document), FILE).text.split("\n\n")[1:] == ["Port   Year", "North   2035"]


def test_deleted_words_and_field_codes_are_no_text() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("1. The ports ")
    paragraph._p.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>were</w:delText></w:r></w:del>"))
    paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}><w:instrText>PAGE</w:instrText></w:r>"))
    paragraph.add_run("are open.")
    assert read_docx.read(bytes_of(document), FILE).text == "1. The ports are open."


def bomb() -> bytes:
    return with_part(paper("en"), "word/media/picture.bin", bytes(310_000_000))


def entities() -> bytes:
    """A part that would read a file of the machine through an entity."""
    notes = (
        f'<!DOCTYPE x [<!ENTITY e SYSTEM "{Path(__file__).resolve().as_uri()}">]><w:footnotes {nsdecls("w")}>'
        '<w:footnote w:id="1"><w:p><w:r><w:t>&e;</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    return with_part(paper("en"), "word/footnotes.xml", notes.encode())


def test_entities_are_not_resolved() -> None:
    pages = read_docx.read(entities(), FILE).pages
    assert [note for page in pages for note in page.notes] == [("1", [""]), ("2", [""])]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"no package at all", "no Word file"),
        (paper("en")[:3000], "no Word file"),
        (with_part(paper("en"), "[Content_Types].xml", b"<broken"), "damaged"),
        (with_part(paper("en"), "word/document.xml", b"<w:document>"), "damaged"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "old Word file"),
        (bytes_of(docx.Document()), "no text"),
    ],
    ids=["no zip", "cut", "no types", "no document", "doc", "empty"],
)
def test_a_word_file_that_cannot_be_read_is_refused_with_a_remedy(tmp_path: Path, data: bytes, says: str) -> None:
    source = tmp_path / "bad.docx"
    source.write_bytes(data)
    with pytest.raises(SourceError, match=says) as caught:
        convert_file(source, known())
    assert str(source) in caught.value.message
    assert caught.value.hint


def test_a_package_that_grows_without_bound_is_refused_unread() -> None:
    with pytest.raises(SourceError, match="bytes when unpacked"):
        read_docx.read(bomb(), FILE)

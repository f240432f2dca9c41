"""A resolution gives the same units whether it comes as text, as Word or as PDF."""

import re
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.oxml.ns import nsdecls

from papers import Pdf
from test_convert_docx import bytes_of, noted, relate
from unodc_kg.convert import detect, sources, structure

LONG = "考虑到各港口的安全取决于会员国的密切合作以及在大流行期间交流的经验和良好做法"
HEAD = ("99/1. 港口的安全", "大会，")
CLAUSES = (f"回顾其关于港口安全的各项决议{{1}}，{LONG}，", f"又回顾{LONG}，", f"欢迎{LONG}的努力，")
NUMBERED = (f"1. 请秘书长{LONG}：", f"(a) 收集资料，{LONG}；", "(b) 公布结果；", f"2. 决定{LONG}。{{2}}")
CLOSING = "第5次全体会议 2020年12月1日"
ANNEX = ("附件", "港口宣言", f"我们{LONG}。", "A. 导言", f"1. 港口{LONG}。", f"2. 巡逻{LONG}。")
NOTES = ("第70/1号决议。", "见附件一。")
LAYOUT = (*HEAD, *CLAUSES, *NUMBERED, CLOSING, *ANNEX)


def text_file() -> bytes:
    lines = [line for text in LAYOUT for line in wrapped(re.sub(r"[{}]", "", text), 76)]
    notes = [f" {number} {note}" for number, note in enumerate(NOTES, 1)]
    return "\n\n".join(["A/RES/99/1", *lines, "_" * 18, *notes, ""]).encode()


def wrapped(text: str, columns: int) -> list[str]:
    lines, width = [""], 0
    for character in text:
        step = 2 if character > "\u2e7f" else 1
        if width + step > columns and character not in "，。；：、":
            lines.append("")
            width = 0
        lines[-1] += character
        width += step
    return lines


def word_file() -> bytes:
    document = docx.Document()
    notes = "".join(
        f'<w:footnote w:id="{n}"><w:p><w:r><w:footnoteRef/></w:r>'
        f'<w:r><w:t xml:space="preserve"> {note}</w:t></w:r></w:p></w:footnote>'
        for n, note in enumerate(NOTES, 1)
    )
    relate(
        document, "footnotes", CONTENT_TYPE.WML_FOOTNOTES, RELATIONSHIP_TYPE.FOOTNOTES,
        f'<w:footnotes {nsdecls("w")}>{notes}</w:footnotes>',
    )  # fmt: skip
    document.sections[0].header.paragraphs[0].text = "A/RES/99/1"
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "联合国", "A/RES/99/1"
    for text in LAYOUT:
        noted(document, text)
    return bytes_of(document)


def pdf_file() -> bytes:
    paper = Pdf("zh")
    paper.put(60, 800, "联合国")
    paper.put(400, 800, "A/RES/99/1")
    height = 760.0
    for text in LAYOUT:
        for line in wrapped(text, 80):
            paper.put(80, height, line)
            height -= 14
        height -= 8
    paper.canvas.line(60, 120, 130, 120)
    for number, note in enumerate(NOTES, 1):
        paper.put(70, 120 - 14 * number, f"{{{number}}} {note}", 8)
    return paper.bytes()


def units(make: Callable[[], bytes], name: str) -> dict[str, str]:
    printed = sources.read(make(), Path(name))
    known = detect.detect(printed.text, Path(name), printed.issue)
    assert known.symbols == ("A/RES/99/1",)
    found = structure.read(printed.pages, known)
    texts = {unit.locator: unit.text for unit in found.units if unit.kind != "front"}
    return texts | {f"section {s.locator}": s.heading for s in found.sections}


@pytest.mark.parametrize(("make", "name"), [(word_file, "x.docx"), (pdf_file, "x.pdf")])
def test_word_and_pdf_give_the_units_of_the_text(make: Callable[[], bytes], name: str) -> None:
    expected = units(text_file, "x.txt")
    assert expected["2"] == re.sub(r"2\. |\{\d\}", "", NUMBERED[3])
    assert units(make, name) == expected

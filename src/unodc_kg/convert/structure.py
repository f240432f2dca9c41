"""Lines -> cover, summary, section tree, numbered paragraphs, and footnotes put back where their mark stands.

Numbering decides: a paragraph carries the number after the last one; any other numbered line is a heading; what stands
without a full stop right before a number or at the end of a block is an unnumbered heading.
"""

import re
from dataclasses import replace

from unodc_kg.convert import annexes, clauses, cover_page, items, notes, paragraphs, preamble, wrapped
from unodc_kg.convert.headings import HEADINGS, NUMBERED, heading_number, headings
from unodc_kg.convert.model import Document, Manifest, Section, Unit
from unodc_kg.convert.outline import Block, Outline, plain_number
from unodc_kg.convert.read_text import Page, join
from unodc_kg.convert.wrapped import END

SUMMARY = re.compile(r"^\s*(摘\s*要|Summary|Résumé|Resumen|Резюме|موجز)\s*$")
Lines = list[tuple[int, str]]
LOST = 3  # so many paragraph numbers in a row may be missing from the print


def read(pages: list[Page], manifest: Manifest) -> Document:
    """The document that these pages hold."""
    lines = [(number, line) for number, page in enumerate(pages) for line in page.lines]
    outline = Outline()
    whole = "\n".join(line.strip() for _, line in lines)
    cover, summary, body = _parts(lines)
    form = None if cover or summary else paragraphs.wrapping([line for _, line in body])
    if pages and all(page.whole for page in pages if page.lines):
        form = paragraphs.WHOLE
    if form:
        drafts = _of_paragraphs(paragraphs.group(body, form, manifest.language), outline, manifest.language, whole)
    else:
        drafts = _of_lines((cover, summary, body), outline, manifest.language, whole)
    placed = notes.place(drafts, _footnotes(pages, manifest.language, whole))
    return Document(manifest, *_finished(placed, outline))


def _of_paragraphs(found: list[Lines], outline: Outline, language: str, whole: str) -> list[notes.Draft]:
    """The drafts of a text that came in whole paragraphs."""
    head, blocks = clauses.read(found, outline, language)
    front = "\n".join(join([line for _, line in paragraph], language, whole) for paragraph in head)
    drafts = [notes.Draft("front", "front", front, "", {0})] if front else []
    for block in blocks:
        drafts.append(_draft(block.number, block.lines, block.section, language, whole))
    return drafts


def _of_lines(parts: tuple[Lines, Lines, Lines], outline: Outline, language: str, whole: str) -> list[notes.Draft]:
    """The drafts of a text whose lines leave open where a paragraph ends: numbers and stops tell."""
    cover, summary, body = parts
    body, attached = annexes.split(body)
    preambular: list[Lines] = []
    full = 0.0
    if not cover:
        full = wrapped.wrapped_width([line for _, line in body])
        cover, preambular, body = preamble.split(body, _first_heading(body), language)
    blocks = _blocks(body, outline, full)
    _number_first(outline, blocks)
    for annex in attached:
        blocks += _annex(annex, outline, language, full)
    front = "\n".join(cover_page.lines(cover, language, whole))
    drafts = [notes.Draft("front", "front", front, "", {0})] if front else []
    first = 0 if preamble.speaks(preambular, language) else 1
    for number, clause in enumerate(preambular, first):
        drafts.append(_draft(f"pp{number}", clause, "", language, whole))
    if summary:
        drafts.append(notes.Draft("summary", "summary", join([line for _, line in summary], language, whole), "", {0}))
    for block in blocks:
        divided = items.divide(block.number, block.lines) if preambular else [(block.number, block.lines)]
        drafts += [_draft(locator, lines, block.section, language, whole) for locator, lines in divided]
    return drafts


def _draft(locator: str, lines: Lines, section: str, language: str, whole: str) -> notes.Draft:
    text = join([line for _, line in lines], language, whole)
    return notes.Draft(locator, "paragraph", text, section, {page for page, _ in lines})


def _footnotes(pages: list[Page], language: str, whole: str) -> list[notes.Note]:
    return [
        notes.Note(mark, join(lines, language, whole), number)
        for number, page in enumerate(pages)
        for mark, lines in page.notes
    ]


def _finished(placed: list[notes.Placed], outline: Outline) -> tuple[tuple[Section, ...], tuple[Unit, ...]]:
    """Sections and units; what was read as a heading, to find its marks, goes back to its section."""
    headings = {item.locator.removeprefix(clauses.HEADING): item.text for item in placed if _is_heading_draft(item)}
    sections = tuple(replace(s, heading=headings.get(s.locator, s.heading)) for s in outline.sections)
    units: list[Unit] = []
    for item in (item for item in placed if not _is_heading_draft(item)):
        parent = item.parent if not item.parent.startswith(clauses.HEADING) else units[-1].locator if units else ""
        units.append(Unit(item.locator, item.kind, item.text, item.section, len(units) + 1, item.marks, parent))
    return sections, tuple(units)


def _is_heading_draft(item: notes.Placed) -> bool:
    return item.locator.startswith(clauses.HEADING)


def _parts(lines: Lines) -> tuple[Lines, Lines, Lines]:
    """Cover, summary and body. The body begins at the first heading or paragraph behind the first page's notes."""
    start = next((i for i, (_, line) in enumerate(lines) if SUMMARY.match(line)), None)
    first = _first_numbered(lines)
    if start is None:
        return [], [], lines
    begin = next((i for i, (page, _) in enumerate(lines) if page > 0 and i > start), first)
    begin = min(begin, first) if begin else first
    while begin > start + 1 and heading_number(lines[begin - 1][1])[1] <= 2 and not END.search(lines[begin - 1][1]):
        begin -= 1  # headings right before the first paragraph
    return lines[:start], lines[start + 1 : begin], lines[begin:]


def _first_numbered(lines: Lines) -> int:
    for index, (_, line) in enumerate(lines):
        match = NUMBERED.match(line)
        if match and match["number"] == "1":
            return index
    return len(lines)


def _first_heading(lines: Lines) -> int:
    """Where the body begins: at paragraph 1, or at a heading of the first level before it."""
    first = _first_numbered(lines)
    tops = [pattern for level, pattern in HEADINGS if level == 1]
    return next((i for i, (_, line) in enumerate(lines[:first]) if any(p.match(line) for p in tops)), first)


def _first_marked(lines: Lines) -> int:
    """Where an annex leaves its title and preamble: at its first numbered line."""
    return next((i for i, (_, line) in enumerate(lines) if 0 < heading_number(line)[1] < 4), len(lines))


def _annex(annex: annexes.Annex, outline: Outline, language: str, full: float) -> list[Block]:
    """An annex is a section of its own, with its own numbers: its paragraph 3 is "annex.3"."""
    title, clauses, rest = preamble.split(annex.lines, _first_marked(annex.lines), language)
    outline.current = ""
    number = plain_number(annex.number) if annex.number else ""
    outline.open(join([line for _, line in title], language) or annex.heading, f"annex{number}", 0)
    prefix = outline.current + "."
    while clauses and not END.search(clauses[-1][-1][1]):  # a heading right before the first number
        rest = clauses.pop() + rest
    first = 0 if preamble.speaks(clauses, language) else 1
    blocks = [Block(f"pp{number}", clause, outline.current) for number, clause in enumerate(clauses, first)]
    page = annex.lines[0][0] if annex.lines else 0
    label = Block("label", [(page, annex.heading)], outline.current) if title else None
    found = [*([label] if label else []), *blocks, *_blocks(rest, outline, full)]
    for block in found:
        block.number = prefix + block.number
    return found


def _blocks(body: Lines, outline: Outline, full: float) -> list[Block]:
    """The numbered paragraphs; headings between them open sections of the outline.

    In hard-wrapped text, where a full line is `full` wide, a paragraph without a number is told by the line before it.
    """
    blocks, expected = [Block("")], 1
    in_list = False
    for index, (page, line) in enumerate(body):
        match = NUMBERED.match(line)
        before = body[index - 1][1].strip() if index else ""
        in_list = bool(match and match["number"] == "1" and before.endswith(("：", ":"))) or (
            in_list and not before.endswith(("。", "."))
        )
        settled = _settle(blocks, outline, full)
        if match and not in_list and _is_next(match, expected, body, index):
            _close(blocks[-1], outline)
            expected = int(match["number"])
            blocks.append(Block(str(expected), [(page, match["rest"])], outline.current))
            expected += 1
        elif settled or (full and len(blocks) > 1 and wrapped.ends(before, full) and not items.ITEM.match(line)):
            number = blocks[-1].number.partition("-")[0] or "0"
            count = sum(1 for block in blocks if block.number.startswith(number + "-")) + 1
            blocks.append(Block(f"{number}-{count}", [(page, line)], outline.current))
        else:
            blocks[-1].lines.append((page, line))
    _finish(blocks, outline, full)
    if blocks[0].lines and not blocks[0].number:  # text before the first number, between headings
        blocks[0].number = "0"
    return [block for block in blocks if block.number]


def _settle(blocks: list[Block], outline: Outline, full: float) -> bool:
    """A block of hard-wrapped text that is one short line without a number was a heading: open its section."""
    if not full or "-" not in blocks[-1].number or len(blocks[-1].lines) > 1:
        return False
    if not wrapped.is_heading(blocks[-1].lines[0][1], full):
        return False
    _open_sections(blocks.pop().lines, outline)
    return True


def _finish(blocks: list[Block], outline: Outline, full: float) -> None:
    """What closes a resolution: the meeting and its date. Elsewhere the last lines without a stop are headings."""
    if full and "-" in blocks[-1].number and wrapped.is_heading(blocks[-1].lines[-1][1], full):
        blocks[-1].number = "closing"
        return
    last = _tail(blocks[-1])
    if last and blocks[-1].number:
        blocks.append(Block("closing", last, outline.current))
    else:
        _open_sections(last, outline)


def _is_next(match: re.Match[str], expected: int, body: Lines, index: int) -> bool:
    """Is it the paragraph that is due, or a later one where numbers were lost?"""
    number = int(match["number"])
    if number == expected:
        return not _looks_like_heading(match, body[index + 1 :])
    if not expected < number <= expected + LOST or (index and not END.search(body[index - 1][1])):
        return False
    for _, line in body[index + 1 :]:
        found = NUMBERED.match(line)
        if found and int(found["number"]) in (expected, number + 1):
            return int(found["number"]) == number + 1
    return False


def _looks_like_heading(match: re.Match[str], following: Lines) -> bool:
    """A numbered line is a heading where the same number comes again as a paragraph before the next number does."""
    number = int(match["number"])
    for _, line in following:
        found = NUMBERED.match(line)
        if found and int(found["number"]) == number:
            return not END.search(match.string) and len(match["rest"]) < 60
        if found and int(found["number"]) == number + 1:
            return False
    return False


def _close(block: Block, outline: Outline) -> None:
    """Take the headings that stand at the end of a block out of it and open their sections."""
    _open_sections(_tail(block), outline)


def _open_sections(tail: Lines, outline: Outline) -> None:
    for number, level, heading in headings([line for _, line in tail]):
        outline.open(heading, number, level)


def _tail(block: Block) -> Lines:
    """Take what stands behind the last full stop out of a block."""
    tail: Lines = []
    least = 1 if block.number else 0  # the line that carries the number is text
    while len(block.lines) > least and (not END.search(block.lines[-1][1]) or _is_heading(block, tail)):
        tail.insert(0, block.lines.pop())
    return tail


def _is_heading(block: Block, tail: Lines) -> bool:
    """A numbered heading may itself end in a stop ("A. Sessions of 2020.")."""
    if not block.lines or not tail:
        return False
    line = block.lines[-1][1]
    return any(p.match(line) for level, p in HEADINGS if level in (1, 2)) and len(line) < 60


def _number_first(outline: Outline, blocks: list[Block]) -> None:
    """An introduction whose number was lost is section I where the next section is II."""
    sections = outline.sections
    top = [section for section in sections if section.level == 1]
    if sections and sections[0].locator == "s1" and top and top[0].locator == "II":
        first = sections[0]
        sections[0] = Section("I", first.heading, 1, "", first.position)
        for block in blocks:
            block.section = "I" if block.section == "s1" else block.section

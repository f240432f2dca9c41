"""The units and sections of an Akoma Ntoso document as they grow: each locator once, each note behind its unit."""

from dataclasses import dataclass, field

from unodc_kg.convert import akn_inline
from unodc_kg.convert.akn_inline import Line
from unodc_kg.convert.model import Kind, Unit
from unodc_kg.convert.outline import Outline
from unodc_kg.convert.xml_tree import Element

COMMAS = (",", "，", "،")  # a clause that goes on: the sentence of the preamble ends with the last operative paragraph


@dataclass
class Scope:
    """Where numbers count: `prefix` is what locators begin with ("annex."), `number` the paragraph read last.

    `leading` says that nothing numbered has been read in an annex: what stands there is its preamble.
    """

    prefix: str = ""
    number: str = ""
    clauses: int = 0
    leading: bool = False

    def clause(self) -> str:
        """The locator of the next preambular clause."""
        self.clauses += 1
        return f"{self.prefix}pp{self.clauses}"


@dataclass
class Units:
    """What has been read."""

    language: str
    outline: Outline = field(default_factory=Outline)
    units: list[Unit] = field(default_factory=list)
    taken: set[str] = field(default_factory=set)
    waiting: list[Element] = field(default_factory=list)

    @property
    def last(self) -> str:
        """The locator of the unit read last, or of the one that carries the note read last."""
        return self.units[-1].parent or self.units[-1].locator

    def read(self, *elements: Element, without: frozenset[str] = frozenset()) -> Line:
        """The text of these elements."""
        return akn_inline.read(list(elements), self.language, without=without)

    def add(self, locator: str, line: Line, *, kind: Kind = "paragraph", section: str | None = None) -> None:
        """A unit and its notes, unless there is no text."""
        if not line.text.strip("_"):
            self.waiting += [note for note, _ in line.notes]
            return
        locator = self.free(locator)
        notes = [(self._note(note), note, at) for note, at in line.notes]
        marks = tuple((name.removeprefix("fn"), at) for name, _, at in notes)
        where = self.outline.current if section is None else section
        opening = "" if kind != "paragraph" or locator in ("closing",) or locator.endswith("pp0") else line.opening
        self.units.append(Unit(locator, kind, line.text, where, len(self.units) + 1, marks, "", opening))
        for name, note in [(self._note(note), note) for note in self.waiting] + [(n, e) for n, e, _ in notes]:
            self.note(name, self.read(note).text, locator, where)
        self.waiting = []

    def note(self, locator: str, text: str, parent: str, section: str = "") -> None:
        """A footnote below the unit that carries its mark."""
        if text:
            self.units.append(Unit(locator, "footnote", text, section, len(self.units) + 1, (), parent))

    def unnumbered(self, line: Line, scope: Scope) -> None:
        """A paragraph without a number: a clause at the head of an annex, else counted behind the last number."""
        if not line.text.strip("_"):
            self.add("", line)
            return
        recital = not scope.number and scope.clauses > 0 and line.text.endswith(COMMAS)
        if scope.leading or recital:
            self.add(scope.clause(), line)
            return
        stem = f"{scope.prefix}{scope.number or '0'}"
        count = 1
        while f"{stem}-{count}" in self.taken:
            count += 1
        self.add(f"{stem}-{count}", line)

    def heading(self, text: str, number: str, level: int) -> None:
        """A section begins."""
        self.outline.open(text, number, level)

    def _note(self, element: Element) -> str:
        mark = "".join(sign for sign in element.get("marker", "") if sign.isascii() and (sign.isalnum() or sign == "*"))
        return self.free(f"fn{mark or len([unit for unit in self.units if unit.kind == 'footnote']) + 1}")

    def free(self, locator: str) -> str:
        """The locator, or the next one where a number is printed twice."""
        count, free = 2, locator
        while free in self.taken:
            free = f"{locator}-{count}"
            count += 1
        self.taken.add(free)
        return free

"""What a reader of a file hands on, whatever the file is: its pages, its text as printed, and what stood around it."""

from dataclasses import dataclass

from unodc_kg.convert.model import Document
from unodc_kg.convert.read_text import Page


@dataclass(frozen=True)
class Printed:
    """A source as read.

    `text` has an empty line where the print has a gap; `issue` is what pages print around their text: masthead, running
    headers, page and job numbers, one a line. `document` is there where the mark-up of the source says what is what.
    """

    pages: list[Page]
    text: str
    issue: str = ""
    document: Document | None = None

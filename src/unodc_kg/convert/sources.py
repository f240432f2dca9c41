"""A file -> its pages, whatever form it has: the first bytes decide, not its name."""

from pathlib import Path

from unodc_kg.convert import decode, read_akn, read_docx, read_pdf, read_text, xml_tree
from unodc_kg.convert.printed import Printed


def read(data: bytes, source: Path) -> Printed:
    """The pages of a file: PDF, Word, Akoma Ntoso XML, or text in any encoding.

    Raises:
        SourceError: the file cannot be read; the message says why and what to do.
    """
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return read_pdf.read(data, source)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")) or source.suffix.lower() == ".docx":
        return read_docx.read(data, source)
    if xml_tree.is_xml(data) or source.suffix.lower() == ".xml":
        return read_akn.read(data, source)
    text = decode.decode(data, source)
    return Printed(read_text.pages(text), text)

"""XML that is unsafe, broken or something else is refused: the message names the file, the line and what to do."""

from pathlib import Path

import pytest

from akoma import NAMESPACE, akn
from converting import known
from unodc_kg.convert import convert_file
from unodc_kg.convert.xml_tree import DEEPEST, is_xml
from unodc_kg.errors import SourceError

BOMB = b"""<?xml version="1.0"?>
<!DOCTYPE akomaNtoso [
<!ENTITY a "port port port port port port port port">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
]>
<akomaNtoso><p>&c;</p></akomaNtoso>"""
OUTSIDE = b"""<!DOCTYPE a [<!ENTITY file SYSTEM "file:///etc/hostname">]>
<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0"><p>&file;</p></akomaNtoso>"""
DEEP = akn("<mainBody>" + "<odd>" * 100 + "port" + "</odd>" * 100 + "</mainBody>")


def refused(data: bytes, folder: Path, name: str = "file.xml") -> str:
    """What is said of a file that cannot be read."""
    source = folder / name
    source.write_bytes(data)
    with pytest.raises(SourceError) as raised:
        convert_file(source, known())
    assert str(source) in str(raised.value)
    return str(raised.value)


@pytest.mark.parametrize("data", [BOMB, OUTSIDE, b"<!DOCTYPE a SYSTEM 'http://example.org/a.dtd'><a/>"])
def test_a_document_type_declaration_is_refused_before_anything_is_expanded(data, tmp_path):
    said = refused(data, tmp_path)
    assert "<!DOCTYPE" in said
    assert "line " in said
    assert "Remove the declaration" in said


def test_the_line_of_the_declaration_is_named(tmp_path):
    assert "line 2:" in refused(BOMB, tmp_path)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_another_encoding_hides_no_declaration(encoding, tmp_path):
    declared = BOMB.decode().replace('version="1.0"', 'version="1.0" encoding="utf-16"')
    assert "<!DOCTYPE" in refused(declared.encode(encoding), tmp_path)


def test_a_word_in_a_comment_is_no_declaration(tmp_path):
    source = tmp_path / "file.xml"
    source.write_bytes(b"<!-- no <!DOCTYPE here -->" + akn())
    assert convert_file(source, known()).units > 5


def test_an_entity_without_declaration_is_refused(tmp_path):
    assert "well-formed" in refused(akn("<mainBody><p>&port;</p></mainBody>"), tmp_path)


def test_elements_nested_too_deeply_are_refused(tmp_path):
    assert f"more than {DEEPEST} levels" in refused(DEEP, tmp_path)


def test_very_deep_elements_are_refused_too(tmp_path):
    said = refused(b"<a>" * 100_000, tmp_path)
    assert "fetch" in said


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_file_that_is_cut_is_refused_with_its_line(share, tmp_path):
    whole = akn()
    said = refused(whole[: int(len(whole) * share)], tmp_path)
    assert "line " in said
    assert "fetch it again" in said


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"<?xml version='1.0'?>\n<rss><item/></rss>", "<rss>"),
        (b"<akomaNtoso><statement/></akomaNtoso>", "(none)"),
        (b'<akomaNtoso xmlns="http://example.org/other"/>', "http://example.org/other"),
    ],
)
def test_xml_that_is_not_akoma_ntoso_is_named(data, told, tmp_path):
    said = refused(data, tmp_path)
    assert told in said
    assert "not Akoma Ntoso" in said


def test_a_web_page_is_named(tmp_path):
    assert "web page" in refused(b"<!DOCTYPE html><html><body>port</body></html>", tmp_path)


def test_a_file_without_a_document_is_refused(tmp_path):
    assert "holds no document" in refused(f'<akomaNtoso xmlns="{NAMESPACE}"/>'.encode(), tmp_path)


def test_an_unknown_language_is_refused_with_those_that_are_known(tmp_path):
    said = refused(akn().replace(b'"eng"', b'"lat"'), tmp_path)
    assert "lat" in said
    assert "zho" in said


def test_a_document_without_text_is_refused(tmp_path):
    head = '<meta><FRBRlanguage language="eng"/></meta>'
    empty = f'<akomaNtoso xmlns="{NAMESPACE}"><statement>{head}</statement></akomaNtoso>'
    assert "<statement> has no text" in refused(empty.encode(), tmp_path)


def test_the_first_bytes_decide_not_the_name(tmp_path):
    source = tmp_path / "resolution.txt"
    source.write_bytes(b"\xef\xbb\xbf\n" + akn())
    assert convert_file(source, known()).document.manifest.instrument == ("resolution", "ga", "90/300")


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"<?xml version='1.0'?><a/>", True),
        (b"  <a:b xmlns:a='x'/>", True),
        ("\ufeff<a>".encode("utf-16-le"), True),
        (b"< 5 per cent of ports", False),
        (b"<5>", False),
        (b"1. Ports <a>", False),
    ],
)
def test_xml_is_known_by_its_first_bytes(data, told):
    assert is_xml(data) is told

"""Files of N-Quads are put in force as they are: the same graph as their statements one by one."""

import gzip
import random
from pathlib import Path

import pytest

import tiny
from unodc_kg import cli
from unodc_kg.build import open_store
from unodc_kg.config import Settings
from unodc_kg.rdf import RdfFormat, canonical, merged, parse_bytes
from unodc_kg.stores import bulk, embedded, versions

USUAL = """\
<http://e/a> <http://e/p> <http://e/b> <http://e/g1> .
<http://e/a> <http://e/p> <http://e/b> <http://e/g2> .
_:x <http://e/p> "say \\"x\\" <http://e/no> . \\\\ \\n 毒品"@zh-hant <http://e/g1> .
<http://e/a> <http://e/p> _:x <http://e/g2> .
<http://e/a> <http://e/p> "1"^^<http://www.w3.org/2001/XMLSchema#integer> _:g .
"""
UNUSUAL = """\
# other programs write so
<http://e/a><http://e/p><http://e/b><http://e/g1>.

 <http://e/a>\t<http://e/p>  "<http://e/b> ." <http://e/g1> . # <http://e/g2> .
_:x <http://e/p> "caf\\u00E9" <http://e/g1> .\r
<http://e/a> <http://e/p> _:x <http://e/g2> ."""


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_bytes(gzip.compress(text.encode()) if name.endswith(".gz") else text.encode())
    return path


def imported(folder: Path, *options: str) -> int:
    return cli.main(["import", *options, "--data", str(folder / "data"), "--search-index", "command"])


@pytest.mark.parametrize("text", [USUAL, UNUSUAL, USUAL + UNUSUAL, ""], ids=["usual", "unusual", "both", "empty"])
@pytest.mark.parametrize("block", [7, 100, bulk.BLOCK])
def test_the_store_is_that_of_the_statements(
    tmp_path: Path, text: str, block: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "BLOCK", block)  # lines that end in another piece than they begin in
    bulk.write(tmp_path / "store", "v", [write(tmp_path, "graph.nq.gz", text)], merged=True)
    quads = parse_bytes(text.encode(), RdfFormat.N_QUADS, "text")
    assert canonical(embedded.open_readonly(tmp_path / "store").engine) == canonical(merged(quads))


def test_the_merged_graph_is_left_out_where_it_is_not_wanted(tmp_path: Path) -> None:
    bulk.write(tmp_path / "store", "v", [write(tmp_path, "graph.nq", USUAL)], merged=False)
    assert embedded.open_readonly(tmp_path / "store").count() == 0


def test_a_blank_node_belongs_to_its_file(tmp_path: Path) -> None:
    files = [write(tmp_path, name, f'_:x <http://e/p> "{name}" <http://e/g> .\n') for name in ("a.nq", "b.nq")]
    bulk.write(tmp_path / "store", "v", files, merged=True)
    store = embedded.open_readonly(tmp_path / "store")
    assert len({row["s"] for row in store.query("SELECT ?s { ?s ?p ?o }").rows()}) == 2


def test_what_was_exported_can_be_imported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project = tiny.make_project(tmp_path / "project")
    assert cli.main(["build", "--root", str(project.root)]) == 0
    assert cli.main(["export", str(tmp_path / "graph.nq"), "--root", str(project.root)]) == 0
    assert imported(tmp_path, str(tmp_path / "graph.nq")) == 0
    built, taken = open_store(project), versions.open_current(tmp_path / "data")
    assert canonical(taken.engine) == canonical(built.engine)
    assert f"{built.count():,} triples" in capsys.readouterr().out.splitlines()[-1]
    assert imported(tmp_path, str(tmp_path / "graph.nq")) == 0
    assert "already there" in capsys.readouterr().out


def test_a_build_and_another_import_do_not_drop_it_silently(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    project: Settings = tiny.make_project(tmp_path)
    first, second = (write(tmp_path, f"{n}.nq", USUAL * n) for n in (1, 2))
    assert imported(tmp_path, str(first)) == 0
    version = versions.current(project.data)
    for command in (["build", "--root", str(tmp_path)], ["import", str(second), "--root", str(tmp_path)]):
        assert cli.main(command) == 2
        assert f"unodc-kg {command[0]} --discard-updates" in capsys.readouterr().err
        assert versions.current(project.data) == version
    assert imported(tmp_path, str(second), "--discard-updates") == 0
    assert versions.current(project.data) != version


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("<http://e/a> <http://e/p> <http://e/b> .", "outside any named graph"),
        ("<http://e/a> <http://e/p> oops <http://e/g> .", "graph.nq, line 3001, column 27"),
    ],
)
def test_a_wrong_file_is_named_with_its_line_and_changes_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], line: str, said: str
) -> None:
    assert imported(tmp_path, str(write(tmp_path, "good.nq", USUAL))) == 0
    version = versions.current(tmp_path / "data")
    bad = write(tmp_path, "graph.nq", f"{USUAL.splitlines()[0]}\n" * 3000 + line + "\n")
    assert imported(tmp_path, str(bad), "--discard-updates") == 2
    assert said in capsys.readouterr().err
    assert versions.current(tmp_path / "data") == version
    assert [path.name for path in (tmp_path / "data" / "store").iterdir()] == [version]


def test_a_file_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert imported(tmp_path, str(tmp_path / "no.nq")) == 2
    assert "no.nq: cannot be read" in capsys.readouterr().err


def test_any_text_survives(tmp_path: Path) -> None:
    """What the engine writes of random texts, the fast way and the engine read alike."""
    rng = random.Random(5)
    texts = ["".join(rng.choices('"\\\n\r\t <>._:@^ä毒\u2028\x0b', k=rng.randrange(9))) for _ in range(400)]
    quads = parse_bytes(b"".join(_line(text) for text in texts), RdfFormat.N_QUADS, "texts")
    bulk.write(tmp_path / "store", "v", [write(tmp_path, "a.nq", canonical(quads).decode())], merged=True)
    assert canonical(embedded.open_readonly(tmp_path / "store").engine) == canonical(merged(quads))


def _line(text: str) -> bytes:
    escaped = "".join(f"\\U{ord(letter):08X}" for letter in text)
    return f'<http://e/a> <http://e/p> "{escaped}" <http://e/g> .\n'.encode()

"""What the documents of the project hold, and the graph that their examples are run on.

As a program (`PYTHONPATH=src python tests/documents.py`) it writes the answers of today below the queries.
"""

import io
import re
import tempfile
from contextlib import redirect_stdout
from functools import cache
from pathlib import Path

from unodc_kg import vocabulary
from unodc_kg.build.assemble import read_graphs
from unodc_kg.build.conversions import convert_all
from unodc_kg.cli.console import print_answer
from unodc_kg.convert import convert
from unodc_kg.rdf import Quad, RdfFormat, parse_bytes
from unodc_kg.stores import embedded
from unodc_kg.validation import validate_files

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
TUTORIAL = ROOT / "docs" / "tutorial.md"
REFERENCE = ROOT / "docs" / "reference"
ASKED = re.compile(r"```sparql\n(?P<query>.*?)```\s*```text\n(?P<answer>.*?)```", re.DOTALL)


def block(path: Path, language: str, number: int = 0) -> str:
    """A fenced block of a document."""
    found = re.findall(rf"^```{language}\n(.*?)^```$", path.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
    return str(found[number])


@cache
def quads() -> tuple[Quad, ...]:
    """The graph of the project; documents that stand in no converted file are converted now."""
    found = read_graphs(ROOT)
    if not any((ROOT / "graph" / "converted").glob("*.nq")):
        for outcome in convert_all(ROOT):
            found += parse_bytes(outcome.content, RdfFormat.N_QUADS, outcome.target.name)
    return tuple(found)


@cache
def store() -> embedded.EmbeddedStore:
    return embedded.memory(quads())


@cache
def tutorial_store() -> embedded.EmbeddedStore:
    """The graph with the source that the tutorial adds."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "e-ex-2026-1.zh.txt"
        source.write_text(block(TUTORIAL, "text", 2), encoding="utf-8")
        source.with_suffix(".toml").write_text(block(TUTORIAL, "toml"), encoding="utf-8")
        added = convert(source, vocabulary.load(ROOT)).quads
    return embedded.memory([*quads(), *added])


def tutorial_message(text: str) -> str:
    """What a validation of the tutorial's file says."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.ttl"
        path.write_text(text, encoding="utf-8")
        report = validate_files([path], quads(), ROOT)
    return "".join(f"{finding.message('en')}\n" for finding in report.findings)


def printed(query: str, of: embedded.EmbeddedStore) -> str:
    """What `unodc-kg query` prints."""
    out = io.StringIO()
    with redirect_stdout(out):
        print_answer(of.query(query))
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def answered(text: str, of: embedded.EmbeddedStore) -> str:
    """The text of a document with the answers of today below its queries."""
    return ASKED.sub(lambda m: f"```sparql\n{m['query']}```\n\n```text\n{printed(m['query'], of)}```", text)


def update() -> None:
    """Write the answers of today into README.md and the tutorial."""
    for path, of in ((README, store()), (TUTORIAL, tutorial_store())):
        path.write_text(answered(path.read_text(encoding="utf-8"), of), encoding="utf-8")
    old, new = block(TUTORIAL, "text", 1), tutorial_message(block(TUTORIAL, "turtle"))
    TUTORIAL.write_text(TUTORIAL.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


if __name__ == "__main__":
    update()

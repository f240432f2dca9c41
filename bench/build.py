"""How much work a build is (seconds of processor time): all documents, nothing changed, one document changed.

Run from the project folder: python bench/build.py [FOLDER]. FOLDER holds documents (by default the shared corpus of
hard-wrapped resolutions); they are built together with the project's own in a temporary folder.
"""

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from unodc_kg import config
from unodc_kg.build import build
from unodc_kg.config import Settings
from unodc_kg.validation import Report

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("UNODC_KG_SHARED", ROOT.parent / "shared"))


class Clock:
    """Says how much processor time each step took."""

    def __init__(self) -> None:
        self.since, self.now = time.process_time(), ""

    def step(self, text: str) -> None:
        """The next step begins."""
        self.end()
        self.since, self.now = time.process_time(), text

    def report(self, report: Report) -> None:
        """Findings are not counted here."""

    def end(self) -> None:
        """The last step is over."""
        if self.now:
            print(f"    {time.process_time() - self.since:6.1f} s  {self.now}")


def project(folder: Path, sources: Path) -> Settings:
    """The project with more documents."""
    for name in ("ontology", "shapes", "graph"):
        shutil.copytree(ROOT / name, folder / name)
    for source in sorted(sources.glob("*.txt")):
        shutil.copy(source, folder / "graph" / "sources")
    return config.load({"root": str(folder)}, environ={})


def timed(what: str, settings: Settings) -> None:
    """One build, with its steps."""
    before = _states(settings)
    clock, begin = Clock(), time.process_time()
    built = build(settings, clock)
    clock.end()
    changed = sum(before.get(name) != state for name, state in _states(settings).items())
    seconds = time.process_time() - begin
    print(f"{seconds:8.1f} s  {what}: {changed} converted files written, {built.record['triples']:,} triples")


def _states(settings: Settings) -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in (settings.root / "graph" / "converted").glob("*.nq")}


def main() -> None:
    """Three builds."""
    sources = Path(sys.argv[1]) if len(sys.argv) > 1 else SHARED / "corpus" / "hardwrapped-zh"
    with tempfile.TemporaryDirectory() as folder:
        settings = project(Path(folder), sources)
        timed("all documents", settings)
        timed("nothing changed", settings)
        first = next(
            path
            for path in sorted((settings.root / "graph" / "sources").glob("*.txt"))
            if not path.with_suffix(".toml").exists()
        )
        first.write_text(first.read_text(encoding="utf-8") + "\n决定继续处理此案。\n", encoding="utf-8")
        timed("one document changed", settings)


if __name__ == "__main__":
    main()

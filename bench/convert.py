"""How fast documents are converted, whether time and memory grow with their number, and what the shared corpus takes.

    python bench/convert.py                 30 and 300 invented documents, then the shared corpus where it is present
    python bench/convert.py --short         6 and 24: for a check that it still runs

Each line is a run of `unodc-kg convert` in a process of its own into an empty folder. Read ratios, not times: other
programs share the machine. Memory is the highest sum over the process and its workers, seen every 50 ms.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import made
import psutil

ROOT = Path(__file__).resolve().parent.parent
SHARED = Path(os.environ.get("UNODC_KG_SHARED", ROOT.parent / "shared"))
COLUMNS = (
    f"{'documents':>24} {'chars':>11} {'jobs':>4} {'seconds':>8} {'docs/s/core':>11} {'chars/s/core':>12} {'MiB':>6}"
)


@dataclass(frozen=True)
class Run:
    """One run: what was converted, in which time, with which memory."""

    name: str
    documents: int
    characters: int
    jobs: int
    seconds: float
    memory: float

    def line(self) -> str:
        """A line of the table."""
        busy = self.seconds * self.jobs
        rates = f"{self.documents / busy:>11.2f} {self.characters / busy:>12,.0f}"
        return f"{self.name:>24} {self.characters:>11,} {self.jobs:>4} {self.seconds:>8.1f} {rates} {self.memory:>6.0f}"


def measure(name: str, sources: list[Path], jobs: int) -> Run:
    """Convert the sources with so many processes."""
    characters = sum(len(source.read_text(encoding="utf-8")) for source in sources)
    with tempfile.TemporaryDirectory() as output:
        command = [sys.executable, "-m", "unodc_kg.cli", "convert", *map(str, sources), "--output", output]
        environment = os.environ | {"PYTHONPATH": str(ROOT / "src")}
        start = time.perf_counter()
        running = subprocess.Popen(
            [*command, "--jobs", str(jobs), "--root", str(ROOT)],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        memory = _watched(running)
        seconds = time.perf_counter() - start
        if running.returncode:
            print(f"{name}: some documents failed", file=sys.stderr)
    return Run(name, len(sources), characters, jobs, seconds, memory)


def _watched(running: subprocess.Popen[bytes]) -> float:
    """Wait for its end; the highest memory in MiB."""
    process, most = psutil.Process(running.pid), 0
    while running.poll() is None:
        try:
            family = [process, *process.children(recursive=True)]
            most = max(most, sum(one.memory_info().rss for one in family))
        except psutil.Error:  # one has just ended
            continue
        time.sleep(0.05)
    return most / 2**20


def main() -> int:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--short", action="store_true", help="few documents, no corpus")
    options.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    chosen = options.parse_args()
    few, many = (6, 24) if chosen.short else (30, 300)
    print(COLUMNS)
    with tempfile.TemporaryDirectory() as folder:
        sources = made.write(Path(folder), many)
        start = measure("(start-up: 1 invented)", sources[:1], 1)
        small, large = (measure(f"{n} invented", sources[:n], chosen.jobs) for n in (few, many))
    runs = [start, small, large]
    corpus = sorted((SHARED / "corpus").rglob("*.txt")) if not chosen.short else []
    runs += [measure(f"{len(corpus)} of the corpus (txt)", corpus, chosen.jobs)] if corpus else []
    for run in runs:
        print(run.line())
    times = (large.seconds - start.seconds) / max(small.seconds - start.seconds, 0.1)
    ratio = large.memory / small.memory
    print(f"{many // few} times the documents: {times:.1f} times the time, {ratio:.2f} times the memory")
    return 0


if __name__ == "__main__":
    sys.exit(main())

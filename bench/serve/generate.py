"""Writes a graph of any size in the shapes of the real one, in one pass and with flat memory.

    python bench/serve/generate.py 1m FOLDER [--seed 1]

FOLDER/named-*.nq  N-Quads in several files, so that a server can load some at a time; no blank node is in two of them
FOLDER/things.txt  the addresses of things of which about ten triples are said, for lookups

The same size and seed give the same files. Texts are invented; names of the authority files are the project's own for
the things that the project has, invented for those that are added.
"""

import argparse
import json
import random
import sys
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

sys.path.insert(0, str(Path(__file__).parent))

import shapes
import texts

ROOT = Path(__file__).resolve().parents[2]
SIZES = {"50k": 50_000, "1m": 1_000_000, "10m": 10_000_000}
REAL_SIZE = 62_000  # triples of the built graph; the authority files are about 28,000 of them
REAL_AUTHORITY = 28_000
GROWTH = 0.6  # names grow more slowly than texts (Heaps' law)
KEPT = 0.5  # how often a reference stays with the thing of the real graph, where that thing is there
UNITS = (4.6, 0.7)  # logarithmic mean and deviation of the units of a document: 100 in the middle
LOOKUPS = 20_000
PART = 120_000_000  # characters of a file: about 600 thousand triples
TEN = range(8, 13)  # what counts as about ten triples


@dataclass
class Parts:
    """Files of about the same size, filled one after the other."""

    folder: Path
    count: int = 0
    written: int = 0
    file: TextIO | None = None

    def write(self, lines: str) -> None:
        """These lines into the file that is being filled."""
        if self.file is None or self.written > PART:
            self.close()
            self.file = (self.folder / f"named-{self.count:02}.nq").open("w", encoding="utf-8", buffering=1 << 20)
            self.count, self.written = self.count + 1, 0
        self.file.write(lines)
        self.written += len(lines)

    def close(self) -> None:
        """No more lines for this file."""
        if self.file is not None:
            self.file.close()


@dataclass
class Writer:
    """Fills patterns and counts what it wrote."""

    rng: random.Random
    texts: texts.Texts
    named: "Parts"
    things: TextIO
    share: float  # of the things that fit for lookups
    quads: int = 0
    triples: int = 0
    latest: dict[str, str] = field(default_factory=dict)
    pools: dict[str, "Pool"] = field(default_factory=dict)

    def write(self, bundle: shapes.Bundle, key: str, number: int) -> None:
        """One bundle, filled."""
        values = [key, str(number), *(self._fill(slot) for slot in bundle.slots)]
        self.named.write(bundle.named.format(*values))
        self.quads += bundle.quads
        self.triples += bundle.triples
        for kind, address, count in bundle.subjects:
            self.latest[kind] = address.format(*values)
            if count in TEN and self.rng.random() < self.share:
                self.things.write(self.latest[kind] + "\n")

    def _fill(self, slot: shapes.Slot) -> str:
        kind, *rest = slot
        return FILL[kind](self, *rest)

    def _text(self, language: str, length: int) -> str:
        return self.texts.slice(language, length, self.rng.random())

    def _digest(self, _: str, length: int) -> str:
        return f"{self.rng.getrandbits(4 * length):0{length}x}"

    def _thing(self, group: str, iri: str) -> str:
        return self.pools[group].draw(self.rng, iri)

    def _latest(self, kind: str) -> str:
        return self.latest.get(kind, f"{shapes.ID}document/e-x.0/{kind}/0")


FILL: dict[str, Any] = {
    "text": Writer._text,
    "digest": Writer._digest,
    "thing": Writer._thing,
    "latest": Writer._latest,
}


@dataclass(frozen=True)
class Pool:
    """The things of one group of the authority files: real ones, then made ones."""

    real: tuple[str, ...]
    size: int

    def draw(self, rng: random.Random, iri: str) -> str:
        """The thing itself, or another one; some are named often and most seldom."""
        if rng.random() < KEPT and iri in self.real[: self.size]:
            return iri
        return self.at(int(self.size * rng.random() ** 2))

    def at(self, index: int) -> str:
        """The address of one of them."""
        again, place = divmod(index, len(self.real))
        return self.real[place] + (f"-x{again}" if again else "")


def generate(size: int, folder: Path, *, seed: int = 1) -> dict[str, int]:
    """Write a graph of about `size` triples and say what it holds."""
    folder.mkdir(parents=True, exist_ok=True)
    found = shapes.read(ROOT)
    with closing(Parts(folder)) as named, (folder / "things.txt").open("w", encoding="utf-8") as things:
        share = min(1.0, LOOKUPS / (size / 16))  # one triple in sixteen begins such a thing
        writer = Writer(random.Random(seed), texts.invented(seed), named, things, share)
        writer.write(found.fixed, "", 0)
        _authority(writer, found, int(REAL_AUTHORITY * (size / REAL_SIZE) ** GROWTH))
        documents = _documents(writer, found, size)
    return {"triples": writer.triples, "quads": writer.quads, "documents": documents, "seed": seed}


def _authority(writer: Writer, found: shapes.Shapes, budget: int) -> None:
    """Things of every group, in proportion, until so many triples are written."""
    whole = sum(bundle.triples for bundles in found.authority.values() for bundle in bundles)
    for group, bundles in found.authority.items():
        pool = Pool(found.things[group], max(1, round(len(bundles) * budget / whole)))
        writer.pools[group] = pool
        for index in range(pool.size):
            again, place = divmod(index, len(bundles))
            _name(writer, bundles[place], again)


def _name(writer: Writer, bundle: shapes.Bundle, again: int) -> None:
    """One thing: with its own names the first time, with invented ones when it is made again."""
    values = [f"-x{again}" if again else "", f"x{again}"]
    for _, own, language, length in bundle.slots:
        values.append(writer._text(str(language), int(length)) if again else str(own))
    writer.named.write(bundle.named.format(*values))
    writer.quads += bundle.quads
    writer.triples += bundle.triples


def _documents(writer: Writer, found: shapes.Shapes, size: int) -> int:
    number = 0
    while writer.triples < size:
        number += 1
        key = f"e-x.{number}"
        for unit in range(1, max(12, min(600, int(writer.rng.lognormvariate(*UNITS)))) + 1):
            writer.write(writer.rng.choice(found.units), key, unit)
            if writer.triples >= size:
                break
        writer.write(found.head, key, 0)
    return number


def main() -> None:
    """Write one graph and say what it holds."""
    parser = argparse.ArgumentParser(description="Write a graph in the shapes of the real one.")
    parser.add_argument("size", choices=SIZES)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    print(json.dumps(generate(SIZES[given.size], given.folder, seed=given.seed)))


if __name__ == "__main__":
    main()

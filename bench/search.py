"""Says how long the search index takes to make, how large it is and how fast it answers, on graphs of several sizes.

    python bench/search.py FOLDER [--sizes 50k 1m]

The graphs are those of bench/serve. The words are asked in the index, in SPARQL with `search:matches` and in SPARQL
with CONTAINS, all on the store of the same graph.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from pyoxigraph import RdfFormat, Store

sys.path.insert(0, str(Path(__file__).parent / "serve"))

import generate

from unodc_kg.search.find import Scope, find, suggest
from unodc_kg.search.index import Index, open_index, write_index
from unodc_kg.search.sparql import rewrite
from unodc_kg.stores.embedded import EmbeddedStore

WORDS = ("毒品", "可卡因", "马里", "的", "联合国毒品和犯罪问题办公室", "Afghanistan", "afghan*", '"drugs and crime"')
JOIN = 'SELECT (COUNT(*) AS ?n) WHERE {{ ?unit search:matchesText "{}" ; a :Paragraph ; :text ?text }}'
PLAIN = (
    'SELECT (COUNT(*) AS ?n) WHERE {{ ?unit a :Paragraph ; :text ?text FILTER CONTAINS(LCASE(?text), LCASE("{}")) }}'
)
TIMES = 7


def main() -> None:
    """Measure each size and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where graphs, stores and indexes go")
    parser.add_argument("--sizes", nargs="+", choices=generate.SIZES, default=["50k", "1m"])
    arguments = parser.parse_args()
    for name in arguments.sizes:
        store = _store(arguments.folder / name, generate.SIZES[name])
        path = arguments.folder / name / "search.sqlite"
        made = write_index(store, path)
        megabytes = path.stat().st_size / 1e6
        print(
            f"\n{name}: {store.count():,} triples; index of {made.entries:,} names and texts of {made.things:,} things"
        )
        print(f"made in {made.seconds:.1f} s, {megabytes:.1f} MB\n")
        _table(store, open_index(path))


def _store(folder: Path, size: int) -> EmbeddedStore:
    if not (folder / "quads").exists():
        folder.mkdir(parents=True, exist_ok=True)
        generate.generate(size, folder, seed=1)
        engine = Store(str(folder / "quads"))
        engine.bulk_load(path=folder / "named.nq", format=RdfFormat.N_QUADS, lenient=True)
        engine.bulk_load(path=folder / "merged.nt", format=RdfFormat.N_TRIPLES, lenient=True)
        engine.flush()
        del engine
    return EmbeddedStore(Store.read_only(str(folder / "quads")), folder.name)


def _table(store: EmbeddedStore, index: Index) -> None:
    print("| words | hits | search, first 20 | suggest | search:matches joined with texts | CONTAINS |")
    print("|---|---|---|---|---|---|")
    for words in WORDS:
        total = find(index, words).total
        asked = JOIN.format(words.replace('"', '\\"'))
        cells = [
            _milliseconds(lambda words=words: find(index, words, size=20)),
            _milliseconds(lambda words=words: suggest(index, words, Scope())),
            _milliseconds(lambda asked=asked: _count(store, rewrite(asked, lambda: index).text)),
            _milliseconds(lambda words=words: _count(store, PLAIN.format(words.strip('"*')))),
        ]
        print(f"| `{words}` | {total:,} | {' | '.join(cells)} |", flush=True)


def _count(store: EmbeddedStore, query: str) -> int:
    return int(next(store.query(query).rows())["n"].value)


def _milliseconds(ask: Callable[[], object]) -> str:
    """The median of several times."""
    times = []
    for _ in range(TIMES):
        begin = time.perf_counter()
        ask()
        times.append(time.perf_counter() - begin)
    return f"{statistics.median(times) * 1000:.1f} ms"


if __name__ == "__main__":
    main()

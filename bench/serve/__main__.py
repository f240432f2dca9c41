"""Measures our service beside other SPARQL servers, over the same generated triples, in one run.

    python bench/serve [--sizes 50k,1m,10m] [--servers ours,oxigraph,virtuoso,rdflib] [--short] [--prepare] [--write]

Without arguments it measures 50 thousand triples in its short form, in about a minute. `--write` renews the tables
of docs/reference/serving-speed.md from the last full result of each size; alone it measures nothing.
"""

import argparse
import json
import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import client
import generate
import measure
import prepare
import report
import servers
from progress import say

ROOT = Path(__file__).resolve().parents[2]
PLACE = ROOT / "build" / "bench-serve"
ENGINES = ROOT / ".engines" / "bin"
PAGE = ROOT / "docs" / "reference" / "serving-speed.md"
SHORT = measure.Plan(seconds=1, repeats=1, connections=(8,))


def arguments() -> argparse.Namespace:
    """What the caller wants."""
    parser = argparse.ArgumentParser(description="Measure our service beside other SPARQL servers.")
    parser.add_argument("--sizes", default="", help=f"of {', '.join(generate.SIZES)}, by commas; 50k in short without")
    parser.add_argument("--servers", default=",".join(servers.NAMES), help="which of them, by commas")
    parser.add_argument("--engines", type=Path, default=ENGINES, help="folder with the programs of the others")
    parser.add_argument("--place", type=Path, default=PLACE, help="where graphs and stores are kept between runs")
    parser.add_argument("--prepare", action="store_true", help="generate and load, for a later run; measure nothing")
    parser.add_argument("--short", action="store_true", help="one round of one second each")
    parser.add_argument("--repeats", type=int, default=measure.Plan.repeats)
    parser.add_argument("--seconds", type=int, default=measure.Plan.seconds, help="of each run of lookups")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="renew the tables of the documentation")
    return parser.parse_args()


def main() -> None:
    """Measure, print, and write if that is wanted."""
    given = arguments()
    plan = measure.Plan(given.seconds, given.repeats) if given.sizes and not given.short else SHORT
    wanted = given.sizes.split(",") if given.sizes else [] if given.write else ["50k"]
    for size in wanted:
        if given.prepare:
            ready(generate.SIZES[size], given)
            continue
        result = run(generate.SIZES[size], given, plan)
        print("\n".join(report.section(result)))
        name = "short.json" if plan is SHORT else "result.json"
        (given.place / str(generate.SIZES[size]) / name).write_text(json.dumps(result, indent=1))
    if given.write:
        report.write(PAGE, report.stored(given.place))


def ready(size: int, given: argparse.Namespace) -> None:
    """Generate and load only."""
    graph, _ = prepare.graph(size, given.place, seed=given.seed)
    with servers.running(given.servers.split(","), graph, given.engines):
        say(f"{size:,} triples: ready in {graph.folder}")


def run(size: int, given: argparse.Namespace, plan: measure.Plan) -> dict[str, Any]:
    """One graph, all servers."""
    say(f"{size:,} triples")
    graph, made = prepare.graph(size, given.place, seed=given.seed)
    results = measure.Results()
    before = os.getloadavg()[0]
    with servers.running(given.servers.split(","), graph, given.engines) as started:
        for engine in started:
            if engine.missing:
                results.note(f"{servers.TITLES[engine.name]} was not measured: {engine.missing}")
            if engine.load_seconds:
                results.note(f"{servers.TITLES[engine.name]} loaded the triples in {engine.load_seconds:.0f} s")
        up = [engine for engine in started if not engine.missing]
        measure.measure(up, graph, plan, results)
    measure.measure_heavy([engine.name for engine in up], graph, plan, results, folder=given.engines)
    after = os.getloadavg()[0]
    for title, found in results.rows.items():
        if len(set(found.values())) > 1:
            results.note(f"{title}: not the same number of rows: {_listed(found)}")
    if exported := results.rows.get("export JSON"):
        results.note(f"the exports have {max(exported.values()):,} rows")
    say(f"{size:,} triples: done")
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": (
            f"{os.cpu_count()} cores, Python {platform.python_version()}, load average {before:.1f} before the servers "
            f"were started and {after:.1f} when they had been measured"
        ),
        "how": (
            f"Lookups by {'wrk' if client.has_wrk() else 'a loop in Python'}, {plan.seconds} s each, same cores; "
            f"the median of {plan.repeats} {'round' if plan.repeats == 1 else 'rounds, the servers in turn'}."
        ),
        "made": made,
        "notes": results.notes,
        "medians": results.medians(),
    }


def _listed(found: dict[str, int]) -> str:
    return ", ".join(f"{servers.TITLES[name]} {count:,}" for name, count in found.items())


if __name__ == "__main__":
    main()

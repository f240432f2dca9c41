"""The tables: on the screen, and in docs/reference/serving-speed.md behind a mark."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from servers import NAMES, TITLES

MARK = "<!-- from here on: make bench-serve -->"
HIGHER_IS_BETTER = "a second"
HIDDEN = re.compile(r"heavy questions still running|.*processor")  # no figures to be ahead in
AIMS = {  # for each peer, which measures and how many times its figure at least
    "virtuoso": {r".*": 1.0},
    "rdflib": {r".*": 1.0},
    "oxigraph": {r"repeated lookups.*a second": 0.5, r"(export [^:]+|aggregation.*|three-way.*), ms": 1.0},
}


def ratio(measure: str, ours: float, peer: float) -> float:
    """How many times better we are: above 1 we are ahead."""
    better, worse = (ours, peer) if measure.endswith(HIGHER_IS_BETTER) else (peer, ours)
    return better / worse if worse else float("inf")


def shortfalls(result: dict[str, Any]) -> Iterator[tuple[str, str, float, float]]:
    """Measure, peer, ratio and the ratio that was aimed at, where it was not reached."""
    for measure, found in result["medians"].items():
        for peer, aims in AIMS.items():
            least = next((least for pattern, least in aims.items() if re.fullmatch(pattern, measure)), None)
            if least is None or peer not in found or "ours" not in found or HIDDEN.match(measure):
                continue
            reached = ratio(measure, found["ours"], found[peer])
            if reached < least:
                yield measure, peer, reached, least


def table(result: dict[str, Any]) -> Iterator[str]:
    """One graph's figures; in brackets how many times better we are than that server."""
    names = [name for name in NAMES if any(name in found for found in result["medians"].values())]
    yield "| measure | " + " | ".join(TITLES[name] for name in names) + " |"
    yield "|---|" + "---:|" * len(names)
    for measure, found in result["medians"].items():
        yield f"| {measure} | " + " | ".join(_cell(measure, name, found) for name in names) + " |"


def _cell(measure: str, name: str, found: dict[str, float]) -> str:
    if name not in found:
        return "-"
    value = found[name]
    text = "none in time" if value == float("inf") else f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
    if name == "ours" or "ours" not in found or HIDDEN.match(measure):
        return text
    return f"{text} ({ratio(measure, found['ours'], value):.2f})"


def section(result: dict[str, Any]) -> Iterator[str]:
    """What a run says of one graph."""
    made = result["made"]
    yield f"## {made['triples']:,.0f} triples"
    yield ""
    yield (
        f"{result['date']}; {result['machine']}. {made['documents']:,.0f} documents, generated in "
        f"{made['generate_seconds']:.0f} s, loaded in {made['load_seconds']:.0f} s ({made['load_processor']:.0f} s of "
        f"processor time). {result['how']}"
    )
    yield ""
    yield from (f"- {note}" for note in result["notes"])
    yield ""
    yield from table(result)
    yield ""
    short = list(shortfalls(result))
    yield "Below the aim:" if short else "Every aim is met."
    if short:
        yield ""
        for measure, peer, reached, least in short:
            yield f"- {measure}: {reached:.2f} times {TITLES[peer]}, aimed at {least:g}"
    yield ""


def write(path: Path, results: list[dict[str, Any]]) -> None:
    """Put the sections behind the mark; what stands before it was written by people."""
    before, mark, _ = path.read_text(encoding="utf-8").partition(MARK)
    if not mark:
        raise SystemExit(f"error: {path} has no line {MARK}")
    lines = [line for result in results for line in section(result)]
    path.write_text(before + MARK + "\n\n" + "\n".join(lines).rstrip() + "\n", encoding="utf-8")


def stored(place: Path) -> list[dict[str, Any]]:
    """The last result of each size, the smallest graph first."""
    found = [json.loads(path.read_text()) for path in place.glob("*/result.json")]
    return sorted(found, key=lambda result: result["made"]["triples"])

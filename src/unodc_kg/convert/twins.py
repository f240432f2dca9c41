"""Two sources that claim the same place: one text a language, and one reference text, of each document."""

from pathlib import Path

HINT = (
    "Remove one of the two. If both are meant, give one of them a manifest with another key, with its right language, "
    "or with the reference_language of the other."
)


def message(source: Path | str, other: Path | str, claim: str) -> str:
    """Which two sources claim the same."""
    if claim.endswith(".nq"):
        return f"{source}: it is the reference text of {claim.removesuffix('.nq')!r}, and so is {other}."
    key, _, language = claim.rpartition(".")
    return f"{source}: its key is {key!r} and its language {language}, and so are those of {other}."

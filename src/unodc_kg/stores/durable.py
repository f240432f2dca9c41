"""Files that outlast a loss of power: what is said to be there is on the disk, whole.

The system may write a name to the disk before the content that it names, so the content goes first.
"""

import json
import os
from pathlib import Path
from typing import Any


def write_text(path: Path, text: str) -> None:
    """Write a small file in one step: whoever reads it sees the old content or the new."""
    part = path.with_name(f"{path.name}.part")
    with part.open("w", encoding="utf-8", newline="\n") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    part.replace(path)
    sync(path.parent)


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write a small JSON file in one step, its keys sorted."""
    write_text(path, json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n")


def sync(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

"""Folders for files that nobody needs when the process has ended; where they stand is no client's business."""

import re
import shutil
import tempfile
from multiprocessing import util
from pathlib import Path

PREFIX = "unodc-kg-"


def folder(owner: object = None) -> Path:
    """A new folder; it is removed with its owner, or when the process ends."""
    made = Path(tempfile.mkdtemp(prefix=PREFIX))
    util.Finalize(owner, shutil.rmtree, (made, True), exitpriority=1)
    return made


def hidden(text: str) -> str:
    """Text without the names of such folders."""
    return re.sub(rf"{re.escape(tempfile.gettempdir())}/{PREFIX}\w+/?", "", text)

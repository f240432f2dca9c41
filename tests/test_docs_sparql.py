"""Every request of the page on SPARQL is sent to a running service and answers what stands behind it."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from live import ROOT, TOKEN, make_version, serving
from serving import QUADS

PAGE = (ROOT / "docs" / "reference" / "sparql.md").read_text(encoding="utf-8")
REQUESTS = re.findall(r"^    (curl .+)\n    # (.+)$", PAGE, re.MULTILINE)
HERE = "http://localhost:8000"


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_every_request_answers_what_the_page_says(tmp_path: Path) -> None:
    assert len(REQUESTS) > 25
    assert len(REQUESTS) == len(re.findall(r"^    curl ", PAGE, re.MULTILINE))
    make_version(tmp_path / "data", QUADS)
    with serving(tmp_path) as live:
        for line, expected in REQUESTS:
            command = line.replace(HERE, live.address).replace(
                "curl ", "curl -sS -o /dev/null -w '%{http_code} %{content_type}' ", 1
            )
            result = subprocess.run(
                command,
                check=False,
                shell=True,
                capture_output=True,
                text=True,
                timeout=60,
                env=os.environ | {"TOKEN": TOKEN},
            )
            assert (result.stdout.strip(), result.stderr) == (expected, ""), line


def test_the_tables_name_every_parameter_and_address() -> None:
    source = (ROOT / "src" / "unodc_kg" / "web" / "protocol.py").read_text(encoding="utf-8")
    names = set(re.findall(r'"((?:default|named|using|using-named)-graph-uri)"', source)) | {
        "query",
        "update",
        "format",
    }
    assert all(f"`{name}`" in PAGE or f"{name}=" in PAGE for name in names)

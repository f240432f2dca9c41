"""What the tests of many documents share: small reports of invented ports, good and bad."""

from pathlib import Path

from converting import ROOT, report
from unodc_kg import batch
from unodc_kg.batch import Failed, Order

TEXTS = {
    "one.txt": report("毒品和犯罪问题办公室在肯尼亚推出了《灯塔手册》。"),
    "two.TXT": report("世卫组织为 12 名官员举办了关于港口的讲习班。"),
    "below/three.txt": report("大会第74/247号决议欢迎《海岸手册》。"),
    "below/deep/four.txt": report("秘鲁加入了港口网络。"),
}
BAD = {
    "bad-empty.txt": b"",
    "bad-blank.txt": b" \n\n \t\n",
    "bad-signs.txt": b"\xff\xfe\x00\xd8" + b"\x80\x81" * 40,
    "bad-manifest.txt": TEXTS["one.txt"].encode(),
    "bad-manifest.toml": b"key = [",
}
LEFT_OUT = {"readme.md": b"# no document", ".hidden.txt": b"x", ".git/a.txt": b"x"}


def write(folder: Path, files: dict[str, bytes | str]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def run(paths: list[Path], output: Path, **options) -> list[batch.Result]:
    options = {"jobs": 1} | options
    return list(batch.run(batch.documents(paths), Order(ROOT, output, **options)))


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.glob("*.nq")}


def failures(results: list[batch.Result]) -> dict[str, Failed]:
    return {result.source.name: result for result in results if isinstance(result, Failed)}

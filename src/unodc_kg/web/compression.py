"""Packs answers that are worth it, chunk by chunk, in the best coding that the client takes (RFC 9110, 8.4 and 12.5.3).

The first chunk is flushed through the compressor, so that the first byte comes at once.
"""

import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from backports import zstd

from unodc_kg.web.cache import Headers

SMALLEST = 1024  # bytes; below it the headers outweigh what is won
GZIP_LEVEL = 6  # the usual one
ZSTD_LEVEL = 3
PACKABLE = re.compile(
    r"text/|application/(?:[\w.+-]*\+)?(?:json|xml)\b|application/(?:n-triples|n-quads|trig|javascript)"
)


@dataclass(frozen=True)
class Packer:
    """What both libraries' compressors do: pack some bytes, send what is held back, end."""

    pack: Callable[[bytes], bytes]
    flush: Callable[[], bytes]
    finish: Callable[[], bytes]


def _gzip() -> Packer:
    packer = zlib.compressobj(GZIP_LEVEL, zlib.DEFLATED, 31)  # 31: with the header and trailer of gzip
    return Packer(packer.compress, lambda: packer.flush(zlib.Z_SYNC_FLUSH), packer.flush)


def _zstd() -> Packer:
    packer = zstd.ZstdCompressor(ZSTD_LEVEL)
    return Packer(packer.compress, lambda: packer.flush(packer.FLUSH_BLOCK), packer.flush)


CODINGS: dict[str, Callable[[], Packer]] = {"zstd": _zstd, "gzip": _gzip}  # the better first


@lru_cache(1000)
def coding(accept: str) -> str:
    """The coding that an Accept-Encoding header likes best of ours; "" to send the answer as it is."""
    liked: dict[str, float] = {}
    for part in accept.lower().split(",")[:50]:
        name, *parameters = (piece.strip() for piece in part.split(";"))
        quality = next((piece[2:] for piece in parameters if piece.startswith("q=")), "1")
        liked[name] = float(quality) if re.fullmatch(r"0(\.\d{0,3})?|1(\.0{0,3})?", quality, re.ASCII) else 0.0
    anything = liked.get("*", 0.0)
    best = max(CODINGS, key=lambda name: liked.get(name, anything))  # of equals the first
    quality_of_best = liked.get(best, anything)
    return best if quality_of_best > 0 and quality_of_best >= liked.get("identity", 0.0) else ""


def dressed(status: str, headers: Headers, name: str, tags: str) -> tuple[Headers, str]:
    """The headers as they are sent, and in which coding the body is; `tags` are the ETags that the client has."""
    if status.startswith("304"):
        known = [(key, _as_known(value, name, tags) if key == "ETag" else value) for key, value in headers]
        return _varying(known), ""
    if not _packable(status, headers):
        return [*headers], ""
    headers = _varying(headers)
    return (_marked(headers, name), name) if name and _large(headers) else (headers, "")


def unsuffixed(tags: str, *names: str) -> str:
    """The ETags that a client has, as the views know them: without these codings; all of ours if none is given."""
    for name in names or CODINGS:
        tags = tags.replace(f'-{name}"', '"') if name else tags
    return tags


def packed(chunks: Iterable[bytes], name: str) -> Iterator[bytes]:
    """The chunks in a coding. An error on the way is passed on and the end left out: no part passes for the whole."""
    packer = CODINGS[name]()
    first = True
    for chunk in filter(None, chunks):
        data = packer.pack(chunk) + (packer.flush() if first else b"")
        first = False
        if data:
            yield data
    yield packer.finish()


def _packable(status: str, headers: Headers) -> bool:
    """Could this answer be packed: a whole one, of a kind that shrinks, and not packed already?"""
    names = {key.lower(): value for key, value in headers}
    return (
        status.startswith("200")
        and PACKABLE.match(names.get("content-type", "")) is not None
        and "content-encoding" not in names
        and "no-transform" not in names.get("cache-control", "")
    )


def _large(headers: Headers) -> bool:
    """Is the answer of a size that is worth it? One that says no size is a stream."""
    return all(int(value) >= SMALLEST for key, value in headers if key.lower() == "content-length")


def _varying(headers: Headers) -> Headers:
    known = [value for key, value in headers if key == "Vary"]
    return [*(header for header in headers if header[0] != "Vary"), ("Vary", ", ".join([*known, "Accept-Encoding"]))]


def _marked(headers: Headers, name: str) -> Headers:
    """The headers of an answer that is packed: other bytes, so another strong ETag (RFC 9110, 8.8.3.3)."""
    kept = [(key, value) for key, value in headers if key.lower() not in ("content-length", "accept-ranges")]
    tagged = [(key, _suffixed(value, name) if key == "ETag" else value) for key, value in kept]
    return [*tagged, ("Content-Encoding", name)]


def _suffixed(tag: str, name: str) -> str:
    """The ETag of an answer in a coding."""
    return f'{tag[:-1]}-{name}"'


def _as_known(tag: str, name: str, tags: str) -> str:
    """The ETag of a 304: that of the answer which the client has."""
    suffixed = _suffixed(tag, name)
    return suffixed if name and suffixed in tags else tag

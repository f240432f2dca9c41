"""How the text of a setting becomes a value: each function raises ValueError where it cannot."""

import re
from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path

URL = r"https?://[^\s<>\"{}|\\^`]+"
IRI = r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+"
Networks = tuple[IPv4Network | IPv6Network, ...]


def path(text: str) -> Path:
    """A place in the file system, with ~ for the home folder."""
    return Path(text).expanduser().resolve()


def word(text: str) -> str:
    """Something without spaces."""
    if not text or text != text.strip() or any(character.isspace() for character in text):
        raise ValueError
    return text


def maybe(text: str) -> str:
    """The same, or nothing."""
    return word(text) if text else ""


def token(text: str) -> str:
    """What a client can send behind `Bearer` (RFC 6750), or nothing."""
    if not re.fullmatch(r"([A-Za-z0-9._~+/-]+=*)?", text):
        raise ValueError
    return text


def maybe_url(text: str) -> str:
    """A web address, or nothing."""
    if text and not re.fullmatch(URL, text):
        raise ValueError
    return text


def maybe_iri(text: str) -> str:
    """An IRI, or nothing."""
    if text and not re.fullmatch(IRI, text):
        raise ValueError
    return text


def store(text: str) -> str:
    """A folder, memory:, or a web address."""
    if "://" in text:
        return maybe_url(text)
    return text if text == "memory:" else str(path(text))


def web_iri(text: str) -> str:
    """A web address that ends in /."""
    if not re.fullmatch(URL, text) or not text.endswith("/"):
        raise ValueError
    return text


def one_of(*known: str) -> Callable[[str], str]:
    """One of these words."""

    def read(text: str) -> str:
        if text not in known:
            raise ValueError
        return text

    return read


def whole(low: int, high: int) -> Callable[[str], int]:
    """A whole number in these bounds."""

    def read(text: str) -> int:
        value = int(text) if text.isascii() and text.isdigit() else low - 1
        if not low <= value <= high:
            raise ValueError
        return value

    return read


def seconds(low: float, high: float) -> Callable[[str], float]:
    """Seconds, with a fraction if wanted, in these bounds."""

    def read(text: str) -> float:
        if not re.fullmatch(r"\d+(\.\d+)?", text, re.ASCII) or not low <= float(text) <= high:
            raise ValueError
        return float(text)

    return read


def networks(text: str) -> Networks:
    """Addresses or networks with commas between them, or none."""
    return () if text == "none" else tuple(ip_network(part.strip(), strict=False) for part in text.split(","))

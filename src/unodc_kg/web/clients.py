"""Who asks: the address of the client, and what proxies that we trust say about it.

Anybody can write X-Forwarded-For. It counts only where the connection itself comes from a trusted proxy, and is read
from its end, where that proxy wrote, up to the first address that is not one of ours.
"""

from collections.abc import Mapping, MutableMapping, Sequence
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

Networks = Sequence[IPv4Network | IPv6Network]
FORWARDING = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")
LOCAL = "127.0.0.1"  # a connection without address: a Unix socket, or the test client


def client(environ: Mapping[str, Any], trusted: Networks) -> str:
    """The address of the client."""
    peer = str(environ.get("REMOTE_ADDR") or LOCAL)
    if not trusted or not within(peer, trusted):
        return peer
    hops = [hop.strip() for hop in str(environ.get("HTTP_X_FORWARDED_FOR", "")).split(",")[-20:]]
    for hop in reversed(hops):
        if not _is_address(hop):
            return peer
        if not within(hop, trusted):
            return hop
    return peer


@lru_cache(maxsize=10_000)
def account(address: str) -> str:
    """Whose budget pays: an address; of IPv6 the network of a household, which has more addresses than seconds."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or ip_network((parsed, 64), strict=False))
    return address


def within(address: str, networks: Networks) -> bool:
    """Is the address in one of the networks?"""
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    plain = parsed.ipv4_mapped or parsed if isinstance(parsed, IPv6Address) else parsed
    return any(plain in network for network in networks)


def is_operator(environ: Mapping[str, Any], address: str, allowed: Networks, trusted: Networks) -> bool:
    """May this client see what is for the operator? Not through a proxy that we know nothing of."""
    forwarded = any(name in environ for name in FORWARDING)
    if forwarded and not within(environ.get("REMOTE_ADDR") or LOCAL, trusted):
        return False
    return within(address, allowed)


def believe(environ: MutableMapping[str, Any], trusted: Networks) -> None:
    """Take the scheme and the host from a trusted proxy, so that the addresses that we write are the public ones."""
    if not trusted or not within(environ.get("REMOTE_ADDR") or LOCAL, trusted):
        return
    if environ.get("HTTP_X_FORWARDED_PROTO") in ("http", "https"):
        environ["wsgi.url_scheme"] = environ["HTTP_X_FORWARDED_PROTO"]
    if environ.get("HTTP_X_FORWARDED_HOST"):
        environ["HTTP_HOST"] = environ["HTTP_X_FORWARDED_HOST"]


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True

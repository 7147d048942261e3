"""Which addresses a picture may be fetched from. A gateway's answer can name any address, and this machine stands inside someone's network.

Only http(s) and only public addresses, each one checked after the name was resolved: `fetch` then connects to the very address that was checked, so that a
name can not point elsewhere a moment later. The gateway's own host and port are trusted as they are (the demo gateway lives on loopback).
Behind a proxy the proxy resolves names; what this machine can not resolve itself goes through unchecked then, and `http.note_proxy` says so.
"""

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import httpx

from studio.errors import BadReply
from studio.http.address import PORTS, Endpoint, is_loopback, shown
from studio.http.secrecy import redact

NAT64 = ip_network("64:ff9b::/96")  # RFC 6052: the last four bytes are the real address
GLOBAL = ip_network("2000::/3")  # what IANA has given out of IPv6; the rest is local, reserved, or a translator's (64:ff9b:1::/48, RFC 8215)
UNROUTED = (ip_network("2001::/23"), ip_network("3fff::/20"))  # special purposes, Teredo among them; documentation (RFC 9637), which old Pythons call global
ISATAP = (bytes.fromhex("00005efe"), bytes.fromhex("02005efe"))  # RFC 5214: the third quarter of an address whose last is IPv4


def is_public(address: str) -> bool:
    """Whether an address is one that anyone could reach: not private, loopback, link-local, shared, reserved, multicast, nor one of those in IPv6 dress."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = _inner(found)
    if inner is not None:
        return is_public(str(inner))
    if isinstance(found, IPv6Address) and (found not in GLOBAL or any(found in net for net in UNROUTED)):
        return False
    if found.packed[8:12] in ISATAP and not is_public(str(IPv4Address(found.packed[12:]))):
        return False
    return found.is_global and not (found.is_private or found.is_multicast or found.is_reserved or found.is_unspecified or found.is_link_local)


def _inner(found: IPv4Address | IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 one carries."""
    if isinstance(found, IPv4Address):
        return None
    if found in NAT64 or (found.packed[:12] == bytes(12) and int(found) > 1):
        return IPv4Address(found.packed[12:])
    return found.ipv4_mapped or found.sixtofour


def place(url: httpx.URL) -> tuple[bytes, int]:
    """Host, as it goes over the wire, and port, filled in."""
    return url.raw_host.lower(), url.port or PORTS.get(url.scheme, 0)


def own(url: httpx.URL, endpoint: Endpoint) -> bool:
    """Whether an address is at the gateway's own host and port."""
    return place(url) == place(httpx.URL(endpoint.base_url))


def parse(url: str, endpoint: Endpoint) -> httpx.URL:
    """An address that may be looked at further, read by the one parser that also connects. Raises BadReply."""
    try:
        target = httpx.URL(url)
        host, port = place(target)
    except (ValueError, httpx.InvalidURL):
        raise refused(url, endpoint) from None
    odd = b"%" in host or any(char.isspace() or char < " " for char in url)
    if target.scheme not in PORTS or not host or target.userinfo or odd or not 0 < port < 65_536:
        raise refused(url, endpoint)
    if is_loopback(host.decode("ascii", "replace")) and not own(target, endpoint):  # by its name, whatever a resolver makes of it
        raise refused(url, endpoint)
    return target


async def addresses(url: httpx.URL, endpoint: Endpoint, *, lenient: bool = False) -> tuple[str, ...]:
    """The addresses to connect to, every one of them checked: one that is not public condemns the name.

    `lenient` (behind a proxy) gives an empty tuple for a name that does not resolve here; else OSError is raised for it, and BadReply for a refusal.
    """
    host, port = place(url)
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host.decode("ascii"), port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        if lenient:
            return ()
        raise error if isinstance(error, OSError) else refused(str(url), endpoint) from error
    known = tuple(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not known or (not own(url, endpoint) and not all(is_public(address) for address in known)):
        raise refused(str(url), endpoint)
    return known


def refused(url: str, endpoint: Endpoint) -> BadReply:
    """The refusal, in words. What the call cost before is unknown."""
    return BadReply("http.picture_refused", billed="maybe", gateway=endpoint.gateway, url=redact(shown(url), endpoint.key))

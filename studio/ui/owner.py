"""Who may change keys and settings: whoever speaks to the studio at this machine's own address, through nothing in between.

A tunnel and a proxy arrive from 127.0.0.1 as well, so the peer's address proves nothing; what they can not hide is the Host that was asked for, or that they
forwarded it. Cross-site requests are refused before this (web/guard.py).
"""

from collections.abc import Mapping

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_FORWARDED = ("forwarded", "via", "x-real-ip")


def at_home(headers: Mapping[str, str]) -> bool:
    """True for a loopback Host without any sign of a proxy. Names of `headers` in lower case."""
    host = headers.get("host", "").lower()
    name, colon, port = host.rpartition(":")
    if (name if colon and port.isdigit() else host) not in LOOPBACK:
        return False
    return not any(name.lower() in _FORWARDED or name.lower().startswith("x-forwarded-") for name in headers)

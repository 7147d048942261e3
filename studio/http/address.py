"""Where a call goes and with which key: an address as pasted made into a root, a key as pasted made into a header value.

Pure. PROTOCOLS.md C2 says what people paste: the root, the root with its version, the whole address of a method. One root comes out of all of them.
"""

import ipaddress
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlencode, urlsplit

from studio.core.catalog import Auth
from studio.errors import UsageError

PORTS: Mapping[str, int] = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One way in. `gateway` is its title, for sentences; `base_url` a normalised root with the route's path; `key` goes where `auth` says, and only there."""

    gateway: str
    base_url: str
    auth: Auth
    key: str = field(default="", repr=False)

    def headers(self) -> dict[str, str]:
        """The one header that carries the key; empty where the address or nothing does."""
        if not self.key or self.auth in {"query-key", "none"}:
            return {}
        return {"x-goog-api-key": self.key} if self.auth == "x-goog-api-key" else {"Authorization": f"Bearer {self.key}"}

    def url(self, path: str = "", query: Mapping[str, str] | None = None) -> str:
        """The whole address of a call, with the key where the gateway takes it only there."""
        return with_query(self.base_url + path, {**(query or {}), **self.secret_query()})

    def secret_query(self) -> dict[str, str]:
        """The key as a query field, where the gateway takes it only there."""
        return {"key": self.key} if self.auth == "query-key" and self.key else {}


def with_query(url: str, query: Mapping[str, str]) -> str:
    """`url` with `query` after whatever query it has."""
    if not query:
        return url
    return f"{url}{'&' if '?' in url else '?'}{urlencode(query)}"


def shown(url: str) -> str:
    """An address fit to be read by a person: no query, no fragment, no user, so no key; not endless either."""
    try:
        parts = urlsplit(url[:300])
    except ValueError:
        return "–"
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def is_loopback(host: str) -> bool:
    """Whether a host is this machine by its very spelling."""
    host = host.strip("[]").rstrip(".").lower()
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


def is_direct(host: str, no_proxy: Iterable[str]) -> bool:
    """Whether a call to `host` leaves the proxy out: loopback always; else what `no_proxy` names, with its subdomains (`*` names all)."""
    host = host.strip("[]").rstrip(".").lower()
    names = [name.strip().lower().removeprefix("*.").lstrip(".").partition(":")[0] for name in no_proxy]
    return is_loopback(host) or any(name == "*" or (name and (host == name or host.endswith("." + name))) for name in names)


def normalise(base_url: str, *, strip: Iterable[str] = ()) -> str:
    """The root of a pasted address: scheme, host and what stands before the API's own paths, without a slash at the end.

    `strip` names further endings to drop, the paths that a gateway's routes will add again. Raises UsageError (field `base_url`), without quoting the
    address where it holds a name, a password or a query: there might be a key in it.
    """
    text = re.sub(r"[\r\n\t\u200b\ufeff]", "", base_url).strip()
    try:
        parts = urlsplit(text)
        bad_port = parts.port == 0
    except ValueError:
        raise UsageError("http.address_broken", field="base_url") from None
    if "@" in parts.netloc:
        raise UsageError("http.address_user", field="base_url")
    if parts.query or parts.fragment or "?" in text or "#" in text:
        raise UsageError("http.address_query", field="base_url")
    if parts.scheme not in PORTS:
        raise UsageError("http.address_scheme", field="base_url", url=text[:80])
    if bad_port or not _is_host(parts) or re.search(r"[\s\x00-\x1f\x7f\\]", text):
        raise UsageError("http.address_broken", field="base_url")
    return f"{parts.scheme}://{parts.netloc.lower()}{_root(parts.path, tuple(strip))}"


def _is_host(parts: SplitResult) -> bool:
    """Whether the host can be one: an address in brackets, or labels of letters, figures and hyphens (any script)."""
    host = parts.hostname or ""
    if ":" in host:
        return "[" in parts.netloc
    return bool(host) and ".." not in host and all(char.isalnum() or char in "-._" for char in host)


def _root(path: str, strip: tuple[str, ...]) -> str:
    """What stands before the API's own paths."""
    path = re.sub(r"/{2,}", "/", path)
    path = re.sub(r"/v1beta(/.*)?$", "", path)
    endings = ("/images/generations", "/images/edits", "/chat/completions", "/models", *("/" + ending.strip("/") for ending in strip if ending.strip("/")))
    before = None
    while before != path:
        before = path = path.rstrip("/")
        for ending in endings:
            path = path.removesuffix(ending)
    return path


def check_key(key: str) -> str:
    """The key without the blanks, quotes and `Bearer` that are pasted along. Raises UsageError (field `key`), which never repeats it."""
    key = key.strip().strip("\u200b\ufeff")
    if len(key) > 1 and key[0] == key[-1] and key[0] in "\"'":
        key = key[1:-1].strip()
    key = re.sub(r"^bearer\s+", "", key, flags=re.IGNORECASE)
    if not all("!" <= char <= "~" for char in key):
        raise UsageError("http.key_characters", field="key")
    return key

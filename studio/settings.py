"""Settings: what the environment and the .env files say, read once, frozen.

`Settings.read` is given what the layers say and opens nothing itself. A key and the address it is sent to
must come from one layer, or the address from the environment: a stranger's `.env` must not redirect your key, be it through an address, a proxy, a
certificate or a home with gateways of its own. Each gateway's own variables are data on the gateway; COMMANDS.md is the contract.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

from studio.core.catalog import Auth, Case, Gateway, Model, Route
from studio.core.geometry import ASPECTS_14, sides
from studio.core.models import GPT_CANVAS, drawer, pixel_sizes
from studio.core.request import TASKS
from studio.errors import NotConfigured, UsageError
from studio.http.address import check_key, normalise
from studio.layers import Seen, read_auth


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """One gateway as configured: where it is and with which key. `problem` says why it can not be used though a key is there."""

    gateway: Gateway
    base_url: str
    key: str = field(default="", repr=False)
    problem: UsageError | None = None

    @property
    def configured(self) -> bool:
        """It can be asked."""
        return self.problem is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that can be set. Seconds for times; `auth` pairs of user and password."""

    home: Path
    host: str = "127.0.0.1"
    port: int = 7860
    auth: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    gateway: str = ""
    model: str = ""
    timeout: float = 300
    deadline: float = 900
    retries: int = 2
    retry_timeouts: bool = False
    proxy: str = ""
    ca_bundle: str = ""
    drain: float = 300
    public_url: str = ""
    trusted_proxies: tuple[str, ...] = ()
    access: tuple[Access, ...] = ()

    @classmethod
    def read(cls, seen: Seen, gateways: Sequence[Gateway], extra: str = "") -> "Settings":
        """From the layers and the text of `gateways.toml`. Raises UsageError naming the variable for a value that is none."""
        more = read_gateways(extra) if extra.strip() else ()
        names = {gateway.name for gateway in more}
        everyone = (*(g for g in gateways if g.name not in names), *more)
        access = tuple(_access(gateway, seen, by_file=gateway.name in names) for gateway in sorted(everyone, key=lambda g: g.builtin))
        return cls(
            home=seen.home,
            host=seen.text("STUDIO_HOST", "127.0.0.1"),
            port=int(seen.number("STUDIO_PORT", 7860, 1, 65_535)),
            auth=read_auth(seen.text("STUDIO_AUTH", "")),
            gateway=seen.text("STUDIO_GATEWAY", ""),
            model=seen.text("STUDIO_MODEL", ""),
            timeout=seen.number("STUDIO_TIMEOUT", 300, 1, 3600),
            deadline=seen.number("STUDIO_DEADLINE", 900, 1, 86_400),
            retries=int(seen.number("STUDIO_RETRIES", 2, 0, 5)),
            retry_timeouts=seen.switch("STUDIO_RETRY_TIMEOUTS"),
            proxy=seen.text("STUDIO_PROXY", ""),
            ca_bundle=seen.text("STUDIO_CA_BUNDLE", ""),
            drain=seen.number("STUDIO_DRAIN", 300, 0, 3600),
            public_url=seen.text("STUDIO_PUBLIC_URL", "").rstrip("/"),
            trusted_proxies=tuple(p.strip() for p in seen.text("STUDIO_TRUSTED_PROXIES", "").split(",") if p.strip()),
            access=access,
        )

    def of(self, name: str) -> Access:
        """The configured gateway of that name. Raises UsageError for an unknown name, NotConfigured (naming the variable) where key or address is missing."""
        known = {access.gateway.name: access for access in self.access}
        if name not in known:
            raise UsageError("plan.unknown_gateway", field="gateway", gateway=name, known=", ".join(known))
        if problem := known[name].problem:
            raise problem
        return known[name]

    @property
    def chosen(self) -> str:
        """The gateway selected at start: the one that was set, else the first that is configured, the demo last."""
        if self.gateway:
            return self.gateway
        return next(access.gateway.name for access in self.access if access.configured)


def _access(gateway: Gateway, seen: Seen, *, by_file: bool) -> Access:
    """The key and address of one gateway, or the problem that keeps it from being used. `by_file`: gateways.toml names it."""
    if gateway.builtin:
        return Access(gateway=gateway, base_url="")
    raw, key_rank = seen.find(*gateway.key_env)
    address = seen.find(gateway.base_env)[0] if gateway.base_env else ""
    base = gateway.base_url
    try:
        base = normalise(address, strip=[route.path for route in gateway.routes if route.path]) if address else gateway.base_url
        key = check_key(raw) if raw else ""
    except UsageError as error:
        return Access(gateway=gateway, base_url=gateway.base_url, problem=error)
    problem: UsageError | None = None
    if not base:
        problem = NotConfigured("plan.no_address", field="gateway", gateway=gateway.title, variable=gateway.base_env)
    elif not key and any(route.auth != "none" for route in gateway.routes):
        problem = NotConfigured("plan.no_key", field="gateway", gateway=gateway.title, variable=(gateway.key_env or ("",))[0])
    elif key:
        ways = {name: rank for name in (gateway.base_env, "STUDIO_PROXY", "STUDIO_CA_BUNDLE") if name and (rank := seen.find(name)[1]) < len(seen.layers)}
        ways |= {"gateways.toml": seen.home_rank} if by_file else {}
        for name, rank in ways.items():
            below = name == gateway.base_env and rank > key_rank
            if below or (seen.foreign(rank) and not seen.foreign(key_rank)):
                problem = UsageError("plan.foreign_address", field="gateway", variable=name, where=seen.layers[rank].name)
    return Access(gateway=gateway, base_url=base, key=key, problem=problem)


def read_gateways(text: str) -> tuple[Gateway, ...]:
    """Gateways of a `gateways.toml`. Raises UsageError naming the table and what is wrong with it."""
    try:
        whole = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise UsageError("settings.toml", field="gateways.toml", what=str(error)) from error
    tables = whole.get("gateway", {})
    if whole.keys() - {"gateway"} or not isinstance(tables, dict) or not all(isinstance(table, dict) for table in tables.values()):
        raise UsageError("settings.toml", field="gateways.toml", what="it holds tables named [gateway.NAME] and nothing else")
    return tuple(_gateway(name, table) for name, table in tables.items())


_IMAGES = ("openai-images", "openai_images")
_WORDS: Mapping[str, tuple[str, ...]] = {
    "dialect": ("gemini", *_IMAGES), "auth": get_args(Auth), "part_case": get_args(Case), "stream": ("on", "off", "auto"),
    "chat": ("replay", "emulate", "none"), "multi_image_field": ("image[]", "image"), "response_format": ("", "b64_json", "url"),
}  # fmt: skip
_NUMBERS: Mapping[str, tuple[int, int]] = {
    "max_references": (0, 100), "max_count": (1, 10), "per_call": (1, 10), "partials": (0, 3), "limit": (1, 100), "budget": (100_000, 2_000_000_000),
}  # fmt: skip
_CHOICES = ("qualities", "backgrounds", "formats", "moderations")
_TEXTS, _LISTS = ("title", "base_url", "key_env", "note"), ("models", "requires", "aspects", "sizes", "thinking", "canvas", *_CHOICES)
_SWITCHES = ("thinks", "signs", "system", "any_size", "compresses", "mask")
_FACTS = ("aspects", "sizes", "max_references", "max_count", "thinking", "thinks", "signs", "chat", "system", "note")
_FACTS_IMAGES = ("max_references", "max_count", "per_call", "partials", "any_size", "compresses", "mask", "response_format", "note", *_CHOICES)
"""What of a table is laid over the ordinary model of its dialect."""


def _reads(name: str, value: object) -> bool:
    """Whether a value of a table is of its kind."""
    if name in _WORDS:
        return value in _WORDS[name]
    if name in _NUMBERS:
        return isinstance(value, int) and not isinstance(value, bool) and _NUMBERS[name][0] <= value <= _NUMBERS[name][1]
    if name in _LISTS:
        return isinstance(value, list) and all(isinstance(item, str) and item for item in value)
    return isinstance(value, bool) if name in _SWITCHES else name in _TEXTS and isinstance(value, str)


def _gateway(name: str, table: Mapping[str, Any]) -> Gateway:
    wrong = next((key for key, value in table.items() if not _reads(key, value)), "" if table.get("base_url") else "base_url")
    wrong = wrong or ("name" if name == "demo" or not name.isascii() or not name.replace("-", "").replace("_", "").isalnum() else "")
    if wrong:
        raise UsageError("settings.gateway", field="gateways.toml", name=name[:40], what=wrong)
    try:
        base_url = normalise(table["base_url"])
    except UsageError as error:
        raise UsageError("settings.toml", field="gateways.toml", what=f"[gateway.{name}] {error}".rstrip(".")) from error
    images = table.get("dialect") in _IMAGES
    plain = _drawer(table) if images else Model(id="", title="", aspects=ASPECTS_14, sizes=("1K", "2K", "4K"), max_references=14)
    plain = replace(plain, **{key: _tuple(table[key]) for key in (_FACTS_IMAGES if images else _FACTS) if key in table})
    route = Route(
        dialect="openai_images" if images else "gemini",
        path="/v1" if images and not urlsplit(base_url).path else "",  # the root of such a server is below /v1, as its clients have it
        tasks=("generate", "edit") if images else TASKS,
        multi_image_field=table.get("multi_image_field", "image[]"),
        auth=table.get("auth", "bearer"),
        part_case=table.get("part_case", "camel"),
        stream=table.get("stream", "auto"),
        requires=frozenset(table.get("requires", ())),
        models=tuple(replace(plain, id=item, title=item) for item in table.get("models", ())),
        ordinary=plain,
    )
    return Gateway(
        name=name,
        title=table.get("title") or name,
        base_url=base_url,
        key_env=(table["key_env"],) if table.get("key_env") else (),
        routes=(route,),
        limit=table.get("limit", 4),
        budget=table.get("budget", 20_000_000),
        note=table.get("note", ""),
    )


def _drawer(table: Mapping[str, Any]) -> Model:
    """The ordinary model of an Images server: any size, or those that its table names."""
    canvas = _tuple(table.get("canvas", () if table.get("any_size") else GPT_CANVAS))
    sizes = pixel_sizes(*canvas) if any(map(sides, canvas)) else {"any_size": True}
    return drawer("", "", **sizes)


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value

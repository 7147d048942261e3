"""Settings: what the environment and the .env files say, read once, frozen.

`Settings.read` is given what the layers say and opens nothing itself. A key and the address it is sent to
must come from one layer, or the address from a higher one: a stranger's `.env` must not redirect your key. Each gateway's own variables are data on the
gateway; COMMANDS.md is the contract.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from studio.core.catalog import Gateway, Model, Route
from studio.core.geometry import ASPECTS_14
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
        access = tuple(_access(gateway, seen) for gateway in sorted(everyone, key=lambda g: g.builtin))
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
            retry_timeouts=seen.text("STUDIO_RETRY_TIMEOUTS", "").lower() in ("1", "true", "yes", "on"),
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


def _access(gateway: Gateway, seen: Seen) -> Access:
    """The key and address of one gateway, or the problem that keeps it from being used."""
    if gateway.builtin:
        return Access(gateway=gateway, base_url="")
    raw, key_rank = seen.find(*gateway.key_env)
    address, address_rank = seen.find(gateway.base_env) if gateway.base_env else ("", 0)
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
    elif address and key and address_rank > key_rank:
        where = seen.layers[address_rank].name
        problem = UsageError("plan.foreign_address", field="gateway", variable=gateway.base_env, where=where)
    return Access(gateway=gateway, base_url=base, key=key, problem=problem)


def read_gateways(text: str) -> tuple[Gateway, ...]:
    """Gateways of a `gateways.toml`. Raises UsageError naming the table and what is wrong with it."""
    try:
        tables = tomllib.loads(text).get("gateway", {})
    except tomllib.TOMLDecodeError as error:
        raise UsageError("settings.toml", field="gateways.toml", what=str(error)) from error
    return tuple(_gateway(name, table) for name, table in tables.items())


_AUTHS = ("bearer", "x-goog-api-key", "query-key", "none")
_QUIRKS = ("part_case", "requires", "stream", "aspects", "sizes", "max_references", "thinking", "thinks", "signs", "chat", "system", "limit", "budget", "note")


def _gateway(name: str, table: Mapping[str, object]) -> Gateway:
    known = {"title", "base_url", "dialect", "auth", "key_env", "models", *_QUIRKS}
    wrong = next((key for key in table if key not in known), "")
    dialect, auth = str(table.get("dialect", "gemini")), str(table.get("auth", "bearer"))
    wrong = wrong or ("dialect" if dialect != "gemini" else "auth" if auth not in _AUTHS else "base_url" if not table.get("base_url") else "")
    if wrong:
        raise UsageError("settings.gateway", field="gateways.toml", name=name, what=wrong)
    plain = Model(id="", title="", aspects=ASPECTS_14, sizes=("1K", "2K", "4K"), max_references=14)
    facts = {key: _tuple(table[key]) for key in ("aspects", "sizes", "max_references", "thinking", "thinks", "signs", "chat", "system", "note") if key in table}
    plain = replace(plain, **facts)
    ids = _tuple(table.get("models", ()))
    route = Route(
        dialect=dialect,
        auth=auth,  # type: ignore[arg-type]  # checked above
        part_case="snake" if table.get("part_case") == "snake" else "camel",
        stream=str(table.get("stream", "auto")),  # type: ignore[arg-type]
        requires=frozenset(str(item) for item in _tuple(table.get("requires", ()))),
        models=tuple(replace(plain, id=str(item), title=str(item)) for item in ids),
        ordinary=plain,
    )
    return Gateway(
        name=name,
        title=str(table.get("title", name)),
        base_url=normalise(str(table["base_url"])),
        key_env=(str(table["key_env"]),) if table.get("key_env") else (),
        routes=(route,),
        limit=int(str(table.get("limit", 4))),
        budget=int(str(table.get("budget", 20_000_000))),
        note=str(table.get("note", "")),
    )


def _tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value

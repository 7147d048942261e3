"""Settings: what the environment and the .env files say, read once, frozen.

`Settings.read` is given what the layers say and opens nothing itself. A key and the address it is sent to
must come from one layer, or the address from the environment: a stranger's `.env` must not redirect your key, be it through an address, a proxy, a
certificate or a home with gateways of its own. Each gateway's own variables are data on the gateway; COMMANDS.md is the contract.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from studio import declared
from studio.core.catalog import Gateway
from studio.errors import NotConfigured, UsageError
from studio.http.address import check_key, normalise
from studio.layers import Seen, read_auth


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """One gateway as configured: where it is and with which key. `problem` says why it can not be used though a key is there.

    `plain` is the gateway as its data has it, where the doctor's findings were laid over `gateway`; `where` names the layer that the key comes from, and
    `declared` says that `gateways.toml` names the gateway.
    """

    gateway: Gateway
    base_url: str
    key: str = field(default="", repr=False)
    problem: UsageError | None = None
    plain: Gateway | None = None
    where: str = ""
    declared: bool = False

    @property
    def configured(self) -> bool:
        """It can be asked."""
        return self.problem is None

    @property
    def own(self) -> Gateway:
        """The gateway as its data has it."""
        return self.plain or self.gateway


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that can be set. Seconds for times; `auth` pairs of user and password. `layers` reads again what these settings were read from."""

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
    layers: Callable[[], Seen] | None = field(default=None, repr=False, compare=False)

    @classmethod
    def read(cls, seen: Seen, gateways: Sequence[Gateway], extra: str = "") -> "Settings":
        """From the layers and the text of `gateways.toml`. Raises UsageError naming the variable for a value that is none."""
        more = declared.read(extra) if extra.strip() else ()
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
        return Access(gateway=gateway, base_url=gateway.base_url, problem=error, declared=by_file)
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
    where = seen.layers[key_rank].name if key else ""
    return Access(gateway=gateway, base_url=base, key=key, problem=problem, where=where, declared=by_file)

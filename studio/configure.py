"""What a person sets up from the page: keys, and gateways by their address. Written into the home, and followed at once, without a restart.

A key goes into `<home>/.env`, a gateway into `<home>/gateways.toml`; then the studio reads its settings again. Runs at work keep what they began with. Nothing
here returns, logs or repeats a key.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from studio import declared, keys
from studio.core.catalog import Gateway
from studio.core.notes import Note, note
from studio.declared import Table
from studio.engine import Studio
from studio.errors import UsageError
from studio.http.address import check_key, normalise
from studio.layers import Seen
from studio.settings import Access, Settings
from studio.store.files import disk, locked, write_atomic


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written: where, under which variable, and the sentences to say about it, which layer wins among them."""

    access: Access
    variable: str
    path: Path
    notes: tuple[Note, ...]


def key_file(settings: Settings) -> Path:
    """Where keys are written."""
    return settings.home / ".env"


def key_variable(gateway: Gateway) -> str:
    """The variable that a key of this gateway is written under; empty where it takes none."""
    return gateway.key_env[0] if gateway.key_env else ""


def save_key(studio: Studio, gateway: str, key: str) -> Written:
    """Write the key of a gateway. Raises UsageError (field `key`) for a key that is none, for a gateway that takes none, and for a home that may be someone
    else's; StorageFault where it can not be written."""
    access = _known(studio, gateway)
    variable = _variable(access.gateway)
    path = _own(studio)
    private = keys.save(path, variable, key)
    studio.reload()
    said = note("keys.saved" if private else "keys.saved_open", variable=variable, path=_shown(path))
    return _written(studio, gateway, variable, path, said)


def remove_key(studio: Studio, gateway: str) -> Written:
    """Take the key of a gateway out of the home's file. One that another layer sets stays, which is said. Raises UsageError, StorageFault."""
    access = _known(studio, gateway)
    _variable(access.gateway)
    path = _own(studio)
    for variable in access.gateway.key_env:
        keys.remove(path, variable)
    studio.reload()
    return _written(studio, gateway, access.gateway.key_env[0], path, note("keys.removed", variable=", ".join(access.gateway.key_env), path=_shown(path)))


def draft(base_url: str, *, dialect: str = "gemini", auth: str = "bearer", name: str = "", title: str = "", key: str = "", wants_key: bool = True) -> Access:
    """A gateway as it would be if it were added, to be tested first (`Studio.probe(access=…)`). Raises UsageError for an address or a key that is none."""
    table = _table((), base_url, used=set(), dialect=dialect, auth=auth if wants_key else "none", name=name, title=title)
    (gateway,) = declared.read(declared.added("", table))
    return Access(gateway=gateway, base_url=gateway.base_url, key=check_key(key) if key.strip() else "", declared=True)


def add_gateway(
    studio: Studio,
    base_url: str,
    *,
    dialect: str = "gemini",
    auth: str = "bearer",
    name: str = "",
    title: str = "",
    key: str = "",
    wants_key: bool = True,
    models: tuple[str, ...] = (),
) -> Access:
    """Declare a gateway in `gateways.toml`, and save its key where one is given. A name is made of the address where none is. Raises UsageError (fields `name`,
    `base_url`, `key`) before anything is written, StorageFault."""
    path = _own(studio).with_name("gateways.toml")
    if key.strip():
        check_key(key)
    taken = tuple(access.gateway.name for access in studio.settings.access)
    table = _table(taken, base_url, used=_variables(studio), dialect=dialect, auth=auth if wants_key else "none", name=name, title=title, models=models)
    with locked(path):
        _write(path, declared.added(_text(path), table))
    studio.reload()
    if key.strip():
        save_key(studio, table.name, key)
    return _known(studio, table.name)


def remove_gateway(studio: Studio, name: str) -> None:
    """Take a gateway out of `gateways.toml`, and its key out of the home's file. What it made stays in the library. Raises UsageError for one that is not
    declared there, StorageFault."""
    env = _own(studio)
    path = env.with_name("gateways.toml")
    with locked(path):
        text = declared.removed(_text(path), name)
        gone = next((access.gateway for access in studio.settings.access if access.gateway.name == name), None)
        _write(path, text)
    studio.reload()
    left = {variable for access in studio.settings.access for variable in access.gateway.key_env}
    for variable in gone.key_env if gone else ():
        if variable not in left:
            keys.remove(env, variable)
    studio.reload()


def _known(studio: Studio, name: str) -> Access:
    """A gateway, configured or not. Raises UsageError for an unknown name."""
    found = next((access for access in studio.settings.access if access.gateway.name == name), None)
    return found or studio.settings.of(name)


def _variable(gateway: Gateway) -> str:
    if not gateway.key_env:
        raise UsageError("keys.no_variable", field="key", gateway=gateway.title)
    return gateway.key_env[0]


def _own(studio: Studio) -> Path:
    """The home's `.env`. Raises UsageError where a stranger's file names the home: what is written there could be sent anywhere."""
    seen = _seen(studio)
    if seen is not None and seen.layers and seen.layers[-1].foreign:
        raise UsageError("keys.foreign_home", field="key")
    return key_file(studio.settings)


def _seen(studio: Studio) -> Seen | None:
    return studio.settings.layers() if studio.settings.layers else None


def _written(studio: Studio, gateway: str, variable: str, path: Path, said: Note) -> Written:
    """What is true now that it was written: a layer above the home's file wins."""
    access, seen = _known(studio, gateway), _seen(studio)
    notes = [said]
    if seen is not None:
        rank = seen.find(*access.gateway.key_env)[1]
        if rank < len(seen.layers) - 1:
            higher = next(name for name in access.gateway.key_env if seen.layers[rank].values.get(name, "").strip())
            where = "keys.shadowed.here" if seen.layers[rank].foreign else "keys.shadowed.environment"
            notes.append(note("keys.shadowed", variable=higher, where=where))
    return Written(access=access, variable=variable, path=path, notes=tuple(notes))


def _variables(studio: Studio) -> set[str]:
    """Variables that belong to a gateway, or hold anything by now: a new gateway takes none of them, or a key of another would go to its address."""
    seen = _seen(studio)
    said = {name for layer in seen.layers for name, value in layer.values.items() if value.strip()} if seen else set[str]()
    return said | {variable for access in studio.settings.access for variable in access.gateway.key_env}


def _table(
    taken: tuple[str, ...], base_url: str, *, used: set[str], dialect: str, auth: str, name: str, title: str, models: tuple[str, ...] = ()
) -> Table:
    """The table of a gateway that is known by its address."""
    normalise(base_url)
    host = (urlsplit(base_url.strip()).hostname or "") if "://" in base_url else ""
    wished = name.strip() or _name_of(host)
    chosen, number = wished, 1
    while not name.strip() and chosen.lower() in (other.lower() for other in taken):
        number += 1
        chosen = f"{wished}-{number}"
    if chosen.lower() in (other.lower() for other in taken):
        raise UsageError("declared.taken", field="name", name=chosen[:40])
    variable = "" if auth == "none" else _variable_of(chosen, used)
    return Table(name=chosen, base_url=base_url.strip(), dialect=dialect, title=title.strip(), auth=auth, key_env=variable, models=models)


def _variable_of(name: str, used: set[str]) -> str:
    """A variable of its own for a gateway of this name."""
    stem = re.sub(r"[^A-Z0-9]", "_", name.upper())
    stem, number, others = f"_{stem}" if stem[:1].isdigit() else stem, 1, {other.upper() for other in used}
    while (variable := f"{stem}_API_KEY" if number == 1 else f"{stem}_{number}_API_KEY") in others:
        number += 1
    return variable


def _name_of(host: str) -> str:
    """A short name out of a host: `api.harbour.example` is harbour, an address by number stays whole."""
    labels = [label for label in host.lower().split(".") if label not in ("api", "www", "gateway")]
    short = host if re.fullmatch(r"[\d.]+|.*:.*", host) else next(iter(labels[:1]), "")
    return re.sub(r"[^a-z0-9_-]+", "-", short).strip("-")[:30] or "gateway"


def _text(path: Path) -> str:
    """The file as it is; empty where there is none. Raises UsageError for one that is no text."""
    try:
        return path.read_bytes().decode("utf-8-sig") if path.is_file() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("settings.env", field="gateways.toml", path=path.name, what=type(error).__name__) from error


def _write(path: Path, text: str) -> None:
    with disk(path):
        path = path.resolve()
    write_atomic(path, text.encode())


def _shown(path: Path) -> str:
    """A path as a person would write it."""
    try:
        return f"~/{path.relative_to(Path.home()).as_posix()}"
    except (RuntimeError, ValueError):
        return str(path)

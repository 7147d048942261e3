"""The composition root: environment and files in, a Studio out. No gradio.

It reads the layers of settings and `gateways.toml` in the home, builds library and transport by hand, and knows how to start the demo gateway, which is
imported only then.
"""

import os
import secrets
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from functools import partial
from pathlib import Path

from studio import doctor
from studio.engine import Studio
from studio.errors import UsageError
from studio.gateways import discover
from studio.http import Limits, Transport
from studio.layers import Layer, Seen, read_layers
from studio.settings import Settings
from studio.store.local import Library


def settings(environ: Mapping[str, str] | None = None, *, home: str = "", **flags: object) -> Settings:
    """The settings, with command line flags laid over them (empty and None flags are not laid). Raises UsageError."""
    read = _read(partial(read_layers, os.environ if environ is None else environ, home))
    given = {name: value for name, value in flags.items() if value not in (None, "")}
    return replace(read, **given)  # type: ignore[arg-type]  # names are Settings' own


def _read(layers: Callable[[], Seen]) -> Settings:
    """From the layers as they are now, and from what the home holds: `gateways.toml`, and what the doctor found where it was applied."""
    found = layers()
    extra = found.home / "gateways.toml"
    try:
        more = extra.read_text(encoding="utf-8-sig") if extra.is_file() else ""
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("settings.env", field="gateways.toml", path=str(extra), what=type(error).__name__) from error
    read = Settings.read(found, discover(), more)
    return replace(read, layers=layers, access=doctor.laid(read.access, found.home))


def assemble(chosen: Settings) -> Studio:
    """A Studio for these settings. Nothing is opened, written or sent yet."""
    limits = Limits(
        timeout=chosen.timeout,
        deadline=chosen.deadline,
        retries=chosen.retries,
        retry_timeouts=chosen.retry_timeouts,
        proxy=chosen.proxy,
        ca_bundle=chosen.ca_bundle,
    )
    reread = partial(_read, chosen.layers) if chosen.layers else None
    return Studio(chosen, Library(chosen.home), Transport(limits), demo=_demo, reread=reread)


def open_studio(home: str | Path = "", *, environ: Mapping[str, str] | None = None) -> Studio:
    """`studio.open`: a Studio to use as an async context manager. `environ` stands in for the process environment and the .env files."""
    if environ is not None:
        given = {**environ, **({"STUDIO_HOME": str(home)} if home else {})}
        return assemble(_read(lambda: Seen([Layer("environ", given)])))
    return assemble(settings(home=str(home) if home else ""))


async def _demo(stack: AsyncExitStack) -> tuple[str, str]:
    """Start the gateway inside on a free loopback port; it ends with the Studio. Its key is no word: a key is taken out of whatever is shown."""
    from studio.demo.run import running

    key = secrets.token_hex(16)
    return await stack.enter_async_context(running(key=key)), key

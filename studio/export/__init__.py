"""Comparisons as files that go out of the studio: one file here, one kind of file there.

    exporters()                                   # {"html": module, "animation": …, "sheet": …, "originals": …}
    kind(exporter, options)                       # (".html", "text/html")
    exporter.estimate(shown, options)             # bytes, before anything is made
    exporter.write(shown, options, path, told)    # Written(bytes, notes); whole or not at all

Discovery reads the folder through importlib, as that of the gateways does: what has a NAME is an exporter. Everything here is CPU work on files; call it in a
thread.
"""

from importlib import import_module
from pkgutil import iter_modules
from typing import cast

from studio.export.base import Exporter, Options


def exporters() -> dict[str, Exporter]:
    """Every exporter of this folder by its NAME, in the order of their names."""
    found = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
    return {module.NAME: cast("Exporter", module) for module in sorted(found, key=lambda module: getattr(module, "NAME", "")) if hasattr(module, "NAME")}


def kind(exporter: Exporter, options: Options) -> tuple[str, str]:
    """How the exporter's file is named at its end, and its MIME type, with these options."""
    kinds: dict[str, tuple[str, str]] = getattr(exporter, "KINDS", {})
    return kinds.get(options.picture, (exporter.SUFFIX, exporter.MEDIA))

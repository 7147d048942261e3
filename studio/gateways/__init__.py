"""Gateways as data: one file, one GATEWAY. A new gateway on a known wire is one file here; discovery, the picker and the contract tests find it.

Discovery reads the folder through importlib, so it also works from a wheel..
"""

from importlib import import_module
from pkgutil import iter_modules

from studio.core.catalog import Gateway


def discover() -> tuple[Gateway, ...]:
    """Every GATEWAY of this folder, the demo last."""
    found = [import_module(f"{__name__}.{module.name}").GATEWAY for module in iter_modules(__path__)]
    return tuple(sorted(found, key=lambda gateway: (gateway.builtin, gateway.name)))

"""Gateways that a person declared: `gateways.toml` of the home, read, and written without harming what stands there.

Text in, gateways or text out: whoever calls opens the file.
"""

from studio.declared.edit import Table, added, removed
from studio.declared.read import read

__all__ = ["Table", "added", "read", "removed"]

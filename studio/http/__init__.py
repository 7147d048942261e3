"""The only room that opens a connection: calls sent and sent again, pictures fetched under guard, failures named by whose fault they are."""

from studio.http.address import Endpoint, check_key, normalise
from studio.http.client import Transport
from studio.http.hush import Hush
from studio.http.pools import Limits

__all__ = ["Endpoint", "Hush", "Limits", "Transport", "check_key", "normalise"]

"""Who may ask: each face takes the key in its own form and no other, once (PROTOCOLS.md C1).

Google answers a wrong key with 400 API_KEY_INVALID, gateways that take Bearer answer 401. A key in a form that the face does not take is 401 everywhere.
"""

import hmac
from collections.abc import Mapping

from studio.demo.faces import Face
from studio.demo.refusals import key_invalid, unauthenticated


def check(face: Face, key: str, headers: Mapping[str, str], query: Mapping[str, str]) -> None:
    """Raise Refusal unless the one key that came, in the face's form, is `key`."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    header, asked = headers.get("x-goog-api-key"), query.get("key")
    if face.auth == "bearer":
        if header is not None or asked is not None:
            raise unauthenticated("This gateway takes the key as Authorization: Bearer, not as x-goog-api-key or ?key=.")
        if scheme.lower() != "bearer" or not _same(token.strip(), key):
            raise unauthenticated("Invalid token: Authorization: Bearer with a valid key is needed.")
        return
    if scheme:
        raise unauthenticated("Request had invalid authentication credentials: this gateway takes the key in the header x-goog-api-key, not as Bearer.")
    if asked is not None and (not face.query_key or header is not None):
        raise unauthenticated("Send the key once, in the header x-goog-api-key.")
    given = header if asked is None else asked
    if not given:
        raise key_invalid("API Key not found. Please pass a valid API key.")
    if not _same(given, key):
        raise key_invalid()


def _same(given: str, key: str) -> bool:
    return hmac.compare_digest(given.encode(), key.encode())

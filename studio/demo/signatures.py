"""Thought signatures: opaque tokens bound to what they came with, checked when it comes back.

Gemini 3 image models sign every picture that is not a thought, and the first words before it; a client returns both untouched, on the same part
(PROTOCOLS.md section 4.6). Bytes are compared, never strings: the official client re-encodes to the URL-safe alphabet. The secret is fixed and public: it
guards nothing, and a conversation goes on after the gateway was started again.
"""

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Sequence
from typing import Literal

from studio.demo.conversation import Content
from studio.demo.refusals import bad

_SECRET = b"the demo gateway signs with a secret that everybody may know"
_PREFIX = b"\x0a\x2c\x01"  # what real ones begin with is not known; this only makes ours look opaque

Kind = Literal["Image", "Text"]


def _token(payload: bytes) -> bytes:
    return _PREFIX + hmac.new(_SECRET, payload, hashlib.sha512).digest()


def of_picture(data: bytes) -> str:
    """The signature of a picture's bytes, in standard base64."""
    return b64encode(_token(data)).decode()


def of_text(text: str) -> str:
    """The signature of the first words of an answer, in standard base64."""
    return b64encode(_token(text.encode())).decode()


def verify(contents: Sequence[Content]) -> None:
    """Check every model turn. Raises Refusal with Google's wording and positions counted from 1.

    Consecutive model contents are one turn: the official client's chat keeps each chunk of a stream as a content of its own.
    """
    words_seen = False
    for position, content in enumerate(contents, 1):
        if content.role != "model":
            words_seen = False
            continue
        for number, part in enumerate(content.parts, 1):
            if part.thought:
                continue
            if part.picture is not None:
                words_seen = True  # only words before any picture are signed
                _check("Image", part.picture.data, part.signature, position, number)
            elif part.text.strip() and not words_seen:
                words_seen = True
                _check("Text", part.text.encode(), part.signature, position, number)


def _check(kind: Kind, payload: bytes, signature: bytes | None, position: int, number: int) -> None:
    where = f"in content position {position}, part position {number}."
    if signature is None:
        raise bad(f"{kind} part is missing a thought_signature {where}")
    if not hmac.compare_digest(signature, _token(payload)):
        raise bad(f"{kind} part has an invalid thought signature {where}")

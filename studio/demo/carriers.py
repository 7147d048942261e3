"""The forms in which a picture can travel in an answer (PROTOCOLS.md section 8.3): what the documents say, and what gateways really do.

`made` keeps the pictures that went out as an address for as long as a client needs to fetch them.
"""

import re
import secrets
from base64 import b64encode
from collections import OrderedDict, defaultdict
from typing import Any
from urllib.parse import urlsplit

from studio.demo import pictures, signatures
from studio.demo.conversation import Ask
from studio.demo.wording import snake

_KEEP_BYTES = 256_000_000
_URL_FORMS = ("url_data", "path_data", "markdown_url", "file_data")


class Made:
    """Pictures that can be fetched by a token: the newest, up to 256 MB. Also counts answers a face, for the one that alternates."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._turns: defaultdict[str, int] = defaultdict(int)

    def keep(self, data: bytes) -> str:
        """The token under which `data` can be fetched from now on."""
        token = secrets.token_urlsafe(12)
        self._kept[token] = data
        while len(self._kept) > 1 and sum(map(len, self._kept.values())) > _KEEP_BYTES:
            self._kept.popitem(last=False)
        return token

    def get(self, token: str) -> bytes | None:
        """The picture, or None."""
        return self._kept.get(token)

    def odd(self, face: str) -> bool:
        """Whether this is the second, fourth ... answer of a face."""
        self._turns[face] += 1
        return self._turns[face] % 2 == 0


def as_link(ask: Ask, made: Made) -> bool:
    """Whether this answer's pictures go out as addresses; asked once for each answer."""
    if any(ask.wants(form) for form in _URL_FORMS):
        return True
    return ask.face.links and not ask.wants("base64_data") and made.odd(ask.face.name)


def part(ask: Ask, data: bytes, link: str, *, sign_text: bool) -> dict[str, Any]:
    """The part that carries a finished picture; `link` is its address, or empty for base64. `sign_text` when no words came before it."""
    mime = "image/png" if ask.wants("wrong_mime") else pictures.sniff(data)
    link = urlsplit(link).path if ask.wants("path_data") else link
    plain = link or _base64(ask, data, mime)
    if ask.wants("markdown_data") or ask.wants("markdown_url"):
        text = f"![picture]({link or f'data:{mime};base64,{plain}'})"
        return {"text": text, "thoughtSignature": signatures.of_text(text)} if sign_text and ask.model.signs else {"text": text}
    body: dict[str, Any] = {"fileData": {"mimeType": mime, "fileUri": link}} if ask.wants("file_data") else {"inlineData": {"mimeType": mime, "data": plain}}
    if ask.wants("thought_only_image"):
        return {**body, "thought": True}
    return {**body, "thoughtSignature": signatures.of_picture(data)} if ask.model.signs else body


def draft(data: bytes) -> dict[str, Any]:
    """The part that carries a picture made while thinking."""
    return {"inlineData": {"mimeType": pictures.sniff(data), "data": b64encode(data).decode()}, "thought": True}


def _base64(ask: Ask, data: bytes, mime: str) -> str:
    plain = b64encode(data).decode()
    if ask.wants("whitespace_b64"):
        plain = "\n".join(re.findall(r".{1,76}", plain))
    return f"data:{mime};base64,{plain}" if ask.wants("data_uri_b64") else plain


def snaked(value: Any) -> Any:
    """The same JSON with every name in snake_case."""
    if isinstance(value, dict):
        return {snake(name): snaked(item) for name, item in value.items()}
    return [snaked(item) for item in value] if isinstance(value, list) else value

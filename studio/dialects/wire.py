"""HTTP as values: what a dialect makes of a plan, and what it promises.

Nothing here opens a file or a socket. A picture in a JSON body is a File leaf, in a multipart form a part of its own; `Call.segments` lays the body out as
ready bytes and files to be read (and in JSON base64-encoded) on the way, so that the length is known before a byte is read and the body can be sent again
for a retry.
"""

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from studio.core.events import Event
from studio.core.parts import Image
from studio.core.plan import Plan

SUFFIXES: Mapping[str, str] = {"image/jpeg": "jpg", "image/svg+xml": "svg"}  # where the suffix is not the second half of the type


@dataclass(frozen=True, slots=True)
class File:
    """A picture that stands in a body as base64 of its file's bytes, or where `raw` as these bytes themselves."""

    image: Image
    raw: bool = False

    @property
    def encoded_length(self) -> int:
        """Bytes in the body: of the base64 text, padding included, or of the file."""
        return self.image.bytes if self.raw else -(-self.image.bytes // 3) * 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A multipart/form-data body (RFC 7578): text `fields` in their order, then `files`, each a field name and a picture.

    A file is named by its field and place alone: what the person called it stays here. The boundary is drawn anew for each form and holds 128 bits of chance,
    so no text and no picture can hold it.
    """

    fields: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, Image], ...] = ()
    boundary: str = field(default_factory=lambda: secrets.token_hex(16))

    def segments(self) -> tuple[bytes | File, ...]:
        """The body, cut at each picture. Names are the dialect's own and need no escaping; values are raw UTF-8."""
        out: list[bytes | File] = []
        ready = b"".join(self._head(name) + b"\r\n" + value.encode() + b"\r\n" for name, value in self.fields)
        for number, (name, image) in enumerate(self.files, 1):
            called = f"{name.removesuffix('[]')}-{number}.{SUFFIXES.get(image.mime, image.mime.rpartition('/')[2])}"
            head = self._head(name, f'; filename="{called}"') + f"Content-Type: {image.mime}\r\n\r\n".encode()
            out += [ready + head, File(image, raw=True)]
            ready = b"\r\n"
        return (*out, ready + f"--{self.boundary}--\r\n".encode())

    def _head(self, name: str, more: str = "") -> bytes:
        return f'--{self.boundary}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n'.encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One HTTP call. `path` follows the route's address; `stream` asks for events as they come; `json` may hold File leaves, or `form` is the body."""

    method: Literal["GET", "POST"]
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    form: Form | None = None
    stream: bool = False

    @property
    def content_type(self) -> str:
        """What the body is."""
        return f"multipart/form-data; boundary={self.form.boundary}" if self.form else "application/json"

    def segments(self) -> tuple[bytes | File, ...]:
        """The body in UTF-8, cut at each picture."""
        if self.form is not None:
            return self.form.segments()
        files: list[File] = []
        mark = f"\x00{secrets.token_hex(8)}\x00"  # drawn anew for each body: no prompt can hold it

        def put(value: object) -> object:
            if isinstance(value, File):
                files.append(value)
                return mark
            raise TypeError(f"{type(value).__name__} can not stand in a JSON body")

        text = json.dumps(self.json, ensure_ascii=False, separators=(",", ":"), default=put)
        pieces = text.split(json.dumps(mark)[1:-1])
        out: list[bytes | File] = [pieces[0].encode()]
        for file, piece in zip(files, pieces[1:], strict=True):
            out += [file, piece.encode()]
        return tuple(out)

    def content_length(self) -> int:
        """Bytes of the whole body."""
        return sum(piece.encoded_length if isinstance(piece, File) else len(piece) for piece in self.segments())


class Dialect(Protocol):
    """What an adapter is: a module with these is enough. `decode` sees whole JSON messages, never bytes, and raises for no field it does not know."""

    name: str

    def encode(self, plan: Plan) -> Call:
        """The call for a fitted plan."""
        ...

    def decode(self, message: Mapping[str, Any]) -> Iterable[Event]:
        """What one message brings: a whole reply, or one item of a stream."""
        ...

    def list_models(self, page: str) -> Call:
        """The call that lists the models, `page` the token of the page to ask for."""
        ...

    def read_models(self, message: Mapping[str, Any]) -> tuple[tuple[str, ...], str]:
        """Image model ids of one page, and the token of the next (empty: last page)."""
        ...

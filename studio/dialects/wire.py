"""HTTP as values: what a dialect makes of a plan, and what it promises.

Nothing here opens a file or a socket. A picture in a JSON body is a File leaf; `Call.segments` lays the body out as ready bytes and files to be
base64-encoded on the way, so that the length is known before a byte is read and the body can be sent again for a retry.
"""

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from studio.core.events import Event
from studio.core.parts import Image
from studio.core.plan import Plan


@dataclass(frozen=True, slots=True)
class File:
    """A picture that stands in a body as base64 of its file's bytes."""

    image: Image

    @property
    def encoded_length(self) -> int:
        """Bytes of the base64 text, padding included."""
        return -(-self.image.bytes // 3) * 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One HTTP call. `path` follows the route's address; `stream` asks for events as they come; `json` may hold File leaves."""

    method: Literal["GET", "POST"]
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    stream: bool = False

    def segments(self) -> tuple[bytes | File, ...]:
        """The JSON body in UTF-8, cut at each picture."""
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

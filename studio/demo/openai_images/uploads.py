"""The files of an edit: a multipart body read to its end, and every file of it held to what the document says of it.

Starlette's own parser does the splitting (it spools to disk). The checks open every picture: a file is what its bytes are, not what its part calls it.
"""

import hashlib
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from studio.demo import pictures
from studio.demo.conversation import Sent
from studio.demo.openai_images.errors import bad, duplicate, missing, refuse, unknown, wrong_type
from studio.demo.openai_images.faces import MIB, Face, Model

_FILES = ("image", "image[]", "mask")
_WHOLE = ("n", "output_compression", "partial_images")


@dataclass(frozen=True, slots=True)
class Upload:
    """One file part: the field it came in, the type it claims, its bytes."""

    field: str
    mime: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """A multipart body: fields with numbers and truths turned from words, and the files in their order."""

    values: dict[str, Any]
    files: tuple[Upload, ...]

    @property
    def mark(self) -> bytes:
        """What is the same when the same is sent again, whatever the boundary."""
        digest = hashlib.sha256(repr(sorted(self.values.items())).encode(errors="replace"))
        for file in self.files:
            digest.update(f"{file.field}|{file.mime}|".encode(errors="replace") + hashlib.sha256(file.data).digest())
        return digest.digest()


async def form(request: Request, face: Face) -> Form:
    """The form of a request. The body is read to its end whatever it holds, so that the client hears why. Raises Refusal."""
    body = request.stream()

    async def whole() -> AsyncGenerator[bytes, None]:
        """The pieces, an exception where the parser would take an end for a good one: only then does it close its files."""
        size, tail = 0, b""
        async for piece in body:
            size += len(piece)
            if size > face.limit:
                await _drained(body)
                raise refuse(413, f"Request body is too large: at most {face.limit} bytes are taken.")
            tail = (tail + piece)[-8:]
            yield piece
        if not tail.rstrip().endswith(b"--"):
            raise MultiPartException("unexpected end of form.")

    try:
        found = await MultiPartParser(request.headers, whole(), max_files=64, max_fields=64).parse()
    except MultiPartException as problem:
        await _drained(body)
        raise bad(f"Could not parse multipart form: {problem.message}", None) from problem
    try:
        return await _sorted(found.multi_items())
    finally:
        await found.close()


async def _drained(body: AsyncIterator[bytes]) -> None:
    """Read to the end what nobody needs."""
    async for _ in body:
        pass


async def _sorted(items: list[tuple[str, UploadFile | str]]) -> Form:
    values: dict[str, Any] = {}
    files: list[Upload] = []
    for name, item in items:
        if isinstance(item, UploadFile):
            if name not in _FILES:
                raise unknown(name)
            if name != "image[]" and any(file.field == name for file in files):
                raise duplicate(name)
            files.append(Upload(name, (item.content_type or "").partition(";")[0].strip().lower(), await item.read()))
        elif name in _FILES:
            raise wrong_type(name, "a file", item)
        elif name in values:
            raise duplicate(name)
        else:
            values[name] = _typed(name, item)
    return Form(values, tuple(files))


def _typed(name: str, word: str) -> Any:
    if name == "stream":
        return {"true": True, "false": False}.get(word, word)
    if name in _WHOLE and word.removeprefix("-").isascii() and word.removeprefix("-").isdigit() and len(word) < 10:
        return int(word)
    return word


def read(sent: Form, face: Face, model: Model) -> tuple[tuple[Sent, ...], Sent | None]:
    """The pictures to edit and the mask, decoded and found good; work for a thread. Raises Refusal."""
    images = [file for file in sent.files if file.field != "mask"]
    if not images:
        raise missing("image")
    if len({file.field for file in images}) > 1:
        raise duplicate("image")
    param = images[0].field.removesuffix("[]")
    if len(images) > face.references:
        raise bad(f"Invalid '{param}': too many files. At most {face.references} images are taken, but got {len(images)}.", "array_above_max_length", param)
    sources = tuple(_picture(file, param, model.mimes, face.file_limit) for file in images)
    masks = [file for file in sent.files if file.field == "mask"]
    return sources, _mask(masks[0], sources[0], face) if masks else None


def _picture(file: Upload, param: str, mimes: tuple[str, ...], limit: int) -> Sent:
    offered = " and ".join(f"'{mime}'" for mime in mimes)
    if file.mime not in mimes:
        said = f"Invalid file '{param}': unsupported mimetype ('{file.mime[:60]}'). Supported file formats are {offered}."
        raise bad(said, "unsupported_file_mimetype", param)
    if len(file.data) >= limit:
        raise bad(f"Invalid file '{param}': the file must be less than {limit // MIB} MB, but it has {len(file.data)} bytes.", "file_too_large", param)
    sniffed = pictures.sniff(file.data)
    if sniffed and sniffed != file.mime:
        raise bad(f"Invalid file '{param}': it is called '{file.mime}' and is '{sniffed}'.", "invalid_image_file", param)
    try:
        return pictures.measure(file.data, file.mime, decode=True)
    except ValueError as problem:
        raise bad("Invalid image file or mode for image, please check your image file.", "invalid_image_file", param) from problem


def _mask(file: Upload, first: Sent, face: Face) -> Sent:
    mask = _picture(file, "mask", ("image/png",), face.mask_limit)
    if (mask.width, mask.height) != (first.width, first.height):
        said = f"Invalid mask image format - mask size ({mask.width}, {mask.height}) does not match the image size ({first.width}, {first.height})."
        raise bad(said, "invalid_image_format", "mask")
    if pictures.alpha(mask) is None:
        raise bad("Invalid mask image format - mask image missing alpha channel.", "invalid_image_format", "mask")
    return mask

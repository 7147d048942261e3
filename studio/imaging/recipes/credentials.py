"""Content Credentials (C2PA): that a file carries them, and what they say of themselves.

Nothing is verified here: no signature, no hash, no trust list. A name read here is a name that someone wrote, and a sentence about it has to say so.

Sources: C2PA specification 2.2, 11.1 (a manifest store is a JUMBF box; the last manifest is the active one), 10.3 (claims: `claim_generator` in version 1,
`claim_generator_info`, a map in version 2), 13.2 (the signature is a COSE_Sign1 with the certificates under x5chain, 33), appendix A.3 (where it lies in a
file); ISO 19566-5 (boxes); RFC 5280 4.1 (certificates). `digitalSourceType` is looked for as text, wherever in the active manifest an action says it.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from studio.core.recipe import Credentials
from studio.imaging.recipes import cbor
from studio.imaging.recipes.gathering import gather
from studio.imaging.recipes.text import NAME, line

_MANIFESTS = (b"c2ma", b"c2um", b"c2cm")
"""The first bytes of the types of a manifest: standard, update, compressed."""
_SOURCE = re.compile(rb"digitalsourcetype/([A-Za-z]{3,60})")
_X5CHAIN = 33
_ORGANISATION, _COMMON = b"\x55\x04\x0a", b"\x55\x04\x03"
_DEEPEST, _MOST = 8, 2_000


def credentials(path: Path) -> Credentials | None:
    """What a PNG, JPEG or WebP says of its origin in a C2PA manifest; None where it carries none. Raises UsageError where the file can not be read."""
    carried = gather(path)
    if carried is None or not carried.manifest_size:
        return None
    active = _active(carried.manifest)
    boxes = {label: body for label, body in _labelled(active, 0) if label}
    claim = boxes.get("c2pa.claim.v2", boxes.get("c2pa.claim", b""))
    found = _SOURCE.search(active)
    return Credentials(
        generator=_generator(_decoded(claim)),
        signer=_signer(_decoded(boxes.get("c2pa.signature", b""))),
        source=found[1].decode() if found else "",
        bytes=carried.manifest_size,
    )


def _active(store: bytes) -> bytes:
    """The last manifest in a store; empty where none can be told."""
    inner = next((body for kind, body in _boxes(store) if kind == b"jumb"), b"")
    manifests = [body for kind, body in _boxes(inner) if kind == b"jumb" and body[8:12] in _MANIFESTS]
    return manifests[-1] if manifests else b""


def _boxes(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Type and content of the boxes in a row, as far as they fit."""
    at = 0
    for _ in range(_MOST):
        size, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        head = 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16]), 16
        size = size or len(data) - at
        if len(kind) < 4 or size < head or at + size > len(data):
            return
        yield kind, data[at + head : at + size]
        at += size


def _labelled(data: bytes, depth: int) -> Iterator[tuple[str, bytes]]:
    """Label and CBOR of every box that has both, in a box and the boxes in it. A description is a type of 16 bytes, a byte of flags, a label that ends in 0."""
    label, content = "", b""
    for kind, body in _boxes(data):
        if kind == b"jumd":
            label = body[17:].split(b"\x00", 1)[0][:200].decode("utf-8", "replace") if len(body) > 17 and body[16] & 2 else ""
        elif kind == b"cbor":
            content = content or body
        elif kind == b"jumb" and depth < _DEEPEST:
            yield from _labelled(body, depth + 1)
    if content:
        yield label, content


def _decoded(data: bytes) -> Any:
    try:
        return cbor.loads(data) if data else None
    except ValueError:
        return None


def _generator(claim: Any) -> str:
    """Who made the claim, in one line."""
    if not isinstance(claim, dict):
        return ""
    info = claim.get("claim_generator_info")
    first = info[0] if isinstance(info, list) and info else info
    match first:
        case {"name": str(name), "version": str(version)}:
            return line(f"{name} {version}", NAME)
        case {"name": str(name)}:
            return line(name, NAME)
        case _:
            said = claim.get("claim_generator")
            return line(said, NAME) if isinstance(said, str) else ""


def _signer(signature: Any) -> str:
    """The organisation, else the name, that the signing certificate was issued to."""
    match signature:
        case [bytes(protected), dict(unprotected), *_]:
            head = _decoded(protected)
            headers = {**unprotected, **(head if isinstance(head, dict) else {})}
        case _:
            return ""
    chain = headers.get(_X5CHAIN, headers.get("x5chain"))
    leaf = chain[0] if isinstance(chain, list) and chain else chain
    subject = _subject(leaf) if isinstance(leaf, bytes) else {}
    return line(subject.get(_ORGANISATION) or subject.get(_COMMON, ""), NAME)


def _subject(certificate: bytes) -> dict[bytes, str]:
    """The attributes of the subject of an X.509 certificate, by their OID: in it, its first part, the sixth of that (the fifth in a version 1 one)."""
    outer = list(_elements(certificate))
    signed = list(_elements(outer[0][1])) if outer else []
    parts = list(_elements(signed[0][1])) if signed else []
    names = [body for tag, body in parts if tag == 0x30]  # algorithm, issuer, validity, subject, key
    found: dict[bytes, str] = {}
    for _, group in _elements(names[3]) if len(names) > 3 else ():
        for _, pair in _elements(group):
            both = list(_elements(pair))
            if len(both) == 2 and both[0][0] == 0x06:
                encoding = {0x1E: "utf-16-be", 0x14: "latin-1"}.get(both[1][0], "utf-8")
                found.setdefault(both[0][1], both[1][1].decode(encoding, "replace"))
    return found


def _elements(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Tag and content of the DER elements in a row, as far as they fit."""
    at = 0
    for _ in range(_MOST):
        if at + 2 > len(data):
            return
        tag, size, head = data[at], data[at + 1], 2
        if size & 0x80:
            count = size & 0x7F
            size, head = int.from_bytes(data[at + 2 : at + 2 + count]), 2 + count
        if at + head + size > len(data):
            return
        yield tag, data[at + head : at + head + size]
        at += head + size

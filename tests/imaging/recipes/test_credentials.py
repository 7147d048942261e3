"""Content Credentials: seen in each format, read as far as they say, believed in nothing."""

import struct

import pytest

from studio.core.recipe import Credentials, Made
from studio.core.request import Request
from studio.errors import UsageError
from studio.imaging import recipes
from studio.imaging.recipes import cbor, ours

UUID = "{:s}00110010800000aa00389b71"


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(body), kind) + body


def jumb(kind: bytes, label: str, *content: bytes) -> bytes:
    description = kind + bytes.fromhex("00110010800000aa00389b71") + b"\x03" + label.encode() + b"\x00"
    return box(b"jumb", box(b"jumd", description) + b"".join(content))


def text(words: str) -> bytes:
    data = words.encode()
    return (bytes([0x60 + len(data)]) if len(data) < 24 else b"\x78" + bytes([len(data)])) + data


def der(tag: int, *parts: bytes) -> bytes:
    body = b"".join(parts)
    size = bytes([len(body)]) if len(body) < 128 else b"\x82" + struct.pack(">H", len(body))
    return bytes([tag]) + size + body


def name(**said: str) -> bytes:
    oids = {"C": b"\x55\x04\x06", "O": b"\x55\x04\x0a", "CN": b"\x55\x04\x03"}
    return der(0x30, *(der(0x31, der(0x30, der(0x06, oids[key]), der(0x0C, value.encode()))) for key, value in said.items()))


def certificate(**subject: str) -> bytes:
    algorithm = der(0x30, der(0x06, b"\x2a\x86\x48\xce\x3d\x04\x03\x02"))
    validity = der(0x30, der(0x17, b"260101000000Z"), der(0x17, b"270101000000Z"))
    signed = der(0x30, der(0xA0, der(0x02, b"\x02")), der(0x02, b"\x01"), algorithm, name(O="Some Authority"), validity, name(**subject), der(0x30, bytes(91)))
    return der(0x30, signed, algorithm, der(0x03, bytes(65)))


def store(generator: bytes, *, claim: str = "c2pa.claim.v2", leaf: bytes = b"", key: bytes = b"\x18\x21", label: str = "urn:c2pa:1") -> bytes:
    """A manifest store with one older manifest before the active one."""
    protected = b"\xa2\x01\x26" + key + b"\x82" + b"\x59" + struct.pack(">H", len(leaf)) + leaf + b"\x41\x00"
    signature = b"\xd2\x84\x59" + struct.pack(">H", len(protected)) + protected + b"\xa0\xf6\x41\x00"
    actions = b"\xa1" + text("actions") + b"\x81\xa2" + text("action") + text("c2pa.created") + text("digitalSourceType")
    actions += text("http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia")
    older = jumb(b"c2ma", "urn:c2pa:0", jumb(b"c2cl", "c2pa.claim", box(b"cbor", b"\xa1" + text("claim_generator") + text("Older"))))
    assertions = jumb(b"c2as", "c2pa.assertions", jumb(b"cbor", "c2pa.actions.v2", box(b"cbor", actions)))
    active = jumb(b"c2ma", label, assertions, jumb(b"c2cl", claim, box(b"cbor", generator)), jumb(b"c2cs", "c2pa.signature", box(b"cbor", signature)))
    return jumb(b"c2pa", "c2pa", older, active)


INFO = b"\xa1" + text("claim_generator_info") + b"\xa2" + text("name") + text("OpenAI Media Service") + text("version") + text("1.0")
SAID = {"generator": "OpenAI Media Service 1.0", "signer": "OpenAI OpCo, LLC", "source": "trainedAlgorithmicMedia"}


def carrying(files, manifest: bytes) -> dict[str, bytes]:
    """The manifest as each format carries it; in a JPEG in pieces, the heading of the box repeated."""
    half = 8 + len(manifest[8:]) // 2
    pieces = [manifest[:half], manifest[:8] + manifest[half:]]
    app11 = [(0xEB, b"JP\x00\x01" + struct.pack(">I", at) + piece) for at, piece in enumerate(pieces, 1)]
    other = (0xEB, b"JP\x00\x07" + struct.pack(">I", 1) + box(b"jumb", box(b"jumd", b"json" + bytes(12) + b"\x03other\x00")))
    return {"PNG": files.png((b"caBX", manifest)), "JPEG": files.jpeg(other, *app11), "WEBP": files.webp((b"C2PA", manifest))}


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_what_it_says(file, files, kind):
    manifest = store(INFO, leaf=certificate(C="US", O="OpenAI OpCo, LLC", CN="Truepic Signer"))
    said = recipes.credentials(file(carrying(files, manifest)[kind]))
    assert said == Credentials(**SAID, bytes=len(manifest))
    assert "not verified" in str(said.notes[0])
    assert [dict(note.values).get("name") for note in said.notes] == [None, *SAID.values()]


def test_the_older_ways_to_say_it(file, files):
    claim = b"\xa1" + text("claim_generator") + text("make_test_images/0.12.0")
    manifest = store(claim, claim="c2pa.claim", leaf=certificate(CN="Somebody"), key=text("x5chain"))
    said = recipes.credentials(file(files.png((b"caBX", manifest))))
    assert (said.generator, said.signer) == ("make_test_images/0.12.0", "Somebody")


def test_nothing_there(file, files):
    for kind in ("PNG", "JPEG", "WEBP", "GIF"):
        assert recipes.credentials(file(files.encoded(kind))) is None
    assert recipes.credentials(file(files.jpeg((0xEB, b"JP\x00\x01\x00\x00\x00\x01" + box(b"jumb", box(b"jumd", b"json" + bytes(20))))))) is None


@pytest.mark.parametrize("broken", [b"", b"\x00", b"\xff" * 400, store(b"\x9f" * 5000), store(INFO)[:-40], jumb(b"c2pa", "c2pa"), store(b"\x9b" + b"\xff" * 8)])
def test_presence_is_said_of_what_can_not_be_read(file, files, broken):
    said = recipes.credentials(file(files.png((b"caBX", broken or b"\x00"))))
    assert said.bytes == len(broken or b"\x00")
    assert said.signer == ""


def test_a_manifest_too_large_to_be_read_is_there(file, files, tmp_path):
    original = file(files.png((b"caBX", bytes(9_000_000))))
    said = recipes.credentials(original)
    assert said.bytes == 9_000_000
    assert [note.key for note in said.notes] == ["recipes.credentials"]
    recipe = ours.shaped(Request(prompt="a fox", model="m"), Made(), "0.1.0")
    assert [note.key for note in recipes.copy(original, tmp_path / "copy", recipe)] == ["recipes.credentials_broken"]


def test_a_name_is_cleaned(file, files):
    leaf = certificate(O="Evil\u202e\x00\x1b[31m" * 50)
    assert recipes.credentials(file(files.png((b"caBX", store(INFO, leaf=leaf))))).signer.isprintable()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_copies_say_what_becomes_of_it(file, files, tmp_path, kind):
    recipe = ours.shaped(Request(prompt="a fox", model="m"), Made(), "0.1.0")
    original = file(carrying(files, store(INFO))[kind])
    assert [note.key for note in recipes.copy(original, tmp_path / "copy", recipe)] == ["recipes.credentials_broken"]
    assert recipes.credentials(tmp_path / "copy") == recipes.credentials(original)
    assert [note.key for note in recipes.copy(original, tmp_path / "copy", recipe, public=True)] == ["recipes.credentials_gone"]
    assert recipes.credentials(tmp_path / "copy") is None


def test_a_file_that_is_gone(tmp_path):
    for asked in (recipes.credentials, recipes.read, recipes.mark):
        with pytest.raises(UsageError):
            asked(tmp_path / "gone.png")
        with pytest.raises(UsageError):
            asked(tmp_path)


def test_cbor():
    """Examples of RFC 8949, appendix A."""
    for data, value in (
        ("1903e8", 1000),
        ("3863", -100),
        ("f93e00", 1.5),
        ("fb3ff199999999999a", 1.1),
        ("f5", True),
        ("f6", None),
        ("c11a514b67b0", 1363896240),
        ("4401020304", b"\x01\x02\x03\x04"),
        ("62c3bc", "ü"),
        ("8301820203820405", [1, [2, 3], [4, 5]]),
        ("a26161016162820203", {"a": 1, "b": [2, 3]}),
        ("5f42010243030405ff", b"\x01\x02\x03\x04\x05"),
        ("7f657374726561646d696e67ff", "streaming"),
        ("9f018202039f0405ffff", [1, [2, 3], [4, 5]]),
        ("bf61610161629f0203ffff", {"a": 1, "b": [2, 3]}),
    ):
        assert cbor.loads(bytes.fromhex(data)) == value

"""Plans, pictures and wire files for the dialect tests. Nothing here touches a network or a gateway's data."""

import hashlib
import io
import json
from itertools import pairwise
from pathlib import Path

import pytest

from studio.core.catalog import Gateway, Model, Route
from studio.core.parts import Image
from studio.core.plan import Plan
from studio.dialects.frames import Frames
from studio.dialects.spool import Spool
from studio.dialects.wire import File

WIRE = Path(__file__).parent / "wire"


class Bytes(io.BytesIO):
    """A sink that can still be read when it is closed, and that says so."""

    ended = False

    def close(self):
        assert not self.ended, "a sink is closed once"
        self.ended = True


class Reading:
    """A reply read through spool and frames: its messages, its pictures by marker, and whether it was cut."""

    def __init__(self, reply, cuts=(), threshold=65_536):
        self.sinks = {}
        spool, frames = Spool(self._open, threshold=threshold), Frames()
        self.messages = []
        edges = [0, *sorted(cuts), len(reply)]
        for start, end in pairwise(edges):
            self.messages += frames.feed(spool.feed(reply[start:end]))
        self.messages += frames.feed(spool.end()) + frames.end()
        self.cut = frames.cut
        assert all(sink.ended for sink in self.sinks.values())

    def _open(self, marker):
        self.sinks[marker] = Bytes()
        return self.sinks[marker]


@pytest.fixture(scope="session")
def reading():
    return Reading


@pytest.fixture(scope="session")
def wire():
    return lambda name: (WIRE / name).read_bytes()


@pytest.fixture(scope="session")
def image():
    def make(name="a", mime="image/png", size=30):
        return Image(path=Path(f"/nowhere/{name}"), mime=mime, width=10, height=10, bytes=size, digest=hashlib.sha256(name.encode()).hexdigest())

    return make


@pytest.fixture(scope="session")
def plan():
    def make(model="gemini-3-pro-image", case="camel", **fields):
        route = Route(dialect="gemini", part_case=case)
        fields = {"prompt": "a fox"} | fields
        return Plan(gateway=Gateway(name="g", title="G", routes=(route,)), route=route, model=Model(id=model, title=model), **fields)

    return make


@pytest.fixture(scope="session")
def sent():
    """The body as it will be read at the other end, a picture as `name:` and its file's name."""

    def make(call):
        return json.loads(b"".join(f"name:{piece.image.path.name}".encode() if isinstance(piece, File) else piece for piece in call.segments()))

    return make

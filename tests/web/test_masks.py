"""The masks' routes over real HTTP: what comes back of a painted or imported one, and what never stays."""

import hashlib
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import numpy as np
import pytest
from PIL import Image as Pillow

from studio.core.events import Finished, PictureReady
from studio.core.parts import Image
from studio.core.request import Request
from studio.core.result import Answer, Result
from studio.errors import StorageFault, UsageError
from studio.store import masks
from studio.store.bin import empty
from studio.store.collect import UNTOUCHED, collect
from studio.store.local import Library
from studio.store.marks import delete
from studio.web import masks as served_masks
from studio.web.masks import MAX_BYTES, percent
from tests.store.conftest import GOOGLE, NOW, png
from tests.web.test_references import Here, encoded

SIZE = (300, 200)


class Masking(Here):
    """The routes of references and masks, and one picture to be masked."""

    def post(self, data: bytes | Iterator[bytes], of: str | None = None, convention: str = "auto", name: str = "m.png", **headers: str) -> tuple[int, dict]:
        path = f"/masks?for={quote(self.first if of is None else of)}&convention={quote(convention)}"
        status, _, body = self.ask("POST", path, data, X_Name=quote(name), **headers)  # type: ignore[arg-type]
        return status, json.loads(body)

    def files(self) -> set[str]:
        return {path.name for path in self.library.references.iterdir()} if self.library.references.exists() else set()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Masking]:
    from tests.web import test_references

    library = Library(tmp_path / "home").open()
    given = test_references.routes
    monkeypatch.setattr(test_references, "routes", lambda library: [*given(library), *served_masks.routes(library)])
    served = Masking(library)
    served.first = served.add(encoded(Pillow.new("RGB", SIZE, "orange")))[1]["id"]
    yield served
    served.close()
    assert served.incoming() == []


def region() -> np.ndarray:
    values = np.zeros((SIZE[1], SIZE[0]), np.uint8)
    values[20:120, 30:180] = 255
    return values


def test_what_was_painted_is_what_comes_back(here: Masking) -> None:
    status, said = here.post(encoded(Pillow.fromarray(region())), convention="light")
    assert status == 200
    assert said["said"] == "25 % will change; the rest is to stay."
    assert said["share"] == 0.25
    assert said["href"] == f"/masks/{said['id']}"
    status, headers, body = here.ask("GET", said["href"])
    assert (status, headers["content-type"]) == (200, "image/png")
    assert "immutable" in headers["cache-control"]
    back = Pillow.open(BytesIO(body))
    assert back.mode == "L"
    assert np.array_equal(np.asarray(back), region())
    assert here.post(encoded(Pillow.fromarray(region())), convention="light")[1]["id"] == said["id"]


def test_the_sentence_is_the_persons(here: Masking) -> None:
    said = here.post(encoded(Pillow.fromarray(region())), cookie="studio_lang=zh-CN")[1]
    assert said["said"] == "将修改 25%；其余保持不变。"
    assert said["notes"] == ["“m.png”按“白色 = 修改”读取。"]
    assert "不属于本工作室" in here.post(b"x", of="nobody", cookie="studio_lang=zh-CN")[1]["error"]


def test_an_openai_mask_and_a_painted_layer_are_told_apart_by_wish(here: Masking) -> None:
    layer = Pillow.new("RGBA", SIZE, (255, 0, 0, 0))
    layer.putalpha(Pillow.fromarray(region()))
    data = encoded(layer)
    auto, painted = here.post(data)[1], here.post(data, convention="painted")[1]
    assert (auto["share"], painted["share"]) == (0.75, 0.25)
    assert auto["notes"] == ["“m.png” was read as transparent = change."]
    assert painted["notes"] == []  # as was asked


def test_a_mask_of_another_size_and_the_same_shape_is_scaled(here: Masking) -> None:
    status, said = here.post(encoded(Pillow.fromarray(region()).resize((600, 400), Pillow.Resampling.NEAREST)))
    assert (status, said["share"]) == (200, 0.25)
    assert "scaled from 600×400 to 300×200" in " ".join(said["notes"])


@pytest.mark.parametrize(
    ("data", "status", "words"),
    [
        (b"", 415, "is empty"),
        (b"%PDF-1.7\n", 415, "PDF"),
        (b"not a picture", 415, "not a picture"),
        (encoded(Pillow.new("L", SIZE, 255))[:60], 415, "cut short"),
        (encoded(Pillow.new("L", (200, 300), 255)), 422, "different shapes"),
        (encoded(Pillow.new("L", SIZE, 0)), 422, "marks nothing"),
        (encoded(Pillow.new("1", (9000, 6000), 1)), 415, "pixels"),
    ],
)
def test_what_is_none_is_said_and_leaves_nothing(here: Masking, data: bytes, status: int, words: str) -> None:
    before = here.files()
    answer, said = here.post(data)
    assert (answer, list(said)) == (status, ["error"])
    assert words in said["error"]
    assert here.files() == before


def test_too_much_is_refused_before_it_is_read(here: Masking) -> None:
    before = here.files()
    status, _, body = here.ask("POST", f"/masks?for={here.first}", b"", Content_Length=str(MAX_BYTES + 1))
    assert status == 413
    assert "50 MB" in json.loads(body)["error"]

    def endless() -> Iterator[bytes]:
        for _ in range(MAX_BYTES // 1_000_000 + 2):
            yield bytes(1_000_000)

    with suppress(ConnectionError):  # cut off while it was sending: it was refused all the same
        assert here.post(endless(), Transfer_Encoding="chunked")[0] == 413
    assert here.files() == before


def test_who_leaves_half_way_leaves_nothing(here: Masking) -> None:
    before = here.files()
    with socket.create_connection(("127.0.0.1", here.port)) as line:
        line.sendall(f"POST /masks?for={here.first} HTTP/1.1\r\nHost: 127.0.0.1:{here.port}\r\nContent-Length: 1000\r\n\r\n".encode() + bytes(10))
        time.sleep(0.3)
    for _ in range(100):
        if not here.incoming():
            break
        time.sleep(0.05)
    assert (here.incoming(), here.files()) == ([], before)


@pytest.mark.parametrize(
    "wanted", ["", "x", "../../etc/passwd", "a" * 64 + ".png", "A" * 64 + ".png", "20260101T000000-0123456789ab/1-1.png", "%00", "/etc/passwd"]
)
def test_of_what_is_none_of_ours_there_is_no_mask(here: Masking, wanted: str) -> None:
    before = here.files()
    status, said = here.post(encoded(Pillow.fromarray(region())), of=wanted)
    assert status == 422
    assert "tray" in said["error"]
    assert here.files() == before


def test_a_way_that_is_none(here: Masking) -> None:
    status, said = here.post(b"x", convention="<b>")
    assert (status, said["error"]) == (422, "A mask is read in one of these ways: auto, clear, painted, light.")


@pytest.mark.parametrize("wanted", ["x", "..%2f..%2fetc%2fpasswd", "0" * 64, "A" * 64, "0" * 64 + ".png", "%00", "é" * 64])
def test_an_id_that_is_none(here: Masking, wanted: str) -> None:
    assert here.ask("GET", f"/masks/{quote(wanted, safe='%')}")[0] == 404
    with pytest.raises(UsageError) as raised:
        masks.find(here.library, wanted)
    assert raised.value.field == "mask"


def test_a_reference_is_no_mask_and_a_link_is_not_followed(here: Masking, tmp_path: Path) -> None:
    digest = here.first.partition(".")[0]
    assert here.ask("GET", f"/masks/{digest}")[0] == 404
    said = here.post(encoded(Pillow.fromarray(region())))[1]
    path = masks.find(here.library, said["id"])
    assert masks.id_of(here.library, path) == said["id"]
    assert masks.id_of(here.library, here.library.references / here.first) == ""
    assert masks.id_of(here.library, tmp_path / path.name) == ""
    elsewhere = tmp_path / "elsewhere.png"
    path.rename(elsewhere)
    path.symlink_to(elsewhere)
    with pytest.raises(UsageError, match="no longer"):
        masks.find(here.library, said["id"])


def test_share_and_regions_are_known_without_decoding(here: Masking) -> None:
    said = here.post(encoded(Pillow.fromarray(region())))[1]
    mask = masks.read(here.library, said["id"])
    assert (mask.share, mask.image.width, mask.image.height, mask.image.digest) == (0.25, 300, 200, said["id"])
    assert [(each.box.left, each.box.top, each.box.right, each.box.bottom) for each in mask.regions] == [(30, 20, 180, 120)]
    mask.image.path.with_suffix(".mask.json").write_text("{}", encoding="utf-8")
    with pytest.raises(UsageError):
        masks.read(here.library, said["id"])


def test_a_run_that_is_deleted_does_not_take_the_mask_with_it(here: Masking) -> None:
    said = here.post(encoded(Pillow.fromarray(region())))[1]
    path = masks.find(here.library, said["id"])
    run = here.library.new_id(NOW)
    drawn = here.library.folder(run) / "1-1.png"
    drawn.parent.mkdir(parents=True)
    drawn.write_bytes(png())
    image = Image(path=drawn, mime="image/png", width=4, height=5, bytes=len(png()), digest=hashlib.sha256(png()).hexdigest())
    answer = Answer(began=0.5, attempts=1).add(PictureReady(image=image), 1.0).add(Finished(reason="STOP"), 1.5)
    request = Request(prompt="x", gateway="google", model=GOOGLE.models[0].id, task="edit", mask=str(path))
    here.library.write(Result(request=request, gateway=GOOGLE, model=GOOGLE.models[0], answers=(replace(answer, ended=2.0),), id=run), NOW)
    assert here.library.index.needed_by(f"references/{path.name}")
    delete(here.library, [f"{run}/1-1.png"], NOW)
    empty(here.library)
    assert not here.library.index.needed_by(f"references/{path.name}")
    assert masks.find(here.library, said["id"]) == path


def test_what_nothing_names_goes_after_a_week_with_its_sidecar(here: Masking) -> None:
    said = here.post(encoded(Pillow.fromarray(region())))[1]
    path = masks.find(here.library, said["id"])
    assert collect(here.library) == 0
    old = time.time() - UNTOUCHED - 60
    os.utime(path, (old, old))
    masks.find(here.library, said["id"])  # looked up: it is in use
    assert collect(here.library) == 0
    os.utime(path, (old, old))
    assert collect(here.library) == 1
    assert here.files() == {here.first, here.first.replace(".png", ".json")}


def test_a_black_reference_outlives_being_tried_as_a_mask(here: Masking) -> None:
    black = here.add(encoded(Pillow.new("L", SIZE, 0)))[1]
    before = here.files()
    path = here.library.references / black["id"]
    assert here.post(path.read_bytes())[0] == 422
    assert here.files() == before


def test_a_full_disk_is_said(here: Masking, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise StorageFault("picture.disk", path="references", what="No space left on device")

    monkeypatch.setattr(masks, "write_atomic", full)
    status, said = here.post(encoded(Pillow.fromarray(region())))
    assert status == 507
    assert "No space left" in said["error"]


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0, "0"),
        (1, "100"),
        (1e-9, "0.01"),
        (0.0004, "0.04"),
        (0.0325, "3.3"),
        (0.0625, "6.3"),
        (0.125, "13"),
        (0.9899, "99"),
        (0.995, "99.5"),
        (0.99999, "99.9"),
    ],
)
def test_percent(share: float, said: str) -> None:
    assert percent(share) == said

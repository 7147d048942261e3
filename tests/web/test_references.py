"""The tray's routes over real HTTP: what comes back of a person's file, and what never stays."""

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pytest
import uvicorn
from PIL import Image as Pillow
from PIL import ImageCms
from starlette.applications import Starlette

from studio.imaging.references import MAX_BYTES
from studio.store.local import Library
from studio.web.guard import LOCAL, Guard
from studio.web.references import routes
from tests.served import free_port
from tests.store.test_references import turned


class Here:
    """The routes behind the guard, in a thread."""

    def __init__(self, library: Library) -> None:
        self.library, self.port = library, free_port()
        app = Guard(Starlette(routes=routes(library)), hosts=LOCAL)
        self.server = uvicorn.Server(uvicorn.Config(app, port=self.port, log_level="warning", lifespan="off"))
        self._thread = threading.Thread(target=self.server.run, daemon=True)
        self._thread.start()
        while not self.server.started:
            time.sleep(0.01)

    def close(self) -> None:
        self.server.should_exit = True
        self._thread.join(timeout=10)

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, dict[str, str], bytes]:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            line.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            answer = line.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            line.close()

    def add(self, data: bytes, name: str = "a.png", **headers: str) -> tuple[int, dict]:
        status, _, body = self.ask("POST", "/references", data, X_Name=quote(name), **headers)
        return status, json.loads(body)

    def incoming(self) -> list[str]:
        return [path.name for path in (self.library.home / "incoming").iterdir()]


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Here]:
    served = Here(Library(tmp_path / "home").open())
    yield served
    served.close()
    assert served.incoming() == []


def encoded(image: Pillow.Image, kind: str = "PNG", **options) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def test_a_photograph_comes_back_upright_and_without_its_place(here: Here) -> None:
    status, said = here.add(encoded(Pillow.new("RGB", (400, 300), "orange"), "JPEG", exif=turned()), "Ferien 北.jpg")
    assert status == 200
    assert (said["name"], said["role"], said["width"], said["height"], said["fact"]) == ("Ferien 北.jpg", "", 300, 400, "300×400 JPEG")
    assert said["brief"] == "turned upright +1"
    assert "place it was taken" in " ".join(said["notes"])
    status, headers, original = here.ask("GET", said["original"])
    assert (status, headers["content-type"]) == (200, "image/jpeg")
    assert b"SecretCam" not in original
    assert not Pillow.open(BytesIO(original)).getexif()


def test_alpha_and_profile_stay(here: Here) -> None:
    image = Pillow.new("RGBA", (20, 20), (200, 30, 30, 90))
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    status, said = here.add(encoded(image, "PNG", icc_profile=icc))
    assert status == 200
    back = Pillow.open(BytesIO(here.ask("GET", said["original"])[2]))
    assert (back.mode, back.getpixel((3, 3)), back.info["icc_profile"]) == ("RGBA", (200, 30, 30, 90), icc)
    thumb = Pillow.open(BytesIO(here.ask("GET", said["thumb"])[2]))
    assert (thumb.format, thumb.mode) == ("WEBP", "RGBA")


def test_names_stay_text(here: Here) -> None:
    status, said = here.add(encoded(Pillow.new("RGB", (9, 9))), "<img src=x onerror=alert(1)>\u202egnp.exe\n.png")
    assert status == 200
    assert said["name"] == "<img src=x onerror=alert(1)>gnp.exe .png"
    assert here.add(encoded(Pillow.new("RGB", (9, 9))), "../../etc/passwd")[1]["name"] == "passwd"


@pytest.mark.parametrize(
    ("headers", "word"),
    [({}, "is a file of the kind PDF"), ({"accept_language": "zh-TW,en"}, "是 PDF 文件"), ({"cookie": "studio_lang=zh-CN"}, "是 PDF 文件")],
)
def test_what_is_no_picture_is_said_in_the_persons_language(here: Here, headers: dict[str, str], word: str) -> None:
    status, said = here.add(b"%PDF-1.7\n", "contract.pdf", **headers)
    assert status == 415
    assert word in said["title"]
    assert said["error"].startswith(said["title"])
    assert "contract.pdf" in said["error"]


def test_nothing_at_all(here: Here) -> None:
    status, _, body = here.ask("POST", "/references", b"")
    assert status == 415
    assert "“the picture” is empty" in json.loads(body)["error"]


def test_too_large_is_refused_before_it_is_sent(here: Here) -> None:
    with socket.create_connection(("127.0.0.1", here.port), timeout=10) as line:
        line.sendall(f"POST /references HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Name: big.png\r\nContent-Length: {MAX_BYTES + 1}\r\n\r\n".encode())
        assert line.recv(4096).startswith(b"HTTP/1.1 413")
    assert here.incoming() == []


def test_too_large_without_saying_so(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("studio.web.references.MAX_BYTES", 1000)
    with socket.create_connection(("127.0.0.1", here.port), timeout=10) as line:
        line.sendall(
            b"POST /references HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n" + b"258\r\n" + bytes(600) + b"\r\n" + b"258\r\n" + bytes(600)
        )
        assert line.recv(4096).startswith(b"HTTP/1.1 413")
    assert here.incoming() == []


def test_who_leaves_half_way_leaves_nothing(here: Here) -> None:
    with socket.create_connection(("127.0.0.1", here.port), timeout=10) as line:
        line.sendall(b"POST /references HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000000\r\n\r\n" + bytes(70_000))
        until(lambda: any((here.library.home / "incoming" / name).stat().st_size for name in here.incoming()))
    until(lambda: not here.incoming())
    assert not list(here.library.references.iterdir())


def test_other_sites_may_not_add(here: Here) -> None:
    assert here.ask("POST", "/references", encoded(Pillow.new("RGB", (9, 9))), Origin="https://elsewhere.example")[0] == 403


def test_no_more_than_two_are_decoded_at_once(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    from studio.store import references

    real, lock, now, most = references.add, threading.Lock(), 0, 0

    def slow(*args):
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        time.sleep(0.05)
        with lock:
            now -= 1
        return real(*args)

    monkeypatch.setattr(references, "add", slow)
    threads = [threading.Thread(target=here.add, args=(encoded(Pillow.new("RGB", (9 + n, 9))), f"{n}.png")) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2
    assert len(list(here.library.references.glob("*.png"))) == 6


def test_only_pictures_go_out(here: Here) -> None:
    status, said = here.add(encoded(Pillow.new("RGB", (9, 9))))
    digest = said["id"].split(".")[0]
    for name in ("thumb", "preview", "original"):
        status, headers, _ = here.ask("GET", said[name])
        assert (status, headers["cache-control"], headers["x-content-type-options"]) == (200, "private, max-age=31536000, immutable", "nosniff")
    for path in here.library.previews.iterdir():
        path.unlink()
    assert here.ask("GET", said["thumb"])[0] == 200
    for hostile in (f"{digest}.json", f"{digest}.jpg", "..%2f..%2fetc%2fpasswd", "..", f"{'a' * 64}.thumb.webp", f"{digest}.thumb.webp%00", ".env"):
        assert here.ask("GET", f"/references/{hostile}")[0] == 404
    for hostile in ("", "?id=", "?id=../x", f"?id={digest}.json", "?id=20260101T000000-aaaaaaaaaaaa/1.png"):  # nothing is listed
        assert here.ask("GET", f"/references{hostile}")[0] == 404


def test_small_copies_of_runs_are_not_given_here(here: Here) -> None:
    """The previews of all pictures lie in one folder; this route gives those of the tray."""
    (here.library.previews / f"{'c' * 64}.thumb.webp").write_bytes(b"RIFF")
    assert here.ask("GET", f"/references/{'c' * 64}.thumb.webp")[0] == 404


def test_a_disk_that_takes_nothing(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    from studio.errors import StorageFault

    def full(*_: object) -> None:
        raise StorageFault("store.full", path="/home")

    monkeypatch.setattr("studio.store.references.prepare", lambda *a, **k: full())
    status, said = here.add(encoded(Pillow.new("RGB", (9, 9))))
    assert (status, said["error"]) == (507, "The disk of /home is full. Free some space, then retry.")


def until(true) -> None:
    for _ in range(500):
        if true():
            return
        time.sleep(0.01)
    raise AssertionError("it never came")

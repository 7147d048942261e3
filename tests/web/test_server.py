"""The served studio over HTTP: splash, guard, pictures, the named endpoint, a clean end."""

import json
import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.served import Served, free_port


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    served = Served(tmp_path_factory.mktemp("served") / "home")
    yield served
    served.stop()


def ask(url: str, *, method: str = "GET", headers: dict[str, str] | None = None, data: bytes | None = None) -> tuple[int, dict[str, str], bytes]:
    request = urllib.request.Request(url, method=method, headers=headers or {}, data=data)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, dict(error.headers), error.read()


def test_something_readable_answers_while_gradio_still_imports(studio: Served) -> None:
    assert b"Starting, a few seconds" in studio.splash
    assert f"Image Studio is ready at {studio.url}" in studio.said


def test_the_page_and_its_language_line(studio: Served) -> None:
    status, headers, body = ask(studio.url + "/")
    assert status == 200
    assert body.index(b"studio_lang") < body.index(b"/assets/index")
    policy = headers["content-security-policy"]
    assert "connect-src 'self'" in policy
    assert "img-src 'self' data: blob:" in policy


def test_a_foreign_host_is_refused(studio: Served) -> None:
    assert ask(studio.url + "/", headers={"Host": "evil.example"})[0] == 421
    assert ask(studio.url + "/healthz", headers={"Host": f"localhost:{studio.port}"})[0] == 200


@pytest.mark.parametrize("path", ["/gradio_api/queue/join", "/gradio_api/upload", "/gradio_api/call/generate"])
@pytest.mark.parametrize("headers", [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}])
def test_another_site_can_not_post(studio: Served, path: str, headers: dict[str, str]) -> None:
    assert ask(studio.url + path, method="POST", headers=headers, data=b"{}")[0] == 403


def made(studio: Served, **said: object) -> dict:
    """One run through the named endpoint, as gradio_client does it."""
    values = ["Terrazzo", "", "", "auto", "512", 1, 3]
    order = ["prompt", "gateway", "model", "aspect", "size", "count", "seed"]
    for name, value in said.items():
        values[order.index(name)] = value
    body = json.dumps({"data": values}).encode()
    status, _, answer = ask(studio.url + "/gradio_api/call/generate", method="POST", headers={"Content-Type": "application/json"}, data=body)
    assert status == 200, answer
    event = json.loads(answer)["event_id"]
    with urllib.request.urlopen(f"{studio.url}/gradio_api/call/generate/{event}", timeout=60) as stream:
        lines = stream.read().decode().splitlines()
    assert "event: complete" in lines
    return json.loads(next(line for line in reversed(lines) if line.startswith("data:"))[5:])[0]


def test_the_named_endpoint_makes_pictures_that_are_served_byte_for_byte(studio: Served) -> None:
    said = made(studio)
    assert said["status"] == "ok", said
    (image,) = said["images"]
    status, headers, body = ask(studio.url + image["url"])
    assert (status, headers["content-type"], len(body)) == (200, "image/png", image["bytes"])
    kept = next((studio.home / "runs").rglob(image["url"].rsplit("/", 1)[1]))
    assert kept.read_bytes() == body
    assert "immutable" in headers["cache-control"]
    assert "attachment" in ask(studio.url + image["url"] + "?download")[1]["content-disposition"]
    run = image["url"].split("/")[2]
    small = f"{studio.url}/media/{run}/{image['sha256']}.preview.webp"
    assert ask(small)[1]["content-type"] == "image/webp"
    for preview in (studio.home / "previews").iterdir():
        preview.unlink()
    assert ask(small)[0] == 200  # made again
    status, headers, reply = ask(f"{studio.url}/raw/{run}/1")
    assert status == 200
    assert headers["content-type"].startswith("text/plain")
    assert b"finishReason" in reply


def test_the_official_gradio_client(studio: Served) -> None:
    from gradio_client import Client

    client = Client(studio.url, verbose=False)
    said = client.predict(prompt="Terrazzo", size="512", api_name="/generate")
    client.close()
    assert said["status"] == "ok"


def test_a_bad_order_is_answered_with_its_sentence(studio: Served) -> None:
    assert made(studio, prompt="")["error"]["message"].startswith("There is no prompt.")
    assert made(studio, gateway="nobody")["error"]["kind"] == "usage"


@pytest.mark.parametrize(
    "path",
    [
        "/media/x/y.png", "/media/..%2f..%2fetc/passwd", "/media/20261121T140203-000000000000/run.json", "/media/20261121T140203-000000000000/1.reply",
        "/raw/x/1", "/raw/20261121T140203-000000000000/99", "/assets/../pyproject.toml", "/assets/%2e%2e/pyproject.toml",
    ],
)  # fmt: skip
def test_nothing_else_is_served(studio: Served, path: str) -> None:
    status, _, body = ask(studio.url + path)
    assert status in (403, 404), body[:200]  # 403 is gradio's own word for a path outside its folder


def test_a_record_is_never_served_as_a_picture(studio: Served) -> None:
    run = made(studio)["id"]
    assert ask(f"{studio.url}/media/{run}/run.json")[0] == 404
    assert ask(f"{studio.url}/media/{run}/1.reply")[0] == 404


@pytest.mark.parametrize("name", ["0" * 64 + ".preview.webp", "x.thumb.webp", "..preview.webp", "a%00.preview.webp", "1-1.png%00", "CON", "%2e%2e"])
def test_a_picture_that_is_not_there_is_404_with_the_headers(studio: Served, name: str) -> None:
    run = made(studio)["id"]
    status, headers, _ = ask(f"{studio.url}/media/{run}/{name}")
    assert status == 404
    assert "default-src 'self'" in headers["content-security-policy"]


def test_a_broken_record_breaks_neither_page_nor_pictures(studio: Served) -> None:
    said = made(studio)
    record = next(studio.home.rglob(f"{said['id']}/run.json"))
    whole = record.read_bytes()
    for text in (b"[]", b"{", b'{"answers": 1}', b'{"answers": [1], "request": 1, "created": 1}'):
        record.write_bytes(text)
        assert ask(f"{studio.url}/media/{said['id']}/{'0' * 64}.preview.webp")[0] == 404
        assert ask(studio.url + said["images"][0]["url"])[0] == 200
    record.write_bytes(whole)


@pytest.mark.parametrize(("name", "value"), [("count", "many"), ("count", None), ("count", 99), ("seed", "x"), ("seed", -5), ("size", ["1K"]), ("aspect", {})])
def test_garbage_at_the_named_endpoint_is_a_sentence(studio: Served, name: str, value: object) -> None:
    said = made(studio, **{name: value})
    assert said["status"] == "failed" or (name == "count" and value is None) or name in ("size", "aspect"), said


def test_gradio_reads_no_file_that_was_not_uploaded(studio: Served) -> None:
    body = json.dumps({"data": [{"path": "/etc/hostname", "meta": {"_type": "gradio.FileData"}}] * 3, "fn_index": 1, "session_hash": "s"}).encode()
    ask(studio.url + "/gradio_api/queue/join", method="POST", headers={"Content-Type": "application/json"}, data=body)
    assert ask(studio.url + "/gradio_api/file=/etc/hostname")[0] in (403, 404)


def test_a_port_in_use_takes_the_next_and_says_so(tmp_path: Path) -> None:
    port = free_port()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        served = Served(tmp_path / "home", port=port, wait=False)
        for _ in range(400):
            if "ready at" in served.said:
                break
            time.sleep(0.05)
        served.stop()
    assert f"Port {port} is in use, so " in served.said
    assert f"ready at http://127.0.0.1:{port}" not in served.said


def test_beyond_loopback_only_with_a_sign_in(tmp_path: Path) -> None:
    open_one = Served(tmp_path / "home", "--host", "0.0.0.0", wait=False)
    assert open_one.process.wait(timeout=20) == 2
    open_one.stop()
    assert "STUDIO_AUTH" in open_one.said


def test_with_a_sign_in_nothing_is_served_without_it(tmp_path: Path) -> None:
    served = Served(tmp_path / "home", "--auth", "ann:secret word", wait=False)
    for _ in range(400):
        if "ready at" in served.said:
            break
        time.sleep(0.05)
    try:
        for path in ("/", "/assets/studio.css", "/config", "/gradio_api/info", "/theme.css", "/media/x/y", "/healthz"):
            assert ask(served.url + path)[0] == 401, path
        assert ask(served.url + "/", headers={"Authorization": "Basic YW5uOnNlY3JldCB3b3Jk"})[0] == 200
        assert ask(served.url + "/", headers={"Authorization": "Basic YW5uOndyb25n"})[0] == 401
    finally:
        served.stop()
    assert "secret word" not in served.said


def test_a_home_that_can_not_be_written_ends_it_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    served = Served(tmp_path / "file", wait=False)
    assert served.process.wait(timeout=60) == 7
    served.stop()
    assert "STUDIO_HOME" in served.said
    assert "Traceback" not in served.said


def begin(studio: Served, prompt: str) -> None:
    """A run that nobody waits for."""
    body = json.dumps({"data": [prompt, "", "", "auto", "512", 1, 3]}).encode()
    ask(studio.url + "/gradio_api/call/generate", method="POST", headers={"Content-Type": "application/json"}, data=body)
    for _ in range(200):
        if list(studio.home.rglob("1.reply")):
            return
        time.sleep(0.02)


def test_the_first_ctrl_c_waits_for_running_work(tmp_path: Path) -> None:
    served = Served(tmp_path / "home")
    with socket.create_connection(("127.0.0.1", served.port)) as page:  # an open page
        page.sendall(f"GET /gradio_api/heartbeat/x HTTP/1.1\r\nHost: 127.0.0.1:{served.port}\r\n\r\n".encode())
        begin(served, "Terrazzo demo:slow:1.5")
        served.stop()
    record = json.loads(next(served.home.rglob("run.json")).read_bytes())
    assert record["status"] == "ok"
    assert "Waiting up to 300 s for 1 running" in served.said
    assert "Traceback" not in served.said


def test_the_second_ctrl_c_stops_it_and_records_that(tmp_path: Path) -> None:
    served = Served(tmp_path / "home")
    begin(served, "Terrazzo demo:slow:60")
    served.process.send_signal(signal.SIGINT)
    for _ in range(200):
        if "Waiting up to" in served.said:
            break
        time.sleep(0.02)
    begun = time.monotonic()
    served.stop()
    assert time.monotonic() - begun < 8
    record = json.loads(next(served.home.rglob("run.json")).read_bytes())
    assert record["status"] == "failed"
    assert record["answers"][0]["error"]["kind"] == "cancelled"
    assert "Traceback" not in served.said


def test_ctrl_c_ends_it_cleanly(tmp_path: Path) -> None:
    served = Served(tmp_path / "home")
    begun = time.monotonic()
    served.stop()
    assert time.monotonic() - begun < 10
    assert "Traceback" not in served.said
    assert "Error" not in served.said

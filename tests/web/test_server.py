"""The served studio over HTTP: splash, guard, pictures, the named endpoint, a clean end."""

import json
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


def test_ctrl_c_ends_it_cleanly(tmp_path: Path) -> None:
    served = Served(tmp_path / "home")
    begun = time.monotonic()
    served.stop()
    assert time.monotonic() - begun < 10
    assert "Traceback" not in served.said
    assert "Error" not in served.said

"""Keys and gateways by address over real HTTP: who may, what lands where, and that no key is ever repeated."""

import json
import os
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlencode

import pytest

from tests.served import Served
from tests.web.test_server import ask

KEY = "test-key-123"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    served = Served(tmp_path_factory.mktemp("keys") / "home", "--log-level", "debug")
    yield served
    served.stop()
    assert KEY not in served.said
    assert "Traceback" not in served.said, served.said


@pytest.fixture
def studio(running: Served) -> Iterator[Served]:
    """Its home as on the first day."""
    yield running
    for name in (".env", "gateways.toml"):
        (running.home / name).unlink(missing_ok=True)


def post(studio: Served, path: str, method: str = "POST", headers: dict[str, str] | None = None, **fields: str) -> tuple[int, dict]:
    status, said, body = ask(studio.url + path, method=method, headers=headers, data=urlencode(fields).encode() if method == "POST" else None)
    assert KEY.encode() not in body
    assert said["cache-control"] == "no-store"
    return status, json.loads(body)


def env(studio: Served) -> str:
    path = studio.home / ".env"
    return path.read_text(encoding="utf-8") if path.is_file() else ""


@contextmanager
def site(html: str) -> Iterator[str]:
    """A server that answers everything with a page."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "text/html")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *words: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_key_lands_in_the_homes_env_for_its_owner_alone(studio: Served) -> None:
    assert post(studio, "/keys/octopusx", key=KEY)[0] == 200
    assert f"OCTOPUSX_API_KEY='{KEY}'" in env(studio)
    if os.name == "posix":
        assert stat.S_IMODE((studio.home / ".env").stat().st_mode) == 0o600
    status, said = post(studio, "/keys/octopusx", "DELETE")
    assert status == 200
    assert "OCTOPUSX_API_KEY" in said["said"]
    assert KEY not in env(studio)


@pytest.mark.parametrize("headers", [{"X-Forwarded-For": "1.2.3.4"}, {"Forwarded": "for=1.2.3.4"}, {"X-Forwarded-Host": "a.example"}, {"Via": "1.1 proxy"}])
def test_whoever_comes_through_something_may_not(studio: Served, headers: dict[str, str]) -> None:
    status, said = post(studio, "/keys/octopusx", headers=headers, key=KEY)
    assert (status, said["error"]) == (422, "Settings are changed on the machine itself, at its own address (127.0.0.1).")
    assert post(studio, "/gateways", headers=headers, address="http://127.0.0.1:1")[0] == 422
    assert post(studio, "/keys/octopusx", "DELETE", headers=headers)[0] == 422
    assert env(studio) == ""


def test_another_site_may_not(studio: Served) -> None:
    status, _, _ = ask(studio.url + "/keys/octopusx", method="POST", headers={"Origin": "http://evil.example"}, data=b"key=x")
    assert status == 403
    assert env(studio) == ""


@pytest.mark.parametrize(
    ("path", "fields"),
    [("/keys/octopusx", {"key": ""}), ("/keys/octopusx", {"key": "a b\nOTHER=1"}), ("/keys/nobody", {"key": KEY}), ("/keys/demo", {"key": KEY}),
     ("/keys/octopusx", {"key": "x" * 30_000}), ("/gateways", {"address": "ftp://a.example"}), ("/gateways", {})],
)  # fmt: skip
def test_what_can_not_be_is_said_and_nothing_is_written(studio: Served, path: str, fields: dict[str, str]) -> None:
    status, said = post(studio, path, **fields)
    assert status == 422
    assert len(said["error"]) > 10
    assert env(studio) == ""
    assert not (studio.home / "gateways.toml").exists()


def test_a_gateway_by_its_address_is_tested_and_kept_and_can_go(studio: Served, demo) -> None:
    status, said = post(studio, "/gateways", address=f"{demo.url}/google", key=KEY)
    assert (status, said["gateway"]) == (200, "127-0-0-1")
    declared = (studio.home / "gateways.toml").read_text(encoding="utf-8")
    assert "[gateway.127-0-0-1]" in declared
    assert "gemini-3.1-flash-image" in declared  # what it listed
    assert KEY not in declared
    assert KEY in env(studio)
    assert post(studio, "/gateways/127-0-0-1", "DELETE")[0] == 200
    assert "127-0-0-1" not in (studio.home / "gateways.toml").read_text(encoding="utf-8")
    assert KEY not in env(studio)


def test_one_that_does_not_answer_as_a_gateway_is_not_kept(studio: Served, demo) -> None:
    with site("<!doctype html><html><title>Dashboard</title></html>") as url:
        page = post(studio, "/gateways", address=url, key="some-other-key")
    assert page[0] == 502
    assert "web page" in page[1]["error"]
    wrong = post(studio, "/gateways", address=f"{demo.url}/google", key="wrong-key-999")
    assert wrong[0] == 502
    assert "key" in wrong[1]["error"]
    gone = post(studio, "/gateways", address="http://127.0.0.1:9")
    assert gone[0] == 502
    assert not (studio.home / "gateways.toml").exists()
    assert env(studio) == ""

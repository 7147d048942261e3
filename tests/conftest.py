"""Fixtures for every room: a home of its own, an environment without anyone's keys, and no way out of this machine."""

import asyncio
import os
import queue
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.demo.run import running

KEYS = ("STUDIO_", "OFOX_", "EZMODEL_", "OCTOPUSX_", "GOOGLE_", "GEMINI_", "OPENAI_", "GENERIC_")
LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variable of the person who runs the tests reaches them; the current folder holds no .env."""
    for name in list(os.environ):
        if name.startswith(KEYS) and name != "STUDIO_REQUIRE_BROWSER":
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STUDIO_HOME", str(tmp_path / "home"))


@pytest.fixture(autouse=True, scope="session")
def no_way_out() -> Iterator[None]:
    """A connection to anything but loopback is a defect of the test or of the studio, and fails it."""
    real = socket.socket.connect

    def connect(self: socket.socket, address: object) -> object:
        host = address[0] if isinstance(address, tuple) else ""
        if self.family in (socket.AF_INET, socket.AF_INET6) and not str(host).startswith(LOOPBACK):
            raise AssertionError(f"a test wanted to connect to {host}")
        return real(self, address)

    socket.socket.connect = connect  # type: ignore[assignment,method-assign]
    yield
    socket.socket.connect = real  # type: ignore[method-assign]


class Demo:
    """The demo gateway in a thread of its own, without artificial waits: `url` is its root, `env` the settings that point every gateway at its face."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._ready: queue.Queue[str] = queue.Queue()
        self._end = asyncio.Event()
        self._thread = threading.Thread(target=lambda: self._loop.run_until_complete(self._run()), daemon=True)
        self._thread.start()
        self.url = self._ready.get(timeout=30)

    async def _run(self) -> None:
        async with running(key="test-key-123", pace=0) as url:
            self._ready.put(url)
            await self._end.wait()

    @property
    def env(self) -> dict[str, str]:
        faces = {"OFOX": "", "GENERIC": "/generic", "EZMODEL": "/ez", "OCTOPUSX": "/octopus", "GOOGLE": "/google", "OPENAI": "/openai/v1"}
        return {f"{name}_API_KEY": "test-key-123" for name in faces} | {f"{name}_BASE_URL": self.url + face for name, face in faces.items()}

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join(timeout=10)
        self._loop.close()


@pytest.fixture(scope="session")
def demo(no_way_out: None) -> Iterator[Demo]:
    """One demo gateway for all tests that need a real wire."""
    server = Demo()
    yield server
    server.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests last: Playwright's synchronous side keeps an event loop running in the main thread from its first use on."""
    items.sort(key=lambda item: "browser" in item.path.parts)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Where browser tests were skipped, the one command that gets a browser."""
    skipped = [report for report in terminalreporter.stats.get("skipped", ()) if "no Chromium or Chrome" in str(report.longrepr)]
    if skipped:
        terminalreporter.write_line(f"{len(skipped)} browser tests were skipped. To run them, get a browser: sudo apt-get install -y chromium")

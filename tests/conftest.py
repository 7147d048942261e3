"""Fixtures for every room: a home of its own, an environment without anyone's keys, and no way out of this machine."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

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

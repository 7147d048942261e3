"""A studio in a process of its own, as a person starts it, for tests that speak to it over HTTP or drive a browser."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Served:
    """`python -m studio` on a free port with a home of its own. `first` is the seconds from the process start to the first answer."""

    def __init__(self, home: Path, *words: str, env: dict[str, str] | None = None, port: int = 0, wait: bool = True) -> None:
        self.port = port or free_port()
        self.home = home
        self.url = f"http://127.0.0.1:{self.port}"
        self.lines: list[str] = []
        begun = time.monotonic()
        clean = {name: value for name, value in os.environ.items() if not name.endswith(("_API_KEY", "_BASE_URL"))}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "studio", "serve", "--home", str(home), "--port", str(self.port), *words],
            env=clean | (env or {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.first = 0.0
        if wait:
            self.splash = self._poll("/")
            self.first = time.monotonic() - begun
            self._poll("/healthz", until=200)

    def _read(self) -> None:
        assert self.process.stdout
        self.lines.extend(iter(self.process.stdout.readline, ""))

    def _poll(self, path: str, until: int = 0) -> bytes:
        for _ in range(3000):
            try:
                with urllib.request.urlopen(self.url + path, timeout=30) as answer:
                    return bytes(answer.read())
            except urllib.error.HTTPError as error:
                if not until or error.code == until:
                    return bytes(error.read())
                error.close()
            except OSError:
                pass
            if self.process.poll() is not None:
                raise AssertionError("".join(self.lines))
            time.sleep(0.02)
        raise AssertionError("no answer: " + "".join(self.lines))

    @property
    def said(self) -> str:
        """What it printed so far."""
        return "".join(self.lines)

    def stop(self) -> int:
        """Ctrl+C, and the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self._reader.join(timeout=5)
        if self.process.stdout:
            self.process.stdout.close()
        return int(self.process.wait())

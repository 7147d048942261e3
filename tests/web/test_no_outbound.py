"""From the process start to a finished picture the studio opens no connection that leaves this machine and asks no name server."""

import json
import urllib.request
from pathlib import Path

from tests.served import Served

WATCH = """
import os, socket
real, names = socket.socket.connect, socket.getaddrinfo
def note(what):
    with open(os.environ["WATCH_FILE"], "a") as file:
        file.write(f"{what}\\n")
def connect(self, address):
    if self.family in (socket.AF_INET, socket.AF_INET6) and not str(address[0]).startswith(("127.", "::1", "localhost")):
        note(f"connect {address}")
    return real(self, address)
def getaddrinfo(host, *args, **kwargs):
    if host not in (None, "", "127.0.0.1", "::1", "localhost"):
        note(f"name {host}")
    return names(host, *args, **kwargs)
socket.socket.connect, socket.getaddrinfo = connect, getaddrinfo
note("watching")
"""


def test_nothing_leaves_this_machine(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(WATCH, encoding="utf-8")
    seen = tmp_path / "seen"
    served = Served(tmp_path / "home", env={"PYTHONPATH": str(tmp_path), "WATCH_FILE": str(seen)})
    try:
        body = json.dumps({"data": ["Terrazzo", "", "", "auto", "512", 1, 1]}).encode()
        ask = urllib.request.Request(served.url + "/gradio_api/call/generate", data=body, headers={"Content-Type": "application/json"})
        event = json.loads(urllib.request.urlopen(ask, timeout=30).read())["event_id"]
        answer = urllib.request.urlopen(f"{served.url}/gradio_api/call/generate/{event}", timeout=60).read().decode()
        assert '"status": "ok"' in answer
    finally:
        served.stop()
    lines = set(seen.read_text(encoding="utf-8").splitlines())
    assert lines == {"watching"}

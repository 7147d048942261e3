"""What it costs to send 14 references of 5.4 MB: this studio's Transport beside a bare socket, httpx's `json=` and google-genai.

    python tests/benchmarks/request_path.py [--rounds 7]

One interleaved run against a server in another process that only counts bytes; medians, as ratios to the bare socket, which does the same reading and
encoding with nothing around it. Peak memory is taken in a process of its own for each way. Targets: at most 1.5 bare sockets, google-genai at least
8 times slower, less than 5 MB. Not a test: timings are never asserted.
"""

import argparse
import asyncio
import base64
import json
import os
import re
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from studio.core.parts import Image
from studio.dialects.wire import Call, File
from studio.http import Endpoint, Limits, Transport
from studio.http.body import PIECE, b64encode

COUNT, SIZE = 14, 5_400_000
PATH = "/v1beta/models/gemini-x:generateContent"
REPLY = b'{"candidates":[{"content":{"role":"model","parts":[{"text":"ok"}]},"finishReason":"STOP"}]}'
WAYS = ("bare socket", "studio", "httpx json=", "google-genai")


def serve() -> None:
    """Takes requests, counts their bodies, answers; prints its port."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=64)
    sys.stdout.write(f"{listening.getsockname()[1]}\n")
    sys.stdout.flush()
    while True:
        connection, _ = listening.accept()
        threading.Thread(target=take, args=(connection,), daemon=True).start()


def take(connection: socket.socket) -> None:
    """One connection's requests."""
    room = memoryview(bytearray(1 << 20))
    with connection:
        while head := read_head(connection):
            head, _, body = head.partition(b"\r\n\r\n")
            rows = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
            left = int(rows[b"content-length"]) - len(body)
            while left > 0 and (count := connection.recv_into(room, min(left, len(room)))):
                left -= count
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(REPLY) + REPLY)


def read_head(connection: socket.socket) -> bytes:
    """Everything up to and with the first bytes of the body."""
    head = b""
    while b"\r\n\r\n" not in head and (data := connection.recv(65_536)):
        head += data
    return head


def call_of(files: list[Path]) -> Call:
    """The request, its pictures named by their files."""
    pictures = [Image(path=file, mime="image/png", width=1, height=1, bytes=file.stat().st_size, digest="") for file in files]
    parts = [{"text": "prompt"}, *({"inlineData": {"mimeType": "image/png", "data": File(picture)}} for picture in pictures)]
    return Call(method="POST", path=PATH, json={"contents": [{"role": "user", "parts": parts}]})


def bare(port: int, files: list[Path]) -> Callable[[], Awaitable[object]]:
    """The same bytes, read and encoded the same way, by blocking calls."""
    call = call_of(files)

    async def send() -> None:
        with socket.create_connection(("127.0.0.1", port)) as out:
            out.sendall(f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: {call.content_length()}\r\n\r\n".encode())
            for piece in call.segments():
                if isinstance(piece, bytes):
                    out.sendall(piece)
                    continue
                with piece.image.path.open("rb", 0) as file:
                    while data := file.read(PIECE):
                        out.sendall(b64encode(data))
            assert REPLY in out.recv(65_536)

    return send


def studio(port: int, files: list[Path]) -> Callable[[], Awaitable[object]]:
    """Transport, as the engine uses it."""
    call, transport = call_of(files), Transport(Limits())
    endpoint = Endpoint(gateway="x", base_url=f"http://127.0.0.1:{port}", auth="bearer", key="sk-benchmark")

    async def send() -> None:
        assert [message async for message in transport.send(endpoint, call, open_sink=lambda _: open(os.devnull, "wb"))]  # noqa: SIM115, PTH123

    return send


def httpx_json(port: int, files: list[Path]) -> Callable[[], Awaitable[object]]:
    """What one writes first."""
    import httpx

    client = httpx.AsyncClient(timeout=60, trust_env=False)

    async def send() -> None:
        parts: list[object] = [{"text": "prompt"}]
        parts += [{"inlineData": {"mimeType": "image/png", "data": base64.b64encode(file.read_bytes()).decode()}} for file in files]
        reply = await client.post(f"http://127.0.0.1:{port}{PATH}", json={"contents": [{"role": "user", "parts": parts}]})
        assert reply.json()["candidates"]

    return send


def google(port: int, files: list[Path]) -> Callable[[], Awaitable[object]]:
    """Google's own client, given bytes (Pillow images would be encoded anew)."""
    from google import genai
    from google.genai import types

    client = genai.Client(api_key="benchmark", http_options=types.HttpOptions(base_url=f"http://127.0.0.1:{port}"))

    async def send() -> None:
        parts = [types.Part.from_text(text="prompt"), *(types.Part.from_bytes(data=file.read_bytes(), mime_type="image/png") for file in files)]
        reply = await client.aio.models.generate_content(model="gemini-x", contents=types.Content(role="user", parts=parts))
        assert reply.candidates

    return send


MAKERS = dict(zip(WAYS, (bare, studio, httpx_json, google), strict=True))


def peak() -> float:
    """The most memory this process ever had, in MB. On Linux from its own map: getrusage also remembers the parent that it was forked from."""
    status = Path("/proc/self/status")
    if status.exists():
        return float(re.search(r"VmHWM:\s+(\d+) kB", status.read_text())[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def memory(way: str, port: int, files: list[Path]) -> float:
    """How much one call adds to the peak, after a call with one small file has loaded everything."""
    small = files[0].with_name("small.png")
    await MAKERS[way](port, [small])()
    before = peak()
    await MAKERS[way](port, files)()
    return peak() - before


async def stall(send: Callable[[], Awaitable[object]]) -> float:
    """The longest time in seconds that the event loop was held during a call."""
    worst, stop = 0.0, False

    async def watch() -> None:
        nonlocal worst
        while not stop:
            before = time.perf_counter()
            await asyncio.sleep(0)
            worst = max(worst, time.perf_counter() - before)

    watching = asyncio.ensure_future(watch())
    await send()
    stop = True
    await watching
    return worst


async def times(port: int, files: list[Path], rounds: int) -> dict[str, list[float]]:
    """Seconds of every way, one after the other in each round."""
    sends = {way: make(port, files) for way, make in MAKERS.items()}
    seen: dict[str, list[float]] = {way: [] for way in sends}
    for number in range(rounds + 1):
        for way, send in sends.items():
            before = time.perf_counter()
            await send()
            if number:
                seen[way].append(time.perf_counter() - before)
    held = min(
        [  # the least of three: the worst also counts who else had the processor
            await stall(sends["studio"]) for _ in range(3)
        ]
    )
    sys.stdout.write(f"longest hold of the event loop while sending: {held * 1000:.1f} ms\n")
    return seen


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--memory", nargs=3, metavar=("WAY", "PORT", "FOLDER"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.serve:
        serve()
    if chosen.memory:
        way, port, folder = chosen.memory
        sys.stdout.write(f"{asyncio.run(memory(way, int(port), sorted(Path(folder).glob('ref*.png'))))}\n")
        return
    with tempfile.TemporaryDirectory() as folder, subprocess.Popen([sys.executable, __file__, "--serve"], stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            port = int(server.stdout.readline())
            files = [Path(folder, f"ref{number:02}.png") for number in range(COUNT)]
            for file in files:
                file.write_bytes(os.urandom(SIZE))
            Path(folder, "small.png").write_bytes(os.urandom(1000))
            seen = asyncio.run(times(port, files, chosen.rounds))
            middle = {way: statistics.median(values) for way, values in seen.items()}
            spent = {}
            for way in WAYS:
                line = subprocess.run([sys.executable, __file__, "--memory", way, str(port), folder], capture_output=True, text=True, check=True).stdout
                spent[way] = float(line)
            sys.stdout.write(json.dumps({way: [round(value * 1000) for value in values] for way, values in seen.items()}) + " ms\n")
            for way in WAYS:
                to_bare, to_studio = middle[way] / middle["bare socket"], middle[way] / middle["studio"]
                sys.stdout.write(f"{way:14}{middle[way] * 1000:8.0f} ms {to_bare:6.2f} × bare {to_studio:6.2f} × studio {spent[way]:8.1f} MB more\n")
        finally:
            server.kill()


if __name__ == "__main__":
    main()

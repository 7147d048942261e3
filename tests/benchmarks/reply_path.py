"""A 4K reply to a file: ours beside the official clients and beside the plain way, as ratios measured in one run.

    python tests/benchmarks/reply_path.py [rounds]

"Ours" is httpx's async stream through spool and frames; "studio.http" the product's own transport around them. A bare server in a process of its own sends
21.6 MB of picture (29 MB of JSON) over loopback, without compression. Rounds are interleaved and medians taken,
so that a busy machine slows all alike; times belong to the machine, ratios are the result, of time on the clock and of this process's own CPU time, which
holds still where other work shares the cores. Memory is what the peak grows by in a fresh process that has
already read a small reply the same way. Targets: reference/PERFORMANCE.md, "4K reply".
"""

import asyncio
import base64
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from studio.dialects.frames import Frames
from studio.dialects.spool import Spool
from studio.dialects.wire import Call
from studio.http import Endpoint, Limits, Transport

BYTES = 21_600_000
IDENTITY = {"Accept-Encoding": "identity"}
GENERATE, STREAM, OPENAI = "generateContent", "streamGenerateContent", "images/generations"
Way = Callable[[str, str, Path], None]  # address, model ("4k" or "small"), the file to write


# The server


def _png(size: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + random.Random(size).randbytes(size - 16)


def _bodies(size: int) -> dict[str, tuple[str, bytes]]:
    data = base64.b64encode(_png(size)).decode()
    gemini = {
        "candidates": [{"content": {"role": "model", "parts": [{"inlineData": {"mimeType": "image/png", "data": data}}]}, "finishReason": "STOP"}],
        "usageMetadata": {"promptTokenCount": 10, "candidatesTokenCount": 2520, "totalTokenCount": 2530},
    }
    whole = json.dumps(gemini).encode()
    return {
        GENERATE: ("application/json", whole),
        STREAM: ("text/event-stream", b"data: " + whole + b"\r\n\r\n"),
        OPENAI: ("application/json", json.dumps({"created": 1, "data": [{"b64_json": data}]}).encode()),
    }


async def serve() -> None:
    """Answer each call by the end of its path; the model `small` gets a small picture."""
    bodies = {"4k": _bodies(BYTES), "small": _bodies(100_000)}

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
                length = head.partition("content-length:")[2].split("\r\n")[0].strip()
                asked = head.split()[1] + (await reader.readexactly(int(length or 0))).decode()
                size = "4k" if "4k" in asked else "small"
                kind, body = next(reply for end, reply in bodies[size].items() if end.lower() in asked)
                writer.write(f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode())
                writer.write(body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


# The ways


# A client is made once a way, in the round that is not counted: its TLS context alone costs 20 ms.


def _ours(path: str) -> Way:
    runner, clients = asyncio.Runner(), list[httpx.AsyncClient]()

    async def read(base: str, model: str, file: Path) -> None:
        clients[:] = clients or [httpx.AsyncClient(trust_env=False, timeout=60)]
        spool, frames, messages = Spool(lambda marker: file.open("wb", buffering=0)), Frames(), []
        async with clients[0].stream("POST", f"{base}/{path.format(model)}", json={"model": model}, headers=IDENTITY) as reply:
            async for chunk in reply.aiter_raw():
                messages += frames.feed(spool.feed(chunk))
        messages += frames.feed(spool.end()) + frames.end()
        assert len(messages) == 1

    return lambda base, model, file: runner.run(read(base, model, file))


def _studio(*, stream: bool) -> Way:
    """The product's own way: studio.http, with its deadlines, redaction and naming of errors."""
    runner, transports = asyncio.Runner(), list[Transport]()

    async def read(base: str, model: str, file: Path) -> None:
        transports[:] = transports or [Transport(Limits())]
        verb = STREAM if stream else GENERATE
        call = Call(method="POST", path=f"/v1beta/models/{model}:{verb}", query={"alt": "sse"} if stream else {}, json={}, stream=stream)
        endpoint = Endpoint(gateway="bench", base_url=base, auth="bearer", key="k" * 32)
        async for _ in transports[0].send(endpoint, call, open_sink=lambda marker: file.open("wb", buffering=0)):
            pass

    return lambda base, model, file: runner.run(read(base, model, file))


def _genai(*, stream: bool) -> Way:
    clients: list[Any] = []

    def read(base: str, model: str, file: Path) -> None:
        from google import genai

        clients[:] = clients or [genai.Client(api_key="k", http_options={"base_url": base, "headers": IDENTITY})]
        models = clients[0].models
        replies = models.generate_content_stream(model=model, contents="a fox") if stream else [models.generate_content(model=model, contents="a fox")]
        for reply in replies:
            for part in reply.candidates[0].content.parts:
                file.write_bytes(part.inline_data.data)

    return read


def _openai() -> Way:
    clients: list[Any] = []

    def read(base: str, model: str, file: Path) -> None:
        import openai

        clients[:] = clients or [openai.OpenAI(api_key="k", base_url=f"{base}/v1", default_headers=IDENTITY)]
        file.write_bytes(base64.b64decode(clients[0].images.generate(model=model, prompt="a fox").data[0].b64_json))

    return read


def _plain() -> Way:
    client = httpx.Client(trust_env=False, timeout=60)

    def read(base: str, model: str, file: Path) -> None:
        reply = client.post(f"{base}/v1beta/models/{model}:{GENERATE}", json={}, headers=IDENTITY).json()
        file.write_bytes(base64.b64decode(reply["candidates"][0]["content"]["parts"][0]["inlineData"]["data"]))

    return read


WAYS: dict[str, Way] = {
    "ours, JSON": _ours("v1beta/models/{}:" + GENERATE),
    "studio.http, JSON": _studio(stream=False),
    "google-genai": _genai(stream=False),
    "httpx + json + base64": _plain(),
    "ours, SSE": _ours("v1beta/models/{}:" + STREAM + "?alt=sse"),
    "studio.http, SSE": _studio(stream=True),
    "google-genai, stream": _genai(stream=True),
    "ours, OpenAI": _ours("v1/" + OPENAI),
    "openai": _openai(),
}
BESIDE = {
    "studio.http, JSON": "ours, JSON",
    "google-genai": "ours, JSON",
    "httpx + json + base64": "ours, JSON",
    "studio.http, SSE": "ours, SSE",
    "google-genai, stream": "ours, SSE",
    "openai": "ours, OpenAI",
}
TARGETS = {"google-genai": "≥ 3", "google-genai, stream": "≥ 5", "openai": "≥ 2.5"}


def _peak() -> float:
    """MB at the peak so far. Not ru_maxrss: that one inherits the parent's."""
    return int(Path("/proc/self/status").read_text().partition("VmHWM:")[2].split()[0]) / 1024


def grown(name: str, base: str) -> None:
    """Print by how many MB the peak of this fresh process grows over one 4K reply."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "picture"
        WAYS[name](base, "small", file)
        before = _peak()
        WAYS[name](base, "4k", file)
        print(_peak() - before)


def splits() -> None:
    """Print what spool and frames alone cost at several splits: linear means that the column stays level."""
    event = b"data: " + _bodies(BYTES)[GENERATE][1] + b"\r\n\r\n"
    escaped = event.replace(b"/", b"\\/")
    print(f"\n{'spool and frames alone, 29 MB':34}{'plain':>10}{'with escapes':>14}")
    for step in (1_000, 16_000, 64_000, 1_000_000, len(escaped)):
        times = []
        for reply in (event, escaped):
            best = []
            for _ in range(3):
                start = time.perf_counter()
                with Path("/dev/null").open("wb", buffering=0) as sink:
                    spool, frames = Spool(lambda marker, sink=sink: sink), Frames()  # type: ignore[misc]
                    for at in range(0, len(reply), step):
                        frames.feed(spool.feed(reply[at : at + step]))
                    frames.feed(spool.end())
                best.append(time.perf_counter() - start)
            times.append(min(best))
        print(f"{f'  pieces of {min(step, len(event)):,} bytes':34}{times[0] * 1000:7.0f} ms{times[1] * 1000:11.0f} ms")


def main(rounds: int) -> None:
    """Print the table."""
    with subprocess.Popen([sys.executable, __file__, "--serve"], stdout=subprocess.PIPE, text=True) as server, tempfile.TemporaryDirectory() as folder:
        try:
            assert server.stdout is not None
            base = f"http://127.0.0.1:{server.stdout.readline().strip()}"
            file, wanted = Path(folder) / "picture", _png(BYTES)
            times: dict[str, list[float]] = {name: [] for name in WAYS}
            cpu: dict[str, list[float]] = {name: [] for name in WAYS}
            for turn in range(rounds + 1):
                for name, way in WAYS.items():
                    file.unlink(missing_ok=True)
                    start, worked = time.perf_counter(), time.process_time()
                    way(base, "4k", file)
                    if turn:
                        times[name].append(time.perf_counter() - start)
                        cpu[name].append(time.process_time() - worked)
                    else:
                        assert file.read_bytes() == wanted, name  # and the round that warms everything up is not counted
            print(f"{'4K reply → file':26}{'median':>10}{'× ours':>9}{'target':>9}{'CPU':>11}{'× ours':>9}{'peak grows':>13}")
            for name in WAYS:
                columns = ""
                for spent, width in ((times, 7), (cpu, 8)):
                    median, beside = statistics.median(spent[name]), statistics.median(spent[BESIDE.get(name, name)])
                    columns += f"{median * 1000:{width}.0f} ms{median / beside:9.1f}" + (f"{TARGETS.get(name, ''):>9}" if spent is times else "")
                memory = float(subprocess.run([sys.executable, __file__, "--grown", name, base], capture_output=True, text=True, check=True).stdout)
                print(f"{name:26}{columns}{memory:10.1f} MB", flush=True)
        finally:
            server.kill()
    splits()


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["--serve"]:
            asyncio.run(serve())
        case ["--grown", name, base]:
            grown(name, base)
        case rest:
            main(int(rest[0]) if rest else 7)

"""What it costs to send an edit of 14 files of 5.4 MB as a form: this studio's Transport beside a bare socket with sendfile, httpx's own multipart and OpenAI's
client.

    python tests/benchmarks/multipart_path.py [--rounds 7]

One interleaved run against a server in another process that only counts bytes; medians, as ratios to httpx's own multipart. Peak memory is taken in a process
of its own for each way. Target: on a par with httpx's own multipart (PERFORMANCE.md; a par is 1.0 to 1.3 sendfiles there). Not a test: timings are never
asserted.
"""

import argparse
import asyncio
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from pathlib import Path

from request_path import peak, serve  # beside this file: how it is run puts its folder on the path

from studio.core.parts import Image
from studio.dialects.wire import Call, File, Form
from studio.http import Endpoint, Limits, Transport

COUNT, SIZE = 14, 5_400_000
PATH = "/v1/images/edits"
Send = Callable[[], Awaitable[object]]


def call_of(files: list[Path]) -> Call:
    """The form, its pictures named by their files."""
    pictures = [Image(path=file, mime="image/png", width=1, height=1, bytes=file.stat().st_size, digest="") for file in files]
    return Call(method="POST", path=PATH, form=Form(fields=(("prompt", "x"), ("model", "m")), files=tuple(("image[]", picture) for picture in pictures)))


def sendfile(port: int, files: list[Path]) -> Send:
    """The kernel's own copying, by blocking calls."""
    call = call_of(files)

    async def send() -> None:
        with socket.create_connection(("127.0.0.1", port)) as out:
            out.sendall(f"POST {PATH} HTTP/1.1\r\nHost: x\r\nContent-Length: {call.content_length()}\r\n\r\n".encode())
            for piece in call.segments():
                if isinstance(piece, File):
                    with piece.image.path.open("rb") as file:
                        out.sendfile(file)
                else:
                    out.sendall(piece)
            assert out.recv(65_536)

    return send


def studio(port: int, files: list[Path]) -> Send:
    """Transport, as the engine uses it."""
    call, transport = call_of(files), Transport(Limits())
    endpoint = Endpoint(gateway="x", base_url=f"http://127.0.0.1:{port}", auth="bearer", key="sk-benchmark")

    async def send() -> None:
        assert [message async for message in transport.send(endpoint, call, open_sink=lambda _: open(os.devnull, "wb"))]  # noqa: SIM115, PTH123

    return send


def httpx_form(port: int, files: list[Path]) -> Send:
    """httpx's own multipart from open files."""
    import httpx

    client = httpx.AsyncClient(timeout=60, trust_env=False)

    async def send() -> None:
        with ExitStack() as stack:
            parts = [("image[]", (file.name, stack.enter_context(file.open("rb")), "image/png")) for file in files]
            reply = await client.post(f"http://127.0.0.1:{port}{PATH}", data={"prompt": "x", "model": "m"}, files=parts)
            assert reply.json()

    return send


def official(port: int, files: list[Path]) -> Send:
    """OpenAI's own client, given open files."""
    import openai

    client = openai.OpenAI(api_key="k", base_url=f"http://127.0.0.1:{port}/v1", max_retries=0)

    async def send() -> None:
        with ExitStack() as stack:
            client.images.edit(image=[stack.enter_context(file.open("rb")) for file in files], prompt="x", model="m")

    return send


MAKERS: dict[str, Callable[[int, list[Path]], Send]] = {"httpx multipart": httpx_form, "studio": studio, "sendfile": sendfile, "openai": official}


async def memory(way: str, port: int, files: list[Path]) -> float:
    """How much one call adds to the peak in MB, after a call with one small file has loaded everything."""
    await MAKERS[way](port, [files[0].with_name("small.png")])()
    before = peak()
    await MAKERS[way](port, files)()
    return peak() - before


async def times(port: int, files: list[Path], rounds: int) -> dict[str, list[float]]:
    """Seconds of every way, one after the other in each round, the first not counted."""
    sends = {way: make(port, files) for way, make in MAKERS.items()}
    seen: dict[str, list[float]] = {way: [] for way in sends}
    for number in range(rounds + 1):
        for way, send in sends.items():
            before = time.perf_counter()
            await send()
            if number:
                seen[way].append(time.perf_counter() - before)
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
            sys.stdout.write(json.dumps({way: [round(value * 1000) for value in values] for way, values in seen.items()}) + " ms\n")
            for way, median in middle.items():
                line = subprocess.run([sys.executable, __file__, "--memory", way, str(port), folder], capture_output=True, text=True, check=True).stdout
                ratios = f"{median / middle['httpx multipart']:6.2f} × httpx {median / middle['sendfile']:6.2f} × sendfile"
                sys.stdout.write(f"{way:16}{median * 1000:8.0f} ms {ratios} {float(line):8.1f} MB more\n")
        finally:
            server.kill()


if __name__ == "__main__":
    main()

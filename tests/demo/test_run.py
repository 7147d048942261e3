"""The gateway on a socket: beside something else, alone, and when a client goes away."""

import asyncio
import logging
import os
import signal
import socket
import subprocess
import sys
import time

import httpx
import pytest

from studio.demo.run import _bound, running
from studio.demo.server import create

GOOG = {"x-goog-api-key": "demo"}
STREAM = "/google/v1beta/models/demo-painter:streamGenerateContent?alt=sse"


def body(text, **config):
    return {"contents": [{"parts": [{"text": text}]}], "generationConfig": config}


def test_a_guest_leaves_signals_and_logging_alone_and_goes_at_once():
    async def go():
        before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM), logging.getLogger("uvicorn.access").propagate
        async with running(key="k", pace=0) as one, running(key="l", pace=0) as two:
            assert (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM), logging.getLogger("uvicorn.access").propagate) == before
            assert one.startswith("http://127.0.0.1:")
            assert one != two
            async with httpx.AsyncClient() as client:
                assert (await client.get(f"{one}/google/v1beta/models", headers={"x-goog-api-key": "k"})).status_code == 200
                assert (await client.get(f"{two}/google/v1beta/models", headers={"x-goog-api-key": "k"})).status_code == 400
            began = time.monotonic()
        return one, time.monotonic() - began

    address, seconds = asyncio.run(go())
    assert seconds < 1
    with pytest.raises(httpx.ConnectError):
        httpx.get(address)


def test_it_goes_within_a_second_although_answers_are_on_their_way(caplog):
    ended, took = [], []
    with caplog.at_level(logging.ERROR):
        asyncio.run(_stop_early(took, ended))
    assert took[0] < 1
    assert all(isinstance(end, httpx.HTTPError) for end in ended[0])
    assert not caplog.records


async def _stop_early(took, ended):
    async with httpx.AsyncClient(headers=GOOG, timeout=30) as client:
        async with running(pace=1) as base:
            slow = body("demo:slow:30 demo:text_only", thinkingConfig={"includeThoughts": True})
            tasks = [asyncio.ensure_future(client.post(base + path, json=slow)) for path in (STREAM, STREAM.replace("streamG", "g").partition("?")[0])]
            await asyncio.sleep(0.4)
            assert not any(task.done() for task in tasks)
            began = time.monotonic()
        took.append(time.monotonic() - began)
        ended.append(await asyncio.gather(*tasks, return_exceptions=True))


@pytest.mark.parametrize("path", [STREAM, STREAM.replace("streamG", "g").partition("?")[0]])
def test_a_client_that_goes_away_stops_the_work(path, monkeypatch, caplog):
    from studio.demo import answers

    seen = []
    real = answers._Answer.drawing

    async def watched(self):
        try:
            async for chunk in real(self):
                yield chunk
        except asyncio.CancelledError:
            seen.append("cancelled")
            raise
        finally:
            seen.append("ended")

    monkeypatch.setattr(answers._Answer, "drawing", watched)

    async def go():
        async with running(pace=20) as base, httpx.AsyncClient(headers=GOOG) as client:
            with pytest.raises(httpx.ReadTimeout):
                await client.post(base + path, json=body("demo:text_only demo:slow:20", thinkingConfig={"includeThoughts": True}), timeout=0.4)
            for _ in range(100):
                if seen:
                    return
                await asyncio.sleep(0.02)

    with caplog.at_level(logging.ERROR):
        asyncio.run(go())
    assert "ended" in seen
    assert not caplog.records


def test_thinking_takes_its_time_at_pace_1():
    async def go():
        async with running(pace=0.25) as base, httpx.AsyncClient(base_url=base, headers=GOOG) as client:
            began = time.monotonic()
            await client.post(STREAM, json=body("demo:text_only a red circle", thinkingConfig={"includeThoughts": True, "thinkingLevel": "high"}))
            return time.monotonic() - began

    assert 0.55 < asyncio.run(go()) < 5


def test_alone_it_says_so_serves_and_ends_on_ctrl_c():
    code = "from studio.demo.run import serve; serve('127.0.0.1', 0, 'key')"
    here = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))  # noqa: PTH120, PTH100
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=here) as process:
        try:
            said = process.stdout.readline()
            assert said.startswith("The demo gateway is ready at http://127.0.0.1:")
            assert httpx.get(f"{said.split()[-1]}/healthz").text == "ok"
            process.send_signal(signal.SIGINT)
            assert process.wait(5) == 0
            assert process.stderr.read() == ""
        finally:
            process.kill()


def test_a_port_that_is_taken_is_an_os_error():
    from studio.demo.run import serve

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(OSError, match="in use"):
            serve("127.0.0.1", taken.getsockname()[1])


def test_its_socket_is_named_tcp():
    with _bound("127.0.0.1", 0) as listener:  # else asyncio leaves TCP_NODELAY off: 40 ms on every answer
        assert listener.proto == socket.IPPROTO_TCP


def test_the_app_is_an_ordinary_asgi_app():
    async def go():
        async with httpx.AsyncClient(transport=httpx.ASGITransport(create("k", pace=0)), base_url="http://demo", headers={"x-goog-api-key": "k"}) as client:
            return await client.post("/google/v1beta/models/demo-painter:generateContent", json=body("demo:text_only"))

    assert asyncio.run(go()).status_code == 200

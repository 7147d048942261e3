"""Nothing paid for is lost: stopping at every moment, disks that fail, broken pictures beside good ones, tries after tries, a process that is killed."""

import asyncio
import base64
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable
from functools import cache
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from PIL import Image as Pillow

import studio
from studio import call
from studio.core.events import Usage
from studio.core.report import report
from studio.core.result import Answer
from studio.engine import Studio
from studio.errors import Cancelled, StorageFault
from studio.gateways import discover
from studio.http import Limits, Transport
from studio.layers import Layer, Seen
from studio.run import Run
from studio.settings import Settings
from studio.store.local import Library
from studio.store.record import read_answers

ASK = studio.Request(gateway="google", model="gemini-3.1-flash-image", size="512", prompt="Terrazzo pattern")
STOP = {"candidates": [{"finishReason": "STOP"}]}
USAGE = {"usageMetadata": {"promptTokenCount": 10, "candidatesTokenCount": 747, "totalTokenCount": 757}}


@cache
def png(seed: int = 0) -> bytes:
    out = BytesIO()
    Pillow.effect_noise((300 + seed, 300), 80).save(out, "PNG")
    return out.getvalue()


def picture(data: bytes, **part: object) -> dict:
    return {"candidates": [{"content": {"parts": [{"inlineData": {"mimeType": "image/png", "data": base64.b64encode(data).decode()}, **part}]}}]}


def words(text: str) -> dict:
    return {"candidates": [{"content": {"parts": [{"text": text}]}}]}


class Wire(httpx.AsyncBaseTransport):
    """A gateway of fixed words: each call gets the next script, a status or a list of messages, numbers (seconds of silence) and bytes between them."""

    def __init__(self, *scripts: list | int | Callable[[httpx.Request], list | int]) -> None:
        self.scripts = list(scripts)
        self.closed = asyncio.Event()
        self.asked: list[httpx.Request] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        script = self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0]
        script = script(request) if callable(script) else script
        if isinstance(script, int):
            return httpx.Response(script, json={"error": {"code": script, "message": "no"}})
        return httpx.Response(200, headers={"content-type": "text/event-stream"}, stream=_Said(script, self.closed))


class _Said(httpx.AsyncByteStream):
    def __init__(self, script: list, closed: asyncio.Event) -> None:
        self.script = script
        self.closed = closed

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for item in self.script:
            if isinstance(item, int | float):
                await asyncio.sleep(item)
            else:
                yield item if isinstance(item, bytes) else b"data: " + json.dumps(item).encode() + b"\n\n"

    async def aclose(self) -> None:
        self.closed.set()


async def no_wait(seconds: float) -> None:
    await asyncio.sleep(0)


def open_with(home: Path, wire: Wire, sleep=no_wait) -> Studio:
    chosen = Settings.read(Seen([Layer("test", {"GOOGLE_API_KEY": "secret-key", "STUDIO_HOME": str(home)})]), discover())

    async def no_demo(stack: object) -> tuple[str, str]:
        raise AssertionError

    return Studio(chosen, Library(home), Transport(Limits(), transport=wire, sleep=sleep), demo=no_demo)


def work(home: Path, wire: Wire, *, during: Callable[[Run], object] | None = None, **said):
    async def go():
        async with open_with(home, wire) as s:
            run = await s.start(ASK if not said else studio.Request(**{"gateway": "google", "model": ASK.model, "size": "512", "prompt": "x", **said}))
            if during:
                await during(run)
            return await run.wait()

    return asyncio.run(go())


async def until(condition: Callable[[], object]) -> None:
    for _ in range(1000):
        if condition():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it never came to be")


def recorded(home: Path) -> dict:
    (path,) = home.rglob("run.json")
    return json.loads(path.read_bytes())


# stopping


def test_a_stop_before_the_first_step_still_ends_every_tile(tmp_path: Path) -> None:
    async def during(run: Run) -> None:
        run.stop()

    result = work(tmp_path, Wire([5, STOP]), during=during)
    assert result.done
    assert result.error.kind == "cancelled"
    assert recorded(tmp_path)["status"] == "failed"


def test_two_stops_in_a_row_lose_no_record(tmp_path: Path) -> None:
    async def during(run: Run) -> None:
        await asyncio.sleep(0.05)
        for _ in range(3):
            run.stop()
            await asyncio.sleep(0)

    result = work(tmp_path, Wire([5, STOP]), during=during)
    assert result.error.kind == "cancelled"
    assert recorded(tmp_path)["status"] == "failed"


def test_a_stop_while_previews_are_made_keeps_and_records_the_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, entered = call.finish, asyncio.Event()
    loop: list[asyncio.AbstractEventLoop] = []

    def slow(*given, **more):
        loop[0].call_soon_threadsafe(entered.set)
        time.sleep(0.2)
        return real(*given, **more)

    monkeypatch.setattr(call, "finish", slow)

    async def during(run: Run) -> None:
        loop.append(asyncio.get_running_loop())
        await entered.wait()
        run.stop()

    wire = Wire([picture(png()), 5, STOP])
    result = work(tmp_path, wire, during=during)
    assert len(result.images) == 1
    assert result.images[0].path.read_bytes() == png()
    (answer,) = recorded(tmp_path)["answers"]
    assert [part["kind"] for part in answer["parts"]] == ["picture"]
    assert wire.closed.is_set()


def test_a_stop_in_the_middle_of_a_picture_keeps_what_came_and_closes_the_connection(tmp_path: Path) -> None:
    half = b"data: " + json.dumps(picture(os.urandom(300_000))).encode()
    half = half.replace(b'"data": "', b'"data": "iVBORw0KGgoA')[:250_000]

    async def during(run: Run) -> None:
        await until(lambda: any(path.stat().st_size for path in tmp_path.rglob(".1.*.part")))
        begun = time.monotonic()
        run.stop()
        await wire.closed.wait()
        assert time.monotonic() - begun < 1

    wire = Wire([half, 30])
    result = work(tmp_path, wire, during=during)
    assert (result.error.kind, result.error.billed, result.billed.usd) == ("cancelled", "maybe", None)
    assert [(path.name[0], path.stat().st_size > 100_000) for path in tmp_path.rglob("*.part")] == [("1", True)]


def test_a_stop_during_the_wait_between_tries(tmp_path: Path) -> None:
    async def go():
        wire = Wire(429)
        async with open_with(tmp_path, wire, sleep=lambda _: asyncio.sleep(30)) as s:
            run = await s.start(ASK)
            await until(lambda: wire.asked)
            await asyncio.sleep(0.05)
            run.stop()
            return await asyncio.wait_for(run.wait(), 1)

    assert asyncio.run(go()).error.kind == "cancelled"


def test_a_stop_after_the_last_byte_does_not_spoil_a_finished_tile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Library.write

    def slow(self, result, created):
        time.sleep(0.1)
        real(self, result, created)

    monkeypatch.setattr(Library, "write", slow)

    async def during(run: Run) -> None:
        await until(lambda: run.result.answers[0].phase == "ended")
        run.stop()

    result = work(tmp_path, Wire([picture(png()), USAGE, STOP]), during=during)
    assert result.status == "ok"
    assert recorded(tmp_path)["status"] == "ok"


def test_the_usage_of_a_stopped_answer_is_not_its_price(tmp_path: Path) -> None:
    stopped = Answer(usage=Usage(prompt=10, thoughts=50), error=Cancelled("verdict.stopped", billed="maybe"), began=0, ended=1)

    async def go():
        async with open_with(tmp_path, Wire([STOP])) as s:
            return (await (await s.start(ASK)).wait()).cost_of(stopped)

    assert asyncio.run(go()).usd is None


# several pictures, some of them bad


def test_a_broken_draft_does_not_cost_the_picture(tmp_path: Path) -> None:
    result = work(tmp_path, Wire([picture(png()[:2000], thought=True), picture(png(1)), USAGE, STOP]))
    assert result.status == "ok", report(result)
    assert result.images[0].width == 301
    assert any(note.key == "plan.beside" for note in result.every_note)


def test_a_first_picture_that_is_broken_does_not_cost_the_second(tmp_path: Path) -> None:
    result = work(tmp_path, Wire([picture(png()[:2000]), picture(png(1)), USAGE, STOP]))
    assert [image.width for image in result.images] == [301]


def test_a_draft_never_stands_in_for_a_picture_that_came_broken(tmp_path: Path) -> None:
    result = work(tmp_path, Wire([picture(png(), thought=True), picture(png(1)[:2000]), USAGE, STOP]))
    assert result.error.kind == "bad_reply"
    assert result.images == ()


def test_a_picture_address_that_can_not_be_had_leaves_nothing_arriving(tmp_path: Path) -> None:
    link = {"candidates": [{"content": {"parts": [{"inlineData": {"data": "http://127.0.0.1:9/a.png"}}]}}]}
    result = work(tmp_path, Wire([link, STOP]))
    assert (result.error.kind, result.error.billed) == ("bad_reply", "maybe")
    assert list(tmp_path.rglob("*.part")) == []


def test_an_error_after_the_picture_keeps_the_picture(tmp_path: Path) -> None:
    result = work(tmp_path, Wire([picture(png()), {"error": {"code": 503, "message": "overloaded"}}]))
    assert len(result.images) == 1
    assert result.status == "ok"
    assert any(note.key == "plan.cut" and "overloaded" in str(note) for note in result.every_note)  # with the gateway's own words


# tries after tries


def test_another_try_overwrites_no_picture_and_forgets_no_cost(tmp_path: Path) -> None:
    async def during(run: Run) -> None:
        await run.wait()
        run.retry(0)

    draft = [picture(png(), thought=True), {"candidates": [{"finishReason": "IMAGE_SAFETY"}], **USAGE}]
    result = work(tmp_path, Wire(draft, [picture(png(1), thought=True), picture(png(2)), USAGE, STOP]), during=during)
    assert result.status == "ok", report(result)
    drafts = sorted(path.name for path in tmp_path.rglob("*.draft*.png"))
    assert len(drafts) == 2
    one = result.cost_of(result.answers[0]).usd
    assert one
    assert result.billed.usd == pytest.approx(2 * one)
    said = recorded(tmp_path)
    assert len(said["earlier"]) == 1
    folder = next(tmp_path.rglob("run.json")).parent
    assert read_answers(said, folder, "earlier")[0].drafts[0].path.is_file()


def test_a_tile_that_has_its_picture_is_not_tried_again(tmp_path: Path) -> None:
    wire = Wire([picture(png()), USAGE, STOP])

    async def during(run: Run) -> None:
        await run.wait()
        run.retry(0)
        run.retry(7)

    assert work(tmp_path, wire, during=during).status == "ok"
    assert len(wire.asked) == 1


def test_a_try_that_may_have_cost_is_not_forgotten_by_the_next(tmp_path: Path) -> None:
    result = work(tmp_path, Wire(500, 401))
    assert (result.error.kind, result.error.billed) == ("auth", "maybe")


def test_streaming_stays_on_where_the_model_was_not_found(tmp_path: Path) -> None:
    wire = Wire(404, 404, [picture(png()), USAGE, STOP])

    async def go():
        async with open_with(tmp_path, wire) as s:
            await s.run(ASK)
            await s.run(ASK)

    asyncio.run(go())
    assert "streamGenerateContent" in str(wire.asked[2].url)


# disks


def test_a_disk_that_is_full_for_previews_does_not_cost_the_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*given, **more):
        raise StorageFault("picture.disk", path="x", what="No space left on device")

    monkeypatch.setattr(sys.modules["studio.imaging.measure"], "put", full)
    result = work(tmp_path, Wire([picture(png()), USAGE, STOP]))
    assert result.status == "ok", report(result)
    assert result.images[0].path.read_bytes() == png()


def test_a_home_that_goes_away_while_it_works_is_made_again_for_the_picture(tmp_path: Path) -> None:
    home = tmp_path / "home"

    async def during(run: Run) -> None:
        await asyncio.sleep(0.1)
        shutil.rmtree(home)

    result = work(home, Wire([words("wait"), 0.3, picture(png()), USAGE, STOP]), during=during)
    assert result.status == "ok", report(result)
    assert result.images[0].path.read_bytes() == png()
    assert recorded(home)["status"] == "ok"


def test_a_home_that_is_replaced_by_a_file_costs_no_picture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    home = tmp_path / "home"

    async def during(run: Run) -> None:
        await asyncio.sleep(0.1)
        shutil.rmtree(home)
        home.write_text("x", encoding="utf-8")

    result = work(home, Wire([words("wait"), 0.3, picture(png()), USAGE, STOP]), during=during)
    assert result.images[0].path.read_bytes() == png()
    assert result.images[0].path.is_relative_to(tmp_path)
    said, *_ = (str(note) for note in result.every_note if note.key == "store.unrecorded")
    assert str(result.images[0].path.parent) in said, "it is said where"


def test_a_record_that_can_not_be_written_refuses_the_run_before_anything_is_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*given):
        raise StorageFault("store.full", path="x")

    monkeypatch.setattr(Library, "write", full)
    wire = Wire([STOP])
    with pytest.raises(StorageFault):
        work(tmp_path, wire)
    assert wire.asked == []


def test_a_disk_without_room_for_a_picture_refuses_before_anything_is_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda path: shutil._ntuple_diskusage(10**9, 10**9 - 5000, 5000))
    wire = Wire([STOP])
    with pytest.raises(StorageFault, match="full"):
        work(tmp_path, wire)
    assert wire.asked == []


def test_half_a_surrogate_pair_does_not_cost_the_record(tmp_path: Path) -> None:
    result = work(tmp_path, Wire([words("a \ud83d"), words("\ude00 b \udfff"), picture(png()), USAGE, STOP]))
    assert result.status == "ok", report(result)
    result.text.encode()
    assert recorded(tmp_path)["status"] == "ok"
    assert not any(note.key == "store.unrecorded" for note in result.every_note)


def test_a_tile_that_is_tried_again_is_journalled_before_it_is_sent(tmp_path: Path) -> None:
    seen: list[tuple[str, int]] = []

    def looked(request: httpx.Request) -> list:
        said = recorded(tmp_path)
        seen.append((said["status"], len(said["earlier"])))
        return [picture(png()), USAGE, STOP]

    async def during(run: Run) -> None:
        await run.wait()
        assert recorded(tmp_path)["status"] == "failed"
        run.retry(0)

    result = work(tmp_path, Wire(400, looked), during=during)
    assert result.status == "ok", report(result)
    assert seen == [("running", 1)]


def test_a_tile_that_is_tried_again_on_a_full_disk_is_not_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wire = Wire(400, [picture(png()), USAGE, STOP])

    async def during(run: Run) -> None:
        await run.wait()
        monkeypatch.setattr("studio.store.local.ROOM", 2**62)
        run.retry(0)

    result = work(tmp_path, wire, during=during)
    assert (result.error.key, result.error.billed) == ("store.full", "no")
    assert len(wire.asked) == 1


# a killed process

KILLED = """
import asyncio, studio, sys
async def main():
    async with studio.open(home=sys.argv[1]) as s:
        await s.run(studio.Request(gateway="demo", size="512", prompt="Terrazzo pattern demo:slow:30"))
asyncio.run(main())
"""


def test_what_a_killed_process_leaves_is_visible_and_says_so(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path)], cwd=Path(studio.__file__).parent.parent, env=os.environ)
    while not list(tmp_path.rglob("1.reply")):
        time.sleep(0.02)
    process.send_signal(signal.SIGKILL)
    process.wait()
    library = Library(tmp_path).open()
    (run,) = library.recent_ids(9)
    said = library.read(run)
    assert said["request"]["prompt"].startswith("Terrazzo")
    (answer,) = read_answers(said, library.folder(run))
    assert answer.phase == "ended"
    assert (answer.error.key, answer.error.billed) == ("verdict.interrupted", "maybe")


def test_what_was_arriving_goes_to_its_run_once_nobody_touches_it(tmp_path: Path) -> None:
    """As studios wrote it that knew no marks."""
    run = "20261121T140203-0123456789ab"
    library = Library(tmp_path).open()
    for name, token, age in (("old", "0123456789abcdef", 7200), ("new", "fedcba9876543210", 5)):
        path = tmp_path / "incoming" / f"{run}.2.{token}.part"
        path.write_bytes(name.encode())
        os.utime(path, (time.time() - age,) * 2)
    Library(tmp_path).open()
    assert [path.read_bytes() for path in library.folder(run).iterdir()] == [b"old"]
    assert [path.read_bytes() for path in (tmp_path / "incoming").iterdir()] == [b"new"]




# keys


@pytest.mark.parametrize("auth", ["query-key", "bearer", "x-goog-api-key"])
def test_a_key_is_in_no_error_log_record_or_reply(tmp_path: Path, caplog: pytest.LogCaptureFixture, auth: str) -> None:
    key = "sk-very/secret+key=="
    caplog.set_level("DEBUG")
    extra = f'[gateway.mine]\nbase_url="https://images.example"\nkey_env="MY_KEY"\nauth="{auth}"\nmodels=["m"]\n'
    chosen = Settings.read(Seen([Layer("test", {"MY_KEY": key, "STUDIO_HOME": str(tmp_path)})]), discover(), extra)

    def echo(request: httpx.Request) -> list:
        raise httpx.ReadError(f"could not read {request.url} {request.headers}", request=request)

    def told(request: httpx.Request) -> list:
        return [words("let me think"), {"error": {"code": 500, "message": f"upstream {request.url} {dict(request.headers)}", "status": "INTERNAL"}}]

    def page(request: httpx.Request) -> list:
        return [f"<html><title>{request.url}</title></html>".encode()]

    def broken(request: httpx.Request) -> list:
        raise RuntimeError("a defect")

    async def no_demo(stack: object) -> tuple[str, str]:
        raise AssertionError

    async def go() -> str:
        said = ""
        for script in (echo, told, page, broken):
            studio_ = Studio(chosen, Library(tmp_path), Transport(Limits(), transport=Wire(script), sleep=no_wait), demo=no_demo)
            async with studio_ as s:
                result = await s.run(studio.Request(gateway="mine", model="m", prompt="x"))
                said += repr(result) + str(result.error) + repr(result.error) + json.dumps(report(result))
        return said

    said = asyncio.run(go()) + caplog.text + repr(chosen)
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()).decode(errors="replace")  # the index is no text
    for way in (key, "sk-very", "secret%2Bkey", "secret+key"):
        assert way not in said
        assert way not in kept


def test_nothing_vanishes_in_a_task(tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Library.write

    def broken(self, result, created):
        if result.done:
            raise RuntimeError("a defect")
        real(self, result, created)

    monkeypatch.setattr(Library, "write", broken)
    result = work(tmp_path, Wire([picture(png()), USAGE, STOP]))
    assert len(result.images) == 1
    assert any(note.key == "store.unrecorded" for note in result.every_note)
    assert "a defect" in caplog.text

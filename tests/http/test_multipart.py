"""Multipart bodies over real sockets: exact, again on a retry, and never in memory (conformance 32)."""

import asyncio
import random
import tracemalloc
from contextlib import suppress
from email.parser import BytesParser
from email.policy import HTTP

import pytest

from studio.dialects.wire import Call, Form
from studio.errors import StorageFault

PATH = "/v1/images/edits"


def form(*images, **fields) -> Call:
    texts = {"prompt": "狐狸", "n": "2"} | fields
    return Call(method="POST", path=PATH, form=Form(fields=tuple(texts.items()), files=tuple(("image[]", image) for image in images)))


def read(got) -> list[tuple[str, bytes]]:
    message = BytesParser(policy=HTTP).parsebytes(f"Content-Type: {got.headers['content-type']}\r\n\r\n".encode() + got.body)
    assert message.is_multipart()
    assert not message.defects
    return [(part.get_param("name", header="content-disposition"), part.get_payload(decode=True)) for part in message.iter_parts()]


def test_32_the_form_is_exact_with_several_files_and_the_same_on_a_retry(net, tmp_path):
    images = [net.image(tmp_path / f"{size}.png", random.Random(size).randbytes(size)) for size in (1, 2, 589_823, 589_824, 589_825, 1_500_000)]
    call = form(*images)

    async def go():
        async with net.upstream(net.reply("{}", "503 Service Unavailable"), net.reply("{}")) as up:
            await net.send(up.url, call)
            return up.got

    first, second = asyncio.run(go())
    assert first.body == second.body
    assert first.headers["content-type"] == second.headers["content-type"] == call.content_type
    assert first.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert int(first.headers["content-length"]) == len(first.body) == call.content_length()
    assert read(first) == [("prompt", "狐狸".encode()), ("n", b"2"), *(("image[]", image.path.read_bytes()) for image in images)]


def test_a_file_that_is_gone_or_changed_is_said_before_anything_is_sent(net, tmp_path):
    gone, longer = net.image(tmp_path / "gone.png", b"123"), net.image(tmp_path / "longer.png", b"123")
    gone.path.unlink()
    longer.path.write_bytes(b"1234")

    async def go():
        async with net.upstream(net.reply("{}")) as up:
            for image, key in ((gone, "http.reference_gone"), (longer, "http.reference_changed")):
                with pytest.raises(StorageFault) as caught:
                    await net.send(up.url, form(image))
                assert caught.value.key == key
            assert up.got == []

    asyncio.run(go())


def test_a_form_of_any_weight_costs_no_memory(net, tmp_path):
    """48 MB in four files: what is allocated on the way is a piece or two and the socket's buffer, and does not grow with the files."""
    peaks = {}

    async def drain(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        left = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        while left > 0:
            left -= len(await reader.read(65_536))
        writer.write(net.reply("{}"))
        await writer.drain()
        writer.close()
        with suppress(OSError):
            await writer.wait_closed()

    async def go():
        server = await asyncio.start_server(drain, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        await net.send(url, form(net.image(tmp_path / "warm.png", bytes(1000))))
        for megabytes in (3, 12):
            images = [net.image(tmp_path / f"{megabytes}-{n}.png", bytes(megabytes * 1_000_000)) for n in range(4)]
            tracemalloc.start()
            await net.send(url, form(*images))
            peaks[megabytes] = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        server.close()

    asyncio.run(go())
    assert peaks[12] < 5_000_000, peaks
    assert peaks[12] < peaks[3] + 1_500_000, peaks


def test_a_file_that_grows_while_it_is_sent_breaks_the_call_off(net, tmp_path):
    image = net.image(tmp_path / "big.png", bytes(20_000_000))

    async def go():
        over = asyncio.Event()

        async def slowly(reader, writer):
            await reader.read(1000)
            with image.path.open("ab") as file:
                file.write(b"more")
            with suppress(ConnectionError):
                while await reader.read(1 << 20):
                    pass
            writer.transport.abort()
            over.set()

        server = await asyncio.start_server(slowly, "127.0.0.1", 0, limit=1000)
        with pytest.raises(StorageFault, match="changed"):
            await net.send(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", form(image))
        await over.wait()
        await asyncio.sleep(0)  # the transport is let go
        server.close()

    asyncio.run(go())

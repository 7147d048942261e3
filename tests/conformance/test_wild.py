"""What gateways were seen to send that PROTOCOLS.md does not tell of: each a wire file with where it was seen, and what a person gets.

The files lie in tests/dialects/wire/wild. PICTURE stands for base64 of a picture, ORIGIN for the gateway's own address.
"""

import asyncio

import pytest

from studio import Request
from studio import reply as replies
from studio.core.report import report
from tests.conformance.recorder import KEY, WIRE, b64, desk, inline, picture, reply, said, sse, wired

RED, BLUE = picture("red"), picture("blue")
OPENAI = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": "{url}/v1"}
SEEN = {
    "xinference.path.json": "MODSetter/SurfSense#1496, xtekky/gpt4free#2801",
    "seedream.some.json": "Comfy-Org/ComfyUI#9952",
    "seedream.none.json": "Comfy-Org/ComfyUI#9952",
    "xai.moderated.json": "vercel/ai#19168, vercel/ai#19185",
    "xai.guidelines.403.json": "UKGovernmentBEIS/inspect_ai#2267",
    "litellm.azure.400.json": "BerriAI/litellm#16231",
    "azure.filter.400.json": "BerriAI/litellm#19372",
    "pollinations.422.json": "pollinations/pollinations#12067",
    "dynamo.error.200.json": "ai-dynamo/dynamo#13000",
    "localai.url.json": "mostlygeek/llama-swap#623",
    "siliconflow.twice.json": "QuantumNous/new-api#2036",
    "vllm-omni.nulls.json": "vllm-project/vllm-omni#480",
    "gravitee.chat.sse": "gravitee-io/issues#11788",
    "openrouter.chat.json": "open-webui/open-webui#16935",
    "cpa.early-stop.sse": "Chevey339/kelivo#1003",
    "toapis.task.json": "basketikun/infinite-canvas#231, Wangnov/gpt-image-2-skill#40",
    "apimart.task.json": "liliMozi/openhanako#1684",
    "fastapi.extra.422.json": "CherryHQ/cherry-studio#8844, ddcat-ai/open-ai-canvas#167",
    "new-api.partials.400.json": "QuantumNous/new-api#1234",
}


def wild(name, origin=""):
    return (WIRE / "wild" / name).read_text(encoding="utf-8").replace("PICTURE", b64(RED)).replace("ORIGIN", origin)


def test_every_file_says_where_it_was_seen():
    assert {path.name for path in (WIRE / "wild").iterdir()} == set(SEEN)
    assert all("#" in place for place in SEEN.values())


async def asked(home, name, status="200 OK", **more):
    """The result of one order that this file answers, the pictures that it names being RED, and the paths that were fetched."""
    stream = name.endswith(".sse")
    async with desk(home, env=OPENAI) as d:
        body = reply(wild(name, d.recorder.url), status, kind="text/event-stream" if stream else "application/json")
        d.recorder.choose = lambda got: reply(RED, kind="image/png") if got.method == "GET" else body
        result = await d.studio.run(Request(**({"gateway": "openai", "prompt": "a fox", "stream": stream} | more)))
        return result, [got.target for got in d.got if got.method == "GET"], len([got for got in d.got if got.method == "POST"])


def pictures(result):
    return [image.path.read_bytes() for image in result.images]


@pytest.mark.parametrize(("name", "fetched"), [
    ("xinference.path.json", ["/data/image/605d2f545ac74142b8031455af31ee33.jpg"]),
    ("localai.url.json", ["/generated-images/b64569337445.png"]),
    ("siliconflow.twice.json", ["/one.png"]),
    ("vllm-omni.nulls.json", []),
])  # fmt: skip
@wired
async def test_the_picture_arrives(tmp_path, name, fetched):
    result, got, posts = await asked(tmp_path, name)
    assert (result.status, pictures(result), got, posts) == ("ok", [RED], fetched, 1), report(result)
    assert list(result.every_note) == []


@pytest.mark.parametrize(("name", "text"), [
    ("gravitee.chat.sse", "Here it is."), ("openrouter.chat.json", "Here it is."), ("cpa.early-stop.sse", "Here it is."),
])  # fmt: skip
@wired
async def test_on_the_native_wire(tmp_path, name, text):
    result, _, posts = await asked(tmp_path, name, gateway="generic")
    assert (result.status, pictures(result), result.text, posts) == ("ok", [RED], text, 1), report(result)


@wired
async def test_a_picture_that_failed_beside_one_that_did_not(tmp_path):
    result, got, posts = await asked(tmp_path, "seedream.some.json", count=2)
    assert (result.status, pictures(result), got, posts) == ("ok", [RED], ["/one.png"], 1)
    assert "2 pictures were asked for and 1 came." in report(result)["notes"]


@wired
async def test_a_path_where_no_file_is_says_what_was_asked(tmp_path):
    async with desk(tmp_path, env=OPENAI) as d:
        body = reply(wild("xinference.path.json"))
        d.recorder.choose = lambda got: reply("", "404 Not Found") if got.method == "GET" else body
        result = await d.studio.run(Request(gateway="openai", prompt="a fox", stream=False))
        assert (result.error.key, result.error.billed, len(d.got)) == ("http.picture_status", "maybe", 2)
        assert f"{d.recorder.url}/data/image/605d2f545ac74142b8031455af31ee33.jpg answered 404" in str(result.error)


@pytest.mark.parametrize(("name", "status", "kind", "words"), [
    ("seedream.none.json", "200 OK", "blocked", "may contain sensitive information"),
    ("xai.moderated.json", "200 OK", "blocked", "respect_moderation"),
    ("xai.guidelines.403.json", "403 Forbidden", "blocked", "violates usage guidelines"),
    ("litellm.azure.400.json", "400 Bad Request", "blocked", "content management policy"),
    ("azure.filter.400.json", "400 Bad Request", "blocked", "Your task failed"),
    ("pollinations.422.json", "422 Unprocessable Entity", "blocked", "rejected by content moderation"),
    ("dynamo.error.200.json", "200 OK", "server", "num_inference_steps must be positive"),
    ("toapis.task.json", "200 OK", "no_image", "task_img_01J9"),
    ("apimart.task.json", "202 Accepted", "no_image", "task_01K8AZ"),
    ("fastapi.extra.422.json", "422 Unprocessable Entity", "bad_request", "body.partial_images: Extra inputs are not permitted; body.stream: Extra"),
])  # fmt: skip
@wired
async def test_the_refusal_is_said_and_never_asked_again(tmp_path, name, status, kind, words):
    result, _, posts = await asked(tmp_path, name, status)
    assert (result.error.kind, posts) == (kind, 1), str(result.error)
    assert words in str(result.error)
    for language in ("en", "zh-CN"):
        assert result.error.next(language)


@pytest.mark.parametrize(("name", "status"), [("fastapi.extra.422.json", "422 X"), ("new-api.partials.400.json", "400 X")])
@wired
async def test_a_stream_that_is_refused_is_asked_whole_once(tmp_path, name, status):
    async with desk(tmp_path, reply(wild(name), status), reply({"data": [{"b64_json": b64(RED)}]}), env=OPENAI) as d:
        result = await d.studio.run(Request(gateway="openai", prompt="a fox"))
        assert (result.status, ["stream" in got.json for got in d.got]) == ("ok", [True, False])
        assert any(note.key == "plan.stream_fallback" for note in result.every_note)


async def held(writer, body, beat=b""):
    """A reply whose connection stays open after its last event (maximhq/bifrost#6784, cohere-ai/cohere-python#756, Railgun19457/…image_generation#65)."""
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: keep-alive\r\nContent-Length: 9999999\r\n\r\n" + body)
    while True:
        await writer.drain()
        await asyncio.sleep(0.02)
        writer.write(beat)


@pytest.mark.parametrize("beat", [b"", b": keepalive\n\n"])
@pytest.mark.parametrize("gateway", ["generic", "openai"])
@wired
async def test_an_answer_that_is_finished_does_not_wait_for_its_connection(tmp_path, monkeypatch, gateway, beat):
    monkeypatch.setattr(replies, "AFTERMATH", 0.2)
    event = said(inline(RED)) if gateway == "generic" else {"type": "image_generation.completed", "b64_json": b64(RED)}
    async with desk(tmp_path, lambda writer, got: held(writer, sse(event), beat), env=OPENAI) as d:
        result = await asyncio.wait_for(d.studio.run(Request(gateway=gateway, prompt="a fox", stream=True)), 20)
        assert (result.status, pictures(result), list(result.every_note)) == ("ok", [RED], [])
    assert d.recorder.gone == 1


@wired
async def test_an_answer_that_only_says_so_is_waited_for(tmp_path, monkeypatch):
    """A finish before the picture (Chevey339/kelivo#1003), a picture without a finish, and one of two pictures end nothing, nor does half a picture."""
    monkeypatch.setattr(replies, "AFTERMATH", 0.05)

    def slowly(*events):
        async def write(writer, got):
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n")
            for event in events:
                await asyncio.sleep(0.2)
                writer.write(event)
                await writer.drain()

        return write

    finish, whole = sse(said(finish="STOP")), sse(said(inline(RED), finish=""))
    large = sse(said(inline(picture("blue", size=(9, 9)) + bytes(200_000))))
    half = (sse(said(inline(RED))) + large[:150_000], large[150_000:])
    for events, came in (((finish, whole, finish), 1), ((whole, sse(said({"text": "more"}, finish="")), finish), 1), (half, 2)):
        async with desk(tmp_path, slowly(*events)) as d:
            result = await d.studio.run(Request(gateway="generic", prompt="a fox", stream=True))
            assert (result.status, len(result.images), list(result.every_note)) == ("ok", came, []), report(result)
    one, two = (sse({"type": "image_generation.completed", "b64_json": b64(data)}) for data in (RED, BLUE))
    async with desk(tmp_path, slowly(one, two), env=OPENAI) as d:
        result = await d.studio.run(Request(gateway="openai", prompt="a fox", count=2, stream=True))
        assert pictures(result) == [RED, BLUE]

"""Section 10 of the protocol reference for the Images protocol, by number (28 to 35, 50, and what of 2 to 5, 42, 51 to 57 and 60 concerns this wire), over a
real socket against a recorder that knows nothing of the studio's own demo."""

import io
import json
from pathlib import Path

import pytest
from PIL import Image as Pillow

import studio
from studio.core.report import report
from studio.errors import UsageError
from tests.conformance.recorder import KEY, WIRE, b64, chunked, desk, form, noise, picture, put, reply, wired

GEMINI = "google/gemini-3.1-flash-image-preview"
OPENAI = {"OPENAI_API_KEY": KEY, "OPENAI_BASE_URL": "{url}/v1/"}
TOML = """
[gateway.local]
base_url = "{url}"
dialect = "openai-images"
auth = "none"
models = ["sd-own"]
multi_image_field = "image"
response_format = "b64_json"
canvas = ["512x512", "768x512"]
per_call = 2
"""


def whole(*data: bytes, **more) -> bytes:
    return reply({"created": 1, "data": [{"b64_json": b64(item), "index": n} for n, item in enumerate(data)], **more})


def native(data: bytes) -> bytes:
    return reply(
        {"candidates": [{"content": {"role": "model", "parts": [{"inlineData": {"mimeType": "image/png", "data": b64(data)}}]}, "finishReason": "STOP"}]}
    )


def events(*messages: dict | str, named: bool = True) -> bytes:
    out = []
    for message in messages:
        text = message if isinstance(message, str) else json.dumps(message)
        name = f"event: {message['type']}\n" if named and isinstance(message, dict) and "type" in message else ""
        out.append(f"{name}data: {text}\n\n".encode())
    return b"".join(out)


def partial(data: bytes, index: int = 0) -> dict:
    return {"type": "image_generation.partial_image", "partial_image_index": index, "b64_json": b64(data), "created_at": 1, "output_format": "png"}


def completed(data: bytes, **more) -> dict:
    return {"type": "image_generation.completed", "b64_json": b64(data), "created_at": 2, **more}


USAGE = {"input_tokens": 14, "input_tokens_details": {"text_tokens": 14}, "output_tokens": 208, "total_tokens": 222}


def texts(got) -> dict[str, str]:
    return {name: data.decode() for name, file, _, data in form(got) if not file}


def bearer(got) -> None:
    """One form of the key, in its header and nowhere else."""
    assert got.headers["authorization"] == f"Bearer {KEY}"
    assert "x-goog-api-key" not in got.headers
    assert KEY not in got.target
    assert KEY.encode() not in got.body


# request side


@wired
async def test_2_4_5_openai_generations(tmp_path: Path):
    for base in ("{url}", "{url}/", "{url}/v1", "{url}/v1/", "{url}/v1/images/generations", " {url}/v1/models "):
        async with desk(tmp_path / str(hash(base)), whole(picture()), env=OPENAI | {"OPENAI_BASE_URL": base}) as at:
            result = await at.studio.run(studio.Request(gateway="openai", prompt="狐狸 🦊", stream=False))
            assert result.status == "ok", result.error
            (got,) = at.got
            assert (got.method, got.target) == ("POST", "/v1/images/generations")
            assert got.headers["content-type"] == "application/json"
            assert "狐狸 🦊".encode() in got.body
            assert got.json == {"prompt": "狐狸 🦊", "model": "gpt-image-2"}
            bearer(got)


@wired
async def test_29_a_google_model_on_the_images_way_sends_no_n(tmp_path: Path):
    async with desk(tmp_path, whole(picture())) as at:
        for count in (1, 3):
            del at.got[:]
            result = await at.studio.run(studio.Request(gateway="ofox", model=GEMINI, route="openai_images", prompt="a fox", count=count))
            assert result.status == "ok", result.error
            assert [got.target for got in at.got] == ["/v1/images/generations"] * count
            assert len(result.answers) == count
            for got in at.got:
                bearer(got)
                assert "n" not in got.json
                assert got.json["model"] == GEMINI


@wired
async def test_30_three_pictures_of_gpt_image_are_one_request(tmp_path: Path):
    async with desk(tmp_path, whole(picture("red"), picture("green"), picture("blue"), usage=USAGE)) as at:
        result = await at.studio.run(studio.Request(gateway="ofox", model="openai/gpt-image-2", prompt="a fox", count=3))
        (got,) = at.got
        assert got.target == "/v1/images/generations"
        assert (got.json["n"], got.json["model"]) == (3, "openai/gpt-image-2")
        assert (len(result.answers), len(result.images), result.status) == (1, 3, "ok")
        assert [image.path.read_bytes() for image in result.images] == [picture("red"), picture("green"), picture("blue")]
        assert result.billed.usd == pytest.approx((14 * 5 + 208 * 30) / 1e6)
        assert report(result)["billed"]["tokens"]["total"] == 222


@wired
async def test_30_fewer_than_asked_for_is_said(tmp_path: Path):
    async with desk(tmp_path, whole(picture("red"), picture("green"))) as at:
        result = await at.studio.run(studio.Request(gateway="ofox", model="openai/gpt-image-2", prompt="a fox", count=3))
        assert result.status == "ok"
        assert "3 pictures were asked for and 2 came." in report(result)["notes"]


@wired
async def test_31_an_edit_of_a_google_model_goes_to_the_native_way(tmp_path: Path):
    one = put(tmp_path, "one.png", picture())
    async with desk(tmp_path / "home", native(picture("blue"))) as at:
        for way in ("", "openai_images"):
            result = await at.studio.run(studio.Request(task="edit", gateway="ofox", model=GEMINI, prompt="blue", references=(one,), route=way, stream=False))
            assert result.status == "ok", result.error
            assert any(note.key == "plan.route" for note in result.every_note)
        assert {got.target for got in at.got} == {f"/gemini/v1beta/models/{GEMINI}:generateContent"}
        assert all(got.headers["x-goog-api-key"] == KEY for got in at.got)


@wired
async def test_31_edits_of_openai_models_go_to_the_images_way(tmp_path: Path):
    one = put(tmp_path, "one.png", picture())
    async with desk(tmp_path / "home", whole(picture("blue"))) as at:
        result = await at.studio.run(
            studio.Request(task="edit", gateway="ofox", model="openai/gpt-image-2", prompt="把苹果改成绿色", references=(one,), quality="low")
        )
        assert result.status == "ok", result.error
        (got,) = at.got
        assert got.target == "/v1/images/edits"
        bearer(got)
        assert texts(got) == {"prompt": "把苹果改成绿色", "model": "openai/gpt-image-2", "size": "auto", "quality": "low", "stream": "true"}
        assert not any(note.key == "plan.route" for note in result.every_note)


@wired
async def test_32_one_picture_is_image_and_several_are_image_in_brackets(tmp_path: Path):
    files = [put(tmp_path, f"My Paris trip {n}.png", picture(colour)) for n, colour in enumerate(("red", "green", "blue"))]
    async with desk(tmp_path / "home", whole(picture()), env=OPENAI) as at:
        for count, name in ((1, "image"), (3, "image[]")):
            result = await at.studio.run(studio.Request(task="edit", gateway="openai", prompt="mix", references=tuple(files[:count]), stream=False))
            assert result.status == "ok", result.error
            sent = [part for part in form(at.got[-1]) if part[1]]
            assert [part[0] for part in sent] == [name] * count
            assert [part[3] for part in sent] == [picture(colour) for colour in ("red", "green", "blue")[:count]]
            assert all(part[2] == "image/png" for part in sent)
            assert b"Paris" not in at.got[-1].body


@wired
async def test_32_webp_goes_as_png_or_jpeg_where_the_document_says_png_or_jpeg(tmp_path: Path):
    one = put(tmp_path, "one.webp", picture("teal", "WEBP"))
    async with desk(tmp_path / "home", whole(picture()), env=OPENAI) as at:
        await at.studio.run(studio.Request(task="edit", gateway="ofox", model="openai/gpt-image-2", prompt="x", references=(one,)))
        await at.studio.run(studio.Request(task="edit", gateway="openai", prompt="x", references=(one,), stream=False))
        ofox, openai = [part[2] for got in at.got for part in form(got) if part[1]]
        assert ofox in ("image/png", "image/jpeg")
        assert openai == "image/webp"


@wired
async def test_32_the_same_form_again_after_a_503(tmp_path: Path):
    one = put(tmp_path, "one.png", picture())
    async with desk(tmp_path / "home", reply({"error": {"message": "busy"}}, "503 Service Unavailable"), whole(picture()), env=OPENAI) as at:
        result = await at.studio.run(studio.Request(task="edit", gateway="openai", prompt="x", references=(one,), stream=False))
        assert result.status == "ok"
        first, second = at.got
        assert (first.body, first.headers["content-type"]) == (second.body, second.headers["content-type"])


@wired
async def test_33_what_gpt_image_is_never_sent(tmp_path: Path):
    one = put(tmp_path, "one.png", picture())
    async with desk(tmp_path / "home", whole(picture()), env=OPENAI) as at:
        for gateway, model in (("openai", "gpt-image-2"), ("openai", "gpt-image-1.5"), ("ofox", "openai/gpt-image-2"), ("ofox", GEMINI)):
            for task, given in (("generate", ()), ("edit", (one,))):
                asked = studio.Request(
                    task=task, gateway=gateway, model=model, prompt="x", references=given, route="openai_images", quality="high", format="webp"
                )
                await at.studio.run(asked)
        sent = [got for got in at.got if got.target.startswith("/v1/images")]
        assert len(sent) == 7
        for got in sent:
            names = set(got.json) if got.target.endswith("generations") else set(texts(got))
            assert not names & {"response_format", "style", "input_fidelity", "markup", "seed", "user"}


@wired
async def test_34_what_belongs_together(tmp_path: Path):
    async with desk(tmp_path, whole(picture()), env=OPENAI) as at:
        for said, sent in (
            ({"format": "jpeg", "compression": 80}, {"output_format": "jpeg", "output_compression": 80}),
            ({"format": "png", "compression": 80}, {"output_format": "png"}),
            ({"background": "transparent", "format": "jpeg"}, {"background": "transparent", "output_format": "png"}),
            ({"moderation": "low"}, {"moderation": "low"}),
        ):
            await at.studio.run(studio.Request(gateway="openai", prompt="x", stream=False, **said))
            assert at.got[-1].json == {"prompt": "x", "model": "gpt-image-2"} | sent
        await at.studio.run(studio.Request(gateway="openai", prompt="x"))
        assert at.got[-1].json == {"prompt": "x", "model": "gpt-image-2", "stream": True, "partial_images": 2}
        assert at.got[-1].headers["accept"] == "text/event-stream"


@wired
async def test_35_custom_sizes_are_legal_ones(tmp_path: Path):
    async with desk(tmp_path, whole(picture()), env=OPENAI) as at:
        for said in ({"size": "1919x1081"}, {"aspect": "21:9", "size": "4K"}, {"aspect": "1:8"}, {"size": "9000x200"}, {"size": "50x50"}):
            await at.studio.run(studio.Request(gateway="openai", prompt="x", stream=False, **said))
            width, height = map(int, at.got[-1].json["size"].split("x"))
            assert width % 16 == height % 16 == 0
            assert 1 / 3 <= width / height <= 3
            assert (max(width, height) <= 3840, min(width, height) <= 2160) == (True, True)


def mask(size: tuple[int, int], mode: str = "RGBA", kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    Pillow.new(mode, size, (0, 0, 0, 0) if mode == "RGBA" else 0).save(out, kind)
    return out.getvalue()


@wired
async def test_35_a_mask_is_sent_as_its_own_field(tmp_path: Path):
    one, hole = put(tmp_path, "one.png", picture()), put(tmp_path, "hole.png", mask((8, 6)))
    async with desk(tmp_path / "home", whole(picture("blue")), env=OPENAI) as at:
        result = await at.studio.run(studio.Request(task="edit", gateway="openai", prompt="x", references=(one, one), mask=hole, stream=False))
        assert result.status == "ok", result.error
        assert [(part[0], part[2]) for part in form(at.got[0]) if part[1]] == [("image[]", "image/png"), ("image[]", "image/png"), ("mask", "image/png")]
        sent, given = (Pillow.open(io.BytesIO(data)).convert("RGBA").getchannel("A") for data in (form(at.got[0])[-1][3], mask((8, 6))))
        assert (sent.size, sent.tobytes()) == (given.size, given.tobytes())  # read and written again (imaging/masks): the same region


@wired
async def test_35_a_mask_in_another_file_type_is_sent_as_png(tmp_path: Path):
    one = put(tmp_path, "one.png", picture())
    async with desk(tmp_path / "home", whole(picture("blue")), env=OPENAI) as at:
        webp = put(tmp_path, "m.webp", mask((8, 6), kind="WEBP"))
        result = await at.studio.run(studio.Request(task="edit", gateway="openai", prompt="x", references=(one,), mask=webp, stream=False))
        assert result.status == "ok"
        assert form(at.got[0])[-1][2] == "image/png"


@wired
async def test_35_a_mask_that_is_none_is_refused_before_anything_is_sent(tmp_path: Path):
    one = put(tmp_path, "one.png", picture())
    async with desk(tmp_path / "home", whole(picture("blue")), env=OPENAI) as at:
        for name, data, key in (
            ("black.png", mask((8, 6), "RGB"), "masks.empty"),
            ("other.png", mask((9, 6)), "masks.shape"),
            ("none.png", b"no picture", "picture.text"),
        ):
            with pytest.raises(UsageError) as caught:
                await at.studio.run(studio.Request(task="edit", gateway="openai", prompt="x", references=(one,), mask=put(tmp_path, name, data)))
            assert (caught.value.key, caught.value.field) == (key, "mask")
        assert at.got == []


# response side


@pytest.mark.parametrize("name", ["ofox-openai.generations", "ofox-openai.edits"])
def test_50_the_documents_replies_with_a_real_picture_in_them(tmp_path: Path, name: str):
    document = (WIRE / f"{name}.response.json").read_text(encoding="utf-8")
    body = document.replace("<image Base64>", b64(noise(200))).replace("<edited image Base64>", b64(noise(200)))
    assert body != document

    @wired
    async def go():
        async with desk(tmp_path, reply(body)) as at:
            result = await at.studio.run(studio.Request(gateway="ofox", model="openai/gpt-image-2", prompt="x"))
            assert result.status == "ok", result.error
            assert result.images[0].path.read_bytes() == noise(200)
            said = report(result)
            assert said["delivered"]["model"] == "openai/gpt-image-2"
            assert said["billed"]["basis"] == "usage"
            assert said["billed"]["tokens"]["total"] == json.loads(document)["usage"]["total_tokens"]

    go()


@wired
async def test_39_50_addresses_are_fetched_without_the_key(tmp_path: Path):
    def choose(got):
        if got.method == "GET":
            return reply(picture(), kind="image/png")
        return reply({"created": 1, "data": [{"url": f"http://{got.headers['host']}/files/1.png?sig=x", "revised_prompt": "A red fox in snow"}]})

    async with desk(tmp_path, choose=choose, env=OPENAI) as at:
        result = await at.studio.run(studio.Request(gateway="openai", prompt="a fox", stream=False))
        assert result.status == "ok", result.error
        assert result.images[0].path.read_bytes() == picture()
        assert "authorization" not in at.got[1].headers
        assert "The prompt was rewritten before drawing: A red fox in snow" in report(result)["notes"]
        assert result.text == ""


@wired
async def test_3_a_key_in_a_rewritten_prompt_is_taken_out(tmp_path: Path):
    async with desk(tmp_path, reply({"model": KEY, "data": [{"b64_json": b64(picture()), "revised_prompt": f"a fox {KEY}"}]}), env=OPENAI) as at:
        result = await at.studio.run(studio.Request(gateway="openai", prompt="a fox", stream=False))
        assert "The prompt was rewritten before drawing: a fox [key]" in report(result)["notes"]
        assert KEY not in repr(result) + json.dumps(report(result))


@wired
async def test_39_a_failed_download_repeats_the_download_and_never_the_generation(tmp_path: Path):
    async def half(writer, got):
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + picture())
        await writer.drain()

    answers = iter((reply("", "503 Busy"), half, reply(picture(), kind="image/png")))

    def choose(got):
        return next(answers) if got.method == "GET" else reply({"data": [{"url": f"http://{got.headers['host']}/1.png"}]})

    async with desk(tmp_path, choose=choose, env=OPENAI) as at:
        result = await at.studio.run(studio.Request(gateway="openai", prompt="a fox", stream=False))
        assert (result.status, [got.method for got in at.got]) == ("ok", ["POST", "GET", "GET", "GET"])
        assert result.images[0].path.read_bytes() == picture()
    for failure, gets in ((reply("", "503 Busy"), 3), (reply("", "404 Gone"), 1), (reply("<html>", kind="text/html"), 1)):

        def fail(got, failure=failure):
            return failure if got.method == "GET" else reply({"data": [{"url": f"http://{got.headers['host']}/1.png"}]})

        async with desk(tmp_path / str(gets) / failure[9:12].decode(), choose=fail, env=OPENAI) as at:
            result = await at.studio.run(studio.Request(gateway="openai", prompt="a fox", stream=False))
            assert (result.error.billed, [got.method for got in at.got]) == ("maybe", ["POST", *["GET"] * gets])


@wired
async def test_50_a_prompt_that_is_only_repeated_is_no_news(tmp_path: Path):
    async with desk(tmp_path, reply({"data": [{"b64_json": b64(picture()), "revised_prompt": "a fox"}]}), env=OPENAI) as at:
        result = await at.studio.run(studio.Request(gateway="openai", prompt="a fox", stream=False))
        assert not any(note.key == "plan.revised" for note in result.every_note)


@wired
async def test_51_the_delivered_size_is_measured_and_never_believed(tmp_path: Path):
    async with desk(tmp_path, whole(picture(), size="1024x1024"), env=OPENAI) as at:
        result = await at.studio.run(studio.Request(gateway="openai", prompt="x", size="1536x1024", stream=False))
        assert result.plan.expected == (1536, 1024)
        assert (result.images[0].width, result.images[0].height) == (8, 6)


@wired
async def test_42_the_sniffed_type_names_the_file(tmp_path: Path):
    async with desk(tmp_path, whole(picture("red", "JPEG"), output_format="png"), env=OPENAI) as at:
        result = await at.studio.run(studio.Request(gateway="openai", prompt="x", stream=False))
        assert result.images[0].path.suffix == ".jpg"
        assert result.images[0].mime == "image/jpeg"


@wired
async def test_50_an_empty_answer_is_asked_again_once_and_never_a_crash(tmp_path: Path):
    for data in (None, []):
        async with desk(tmp_path / str(data), reply({"created": 1, "data": data}), env=OPENAI) as at:
            result = await at.studio.run(studio.Request(gateway="openai", prompt="x", stream=False))
            assert result.error.kind == "bad_reply"
            assert result.error.billed == "maybe"
            assert len(at.got) == 2


# streams


@pytest.mark.parametrize("seed", range(8))
def test_52_partials_are_previews_and_the_completed_picture_is_the_result(tmp_path: Path, seed: int):
    import random

    stream = b": PING\n\n" + events(partial(noise(180)), partial(noise(181), 1), completed(noise(182), usage=USAGE), "[DONE]", named=seed % 2 == 0)
    dice = random.Random(seed)
    cuts = sorted(dice.sample(range(1, len(stream)), 60))
    pieces = [stream[a:b] for a, b in zip([0, *cuts], [*cuts, len(stream)], strict=True)]

    @wired
    async def go():
        async with desk(tmp_path, chunked(*pieces), env=OPENAI) as at:
            result = await at.studio.run(studio.Request(gateway="openai", prompt="x"))
            assert result.status == "ok", result.error
            assert [image.path.read_bytes() for image in result.images] == [noise(182)]
            assert [image.path.read_bytes() for image in result.drafts] == [noise(180), noise(181)]
            assert all(".draft." in image.path.name for image in result.drafts)
            assert result.billed.basis == "usage"
            assert report(result)["billed"]["tokens"]["total"] == 222

    go()


@wired
async def test_52_several_pictures_of_one_stream_each_with_its_own_bill(tmp_path: Path):
    stream = events(partial(picture("grey")), completed(picture("red"), usage=USAGE), completed(picture("blue"), usage=USAGE))
    async with desk(tmp_path, chunked(stream), env=OPENAI) as at:
        result = await at.studio.run(studio.Request(gateway="openai", prompt="x", count=2))
        assert (at.got[0].json["n"], len(at.got)) == (2, 1)
        assert [image.path.read_bytes() for image in result.images] == [picture("red"), picture("blue")]
        assert report(result)["billed"]["tokens"]["total"] == 444


@wired
async def test_53_plain_json_in_answer_to_a_streaming_call(tmp_path: Path):
    async with desk(tmp_path, whole(picture(), usage=USAGE), env=OPENAI) as at:
        result = await at.studio.run(studio.Request(gateway="openai", prompt="x"))
        assert at.got[0].json["stream"] is True
        assert (result.status, len(result.images), len(at.got)) == ("ok", 1, 1)


@pytest.mark.parametrize("end", [b"", b"data: [DONE]\n\n"])
def test_52_a_stream_that_ends_after_partials_keeps_them_as_previews_only(tmp_path: Path, end: bytes):
    @wired
    async def go():
        async with desk(tmp_path, chunked(events(partial(picture())) + end), env=OPENAI) as at:
            result = await at.studio.run(studio.Request(gateway="openai", prompt="x"))
            assert (result.status, result.images, len(result.drafts)) == ("failed", (), 1)
            assert result.error.kind == "bad_reply"
            assert result.error.billed == "maybe"
            assert len(at.got) == 1

    go()


@wired
async def test_50_completed_may_hold_an_address(tmp_path: Path):
    def choose(got):
        if got.method == "GET":
            return reply(picture(), kind="image/png")
        return chunked(events({"type": "image_generation.completed", "url": f"http://{got.headers['host']}/a.png"}, "[DONE]"))

    async with desk(tmp_path, choose=choose, env=OPENAI) as at:
        result = await at.studio.run(studio.Request(gateway="openai", prompt="x"))
        assert result.images[0].path.read_bytes() == picture()


@wired
async def test_54_a_refusal_in_the_stream_is_a_block_and_not_tried_again(tmp_path: Path):
    wire = (WIRE / "openai" / "moderation.stream.sse").read_bytes()
    async with desk(tmp_path, chunked(events(partial(picture())) + wire), chunked(wire), env=OPENAI) as at:
        first = await at.studio.run(studio.Request(gateway="openai", prompt="x"))
        second = await at.studio.run(studio.Request(gateway="openai", prompt="x"))
        assert [(r.error.kind, r.images) for r in (first, second)] == [("blocked", ()), ("blocked", ())]
        assert "safety system" in str(second.error)
        assert len(at.got) == 2


@wired
async def test_54_a_picture_beside_an_error_is_kept(tmp_path: Path):
    async with desk(tmp_path, reply({"data": [{"b64_json": b64(picture())}], "error": {"message": "late trouble", "code": 500}}), env=OPENAI) as at:
        result = await at.studio.run(studio.Request(gateway="openai", prompt="x", stream=False))
        assert len(result.images) == 1
        assert len(at.got) == 1


# errors

REFUSALS = [
    ("400 Bad Request", {"message": "Invalid size", "type": "invalid_request_error", "param": "size", "code": "invalid_value"}, "bad_request"),
    ("400 Bad Request", {"message": f"Image editing is not supported for model {GEMINI}", "type": "invalid_request_error", "code": 400}, "bad_request"),
    ("400 Bad Request", {"message": "Transparent background is not supported for this model", "type": "invalid_request_error", "code": None}, "bad_request"),
    ("400 Bad Request", {"message": "Your request was rejected", "type": "image_generation_user_error", "code": "moderation_blocked"}, "blocked"),
    ("400 Bad Request", {"message": "Your request was rejected as a result of our safety system.", "type": "invalid_request_error", "code": None}, "blocked"),
    ("400 Bad Request", {"message": "Billing hard limit reached", "type": "billing_limit_user_error", "code": "billing_hard_limit_reached"}, "billing"),
    ("401 Unauthorized", {"message": f"Incorrect API key provided: {KEY}", "type": "invalid_request_error", "param": None, "code": "invalid_api_key"}, "auth"),
    ("403 Forbidden", {"message": "Your organization must be verified to use the model", "type": "invalid_request_error", "code": None}, "permission"),
    ("404 Not Found", {"message": "The model `x` does not exist", "type": "invalid_request_error", "code": "model_not_found"}, "not_found"),
    ("429 Too Many Requests", {"message": "You exceeded your current quota", "type": "insufficient_quota", "code": "insufficient_quota"}, "billing"),
    ("503 Service Unavailable", {"message": "No available channel (request id: 2)", "type": "new_api_error", "code": "get_channel_failed"}, "not_found"),
]  # fmt: skip


@pytest.mark.parametrize(("status", "error", "kind"), REFUSALS, ids=[f"{status[:3]} {kind}" for status, _, kind in REFUSALS])
def test_55_56_openai_s_error_bodies(tmp_path: Path, status: str, error: dict, kind: str):
    @wired
    async def go():
        async with desk(tmp_path, reply({"error": error}, status), env=OPENAI) as at:
            result = await at.studio.run(studio.Request(gateway="openai", prompt="x", stream=False))
            assert (result.error.kind, result.error.billed) == (kind, "no")
            assert len(at.got) == 1, "never tried again"
            assert KEY not in str(result.error)
            assert error["message"].replace(KEY, "")[:20] in result.error.detail

    go()


@wired
async def test_56_a_rate_limit_waits_as_it_is_told(tmp_path: Path):
    busy = reply({"error": {"message": "Rate limit", "type": "tokens", "code": "rate_limit_exceeded"}}, "429 Too Many Requests", retry_after_ms="2000")
    async with desk(tmp_path, busy, whole(picture()), env=OPENAI) as at:
        result = await at.studio.run(studio.Request(gateway="openai", prompt="x", stream=False))
        assert (result.status, at.waits) == ("ok", [2.0])


@wired
async def test_56_a_server_that_refuses_previews_is_asked_once_without(tmp_path: Path):
    no = reply({"error": {"message": "Unknown parameter: 'partial_images'.", "type": "invalid_request_error", "code": "unknown_parameter"}}, "400 Bad Request")
    async with desk(tmp_path, no, whole(picture()), env=OPENAI) as at:
        result = await at.studio.run(studio.Request(gateway="openai", prompt="x"))
        assert result.status == "ok", result.error
        assert at.got[1].json == {"prompt": "x", "model": "gpt-image-2"}
        assert any(note.key == "plan.stream_fallback" for note in result.every_note)


@wired
async def test_57_a_page_where_an_api_should_be(tmp_path: Path):
    async with desk(tmp_path, reply("<!doctype html><title>Home</title>", kind="text/html"), env=OPENAI) as at:
        result = await at.studio.run(studio.Request(gateway="openai", prompt="x", stream=False))
        assert result.error.kind == "bad_reply"
        assert "Home" in str(result.error)


# lists and other servers


@wired
async def test_60_ofox_lists_both_its_ways_and_one_that_fails_hides_nothing(tmp_path: Path):
    def choose(got):
        if got.target.startswith("/gemini/"):
            return reply({"models": [{"name": f"models/{GEMINI}"}]})
        return listed

    listed = reply({"object": "list", "data": [{"id": "openai/gpt-image-2"}, {"id": GEMINI}, {"id": "openai/gpt-5"}]})
    async with desk(tmp_path, choose=choose) as at:
        assert await at.studio.live_models("ofox") == (GEMINI, "openai/gpt-image-2")
        assert [got.target for got in at.got if got.target.startswith("/v1")] == ["/v1/models"]
        listed = reply({"error": {"message": "no"}}, "404 Not Found")
        assert await at.studio.live_models("ofox") == (GEMINI,)


@wired
async def test_any_server_by_gateways_toml(tmp_path: Path):
    one = put(tmp_path, "one.png", picture())
    async with desk(tmp_path / "home", whole(picture("red"), picture("blue")), env=OPENAI) as at:
        from studio.gateways import discover
        from studio.layers import Layer, Seen
        from studio.settings import Settings

        seen = Seen([Layer("test", {"STUDIO_HOME": str(at.home)})])
        at.studio.settings = Settings.read(seen, discover(), TOML.replace("{url}", at.recorder.url))
        made = await at.studio.run(studio.Request(gateway="local", prompt="a fox", count=3, aspect="3:2"))
        assert made.status == "ok", made.error
        bodies = sorted((got.json for got in at.got), key=lambda body: "n" not in body)
        assert [body.get("n") for body in bodies] == [2, None]
        assert {got.target for got in at.got} == {"/v1/images/generations"}
        assert bodies[0]["model"] == "sd-own"
        assert (bodies[0]["size"], bodies[0]["response_format"]) == ("768x512", "b64_json")
        assert not any("authorization" in got.headers for got in at.got)
        edited = await at.studio.run(studio.Request(task="edit", gateway="local", prompt="x", references=(one, one), stream=False))
        assert edited.status == "ok", edited.error
        assert [part[0] for part in form(at.got[-1]) if part[1]] == ["image", "image"]

"""The official client, unmodified, on the OpenAI Images faces: sync, async, streamed, one file and several, a mask, and what it raises."""

import asyncio
import base64
import io

import openai
import pytest
from openai import AsyncOpenAI, OpenAI
from PIL import Image

PLAIN = "terrazzo pattern"
SMALL = {"model": "demo-painter", "size": "64x64"}


@pytest.fixture(scope="module")
def client(gateway):
    with OpenAI(api_key="demo", base_url=f"{gateway}/openai/v1", max_retries=0) as made:
        yield made


@pytest.fixture(scope="module")
def ofox(gateway):
    with OpenAI(api_key="demo", base_url=f"{gateway}/v1", max_retries=0) as made:
        yield made


def picture(item):
    out = Image.open(io.BytesIO(base64.b64decode(item.b64_json)))
    out.load()
    return out


def named(data, name="apple.png"):
    """A file as `open` gives one, with a name."""
    out = io.BytesIO(data)
    out.name = name
    return out


def masked(size, box):
    out, made = io.BytesIO(), Image.new("RGBA", size, "black")
    made.paste((0, 0, 0, 0), box)
    made.save(out, "PNG")
    return named(out.getvalue(), "mask.png")


def test_generate_with_everything(client):
    resp = client.images.generate(
        **SMALL, prompt="a red circle", n=2, quality="high", background="transparent", output_format="webp", output_compression=70, moderation="low", user="u1"
    )
    assert [(picture(item).format, picture(item).mode) for item in resp.data] == [("WEBP", "RGBA")] * 2
    assert (resp.background, resp.output_format, resp.quality, resp.size, resp.safety_identifier) == ("transparent", "webp", "high", "64x64", "u1")
    assert resp.usage.output_tokens_details.image_tokens == resp.usage.output_tokens > 0
    assert resp.data[0].revised_prompt.startswith("a red circle. ")
    (link,) = client.images.generate(**SMALL, prompt=PLAIN, response_format="url", style="vivid").data
    assert link.b64_json is None
    assert link.url.startswith("http://127.0.0.1:")


def test_edit_one_file_several_and_a_mask(client, ofox, file):
    before = Image.open(io.BytesIO(file()))
    one = client.images.edit(model="demo-painter", prompt="make it a pencil sketch", image=named(file()))
    assert picture(one.data[0]).size == (60, 40)
    assert picture(one.data[0]).tobytes() != before.tobytes()
    several = client.images.edit(model="demo-painter", prompt="combine them", image=[named(file()), ("b.jpg", file("JPEG"), "image/jpeg")], n=2)
    assert len(several.data) == 2
    assert several.usage.input_tokens_details.image_tokens > one.usage.input_tokens_details.image_tokens
    for each in (client.images.edit, ofox.images.edit):
        model = "demo-painter" if each == client.images.edit else "openai/gpt-image-2"
        inside = picture(each(model=model, prompt="make it a pencil sketch", image=named(file()), mask=masked((60, 40), (0, 0, 30, 40))).data[0])
        assert inside.crop((30, 0, 60, 40)).tobytes() == before.crop((30, 0, 60, 40)).tobytes()
        assert inside.crop((0, 0, 30, 40)).tobytes() != before.crop((0, 0, 30, 40)).tobytes()
    assert ofox.images.edit(model="openai/gpt-image-2", prompt="combine", image=[named(file())] * 3).usage.model_extra["num_input_images"] == 3
    assert client.images.edit(model="gpt-image-1.5", prompt="sepia", image=named(file()), input_fidelity="high", quality="low").data


def test_streams(client, ofox, file):
    with client.images.generate(**SMALL, prompt=PLAIN, stream=True, partial_images=2) as events:
        got = list(events)
    assert [event.type for event in got] == ["image_generation.partial_image"] * 2 + ["image_generation.completed"]
    assert [event.partial_image_index for event in got[:2]] == [0, 1]
    assert type(got[0]).__name__ == "ImageGenPartialImageEvent"
    assert type(got[2]).__name__ == "ImageGenCompletedEvent"
    assert got[2].usage.total_tokens > 200
    assert [picture(event).size for event in got] == [(64, 64)] * 3
    with client.images.edit(model="demo-painter", prompt="sepia", image=named(file()), stream=True, partial_images=1) as events:
        assert [type(event).__name__ for event in events] == ["ImageEditPartialImageEvent", "ImageEditCompletedEvent"]
    with ofox.images.generate(model="openai/gpt-image-2", prompt=PLAIN, size="256x256", quality="low", stream=True) as events:
        assert [event.type for event in events] == ["image_generation.completed"]


def test_the_asynchronous_client(gateway, file):
    async def work():
        async with AsyncOpenAI(api_key="demo", base_url=f"{gateway}/openai/v1") as client:
            made, edited = await asyncio.gather(
                client.images.generate(**SMALL, prompt=PLAIN),
                client.images.edit(model="demo-painter", prompt="sepia", image=[named(file()), named(file("JPEG"), "b.jpg")]),
            )
            stream = await client.images.generate(**SMALL, prompt=PLAIN, stream=True, partial_images=3)
            return made, edited, [event.type async for event in stream]

    made, edited, types = asyncio.run(work())
    assert picture(made.data[0]).size == (64, 64)
    assert picture(edited.data[0]).size == (60, 40)
    assert types == ["image_generation.partial_image"] * 3 + ["image_generation.completed"]


def test_models(client, ofox):
    assert {"gpt-image-2", "demo-painter"} <= {model.id for model in client.models.list()}
    assert {model.id for model in ofox.models.list()} == {"openai/gpt-image-2", "google/gemini-3.1-flash-image-preview"}
    assert client.models.retrieve("gpt-image-2").owned_by == "openai"
    assert ofox.models.retrieve("openai/gpt-image-2").id == "openai/gpt-image-2"


@pytest.mark.parametrize(
    ("more", "raised", "code"),
    [
        ({"model": "gpt-image-1"}, openai.NotFoundError, "model_not_found"),
        ({"size": "65x64"}, openai.BadRequestError, "invalid_value"),
        ({"extra_body": {"seed": 4}}, openai.BadRequestError, "unknown_parameter"),
        ({"prompt": "x demo:safety_prompt"}, openai.BadRequestError, "moderation_blocked"),
        ({"prompt": "x demo:bad_key"}, openai.AuthenticationError, "invalid_api_key"),
        ({"prompt": "x demo:429_retry_after"}, openai.RateLimitError, "rate_limit_exceeded"),
        ({"prompt": "x demo:out_of_quota"}, openai.RateLimitError, "insufficient_quota"),
        ({"prompt": "x demo:503_once"}, openai.InternalServerError, None),
        ({"prompt": "x demo:cf524"}, openai.InternalServerError, None),
    ],
)
def test_what_it_raises(client, more, raised, code):
    with pytest.raises(raised) as caught:
        client.images.generate(**{**SMALL, "prompt": PLAIN, **more})
    assert caught.value.code == code
    if code:
        assert caught.value.request_id.startswith("req_")
        assert caught.value.type


def test_a_wrong_key(gateway):
    with OpenAI(api_key="sk-secret-of-mine", base_url=f"{gateway}/openai/v1") as client, pytest.raises(openai.AuthenticationError) as caught:
        client.images.generate(**SMALL, prompt=PLAIN)
    assert "secret" not in str(caught.value)


def test_what_a_picture_of_ofox_is_counted_as(ofox):
    usage = ofox.images.generate(model="openai/gpt-image-2", prompt="A simple red apple on a white table", size="256x256", quality="low").usage
    assert usage.input_tokens == 14  # as its document shows


def test_what_ofox_refuses(ofox, file):
    with pytest.raises(openai.BadRequestError, match="numberOfImages"):
        ofox.images.generate(model="google/gemini-3.1-flash-image-preview", prompt=PLAIN, n=1)
    with pytest.raises(openai.BadRequestError, match="Image editing is not supported for model"):
        ofox.images.edit(model="google/gemini-3.1-flash-image-preview", prompt=PLAIN, image=named(file()))


def test_it_tries_again_by_itself(client):
    patient = client.with_options(max_retries=2)
    for name in ("503_once", "429_retryinfo:1"):
        assert patient.images.generate(**SMALL, prompt=f"{PLAIN} demo:{name}").data


@pytest.mark.parametrize("name", ["image_safety", "mid_stream_error"])
def test_an_error_inside_a_stream(client, name):
    with client.images.generate(**SMALL, prompt=f"{PLAIN} demo:{name}", stream=True, partial_images=1) as events, pytest.raises(openai.APIError) as caught:
        list(events)
    assert caught.value.code == {"image_safety": "moderation_blocked", "mid_stream_error": "server_error"}[name]

"""Requests of the Images protocol: what is sent and what never is (conformance 28 to 34), beside the bodies of OpenAI's own client for the same order."""

import json
from email.parser import BytesParser
from email.policy import HTTP
from pathlib import Path

import httpx
import openai
import pytest

from studio.core.catalog import Gateway, Model, Route
from studio.core.parts import Image
from studio.core.plan import Plan
from studio.dialects import openai_images
from studio.dialects.wire import File
from studio.errors import UsageError

FILES = {"one": b"\x89PNG one \r\n--boundary", "two": b"\xff\xd8\xff two", "mask": b"\x89PNG mask"}


def image(name: str, mime: str = "image/png") -> Image:
    return Image(path=Path(f"/nowhere/My holiday/{name}"), mime=mime, width=4, height=4, bytes=len(FILES[name]), digest=name)


def plan(field="image[]", model="gpt-image-2", **fields) -> Plan:
    route = Route(dialect="openai_images", multi_image_field=field)
    facts = {"response_format": fields.pop("response_format", "")}
    known = Model(id=model, title=model, per_call=10, **facts)
    return Plan(gateway=Gateway(name="g", title="G", routes=(route,)), route=route, model=known, **{"prompt": "a fox"} | fields)


def body(call) -> bytes:
    return b"".join(FILES[piece.image.path.name] if isinstance(piece, File) else piece for piece in call.segments())


def parts(content_type: str, data: bytes) -> list[tuple[str, str | None, str | None, bytes]]:
    """Name, file name, type and content of each part, by the standard library's own parser."""
    message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + content_type.encode() + b"\r\nMIME-Version: 1.0\r\n\r\n" + data)
    assert message.is_multipart()
    assert not message.defects
    found = []
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        found.append((name, part.get_filename(), part["content-type"] and str(part["content-type"]), part.get_payload(decode=True)))
    return found


def ours(call) -> list[tuple[str, str | None, str | None, bytes]]:
    data = body(call)
    assert call.content_length() == len(data)
    return parts(call.content_type, data)


class Client:
    """OpenAI's own client, whose requests go nowhere."""

    def __init__(self) -> None:
        self.got: list[httpx.Request] = []
        self.client = openai.OpenAI(api_key="k", base_url="http://x/v1", http_client=httpx.Client(transport=httpx.MockTransport(self.answer)))

    def answer(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.got.append(request)
        return httpx.Response(200, json={"created": 1, "data": []})

    def parts(self):
        return parts(self.got[-1].headers["content-type"], self.got[-1].content)


def test_the_documented_body(wire):
    call = openai_images.encode(
        plan(model="openai/gpt-image-2", prompt="A paper boat on a puddle", size="1536x1024", quality="medium", format="webp", compression=85, count=2)
    )
    assert (call.method, call.path, call.content_type) == ("POST", "/images/generations", "application/json")
    assert call.json == json.loads(wire("openai/generations.request.json"))


def test_a_plain_order_is_two_fields():
    assert openai_images.encode(plan()).json == {"prompt": "a fox", "model": "gpt-image-2"}


def test_30_n_is_sent_where_more_than_one_is_asked_for():
    assert openai_images.encode(plan(count=3)).json["n"] == 3
    assert "n" not in openai_images.encode(plan(count=1)).json


def test_34_partial_images_only_in_a_stream():
    streamed = openai_images.encode(plan(stream=True, partials=2))
    assert (streamed.json["stream"], streamed.json["partial_images"], streamed.stream) == (True, 2, True)
    assert set(openai_images.encode(plan(partials=2)).json) == {"prompt", "model"}
    assert "partial_images" not in openai_images.encode(plan(stream=True)).json


def test_33_response_format_only_where_a_model_needs_it():
    assert openai_images.encode(plan(response_format="b64_json")).json["response_format"] == "b64_json"
    for call in (openai_images.encode(plan()), openai_images.encode(plan(references=(image("one"),)))):
        assert b"response_format" not in body(call)
        assert b"input_fidelity" not in body(call)
        assert b"style" not in body(call)


@pytest.mark.parametrize("model", ["", "a b", "a?b", "a#b", "../a", "a\nb", ".", "a/./b", "a//b", "/a"])
def test_28_an_id_that_can_be_none_is_refused(model):
    with pytest.raises(UsageError):
        openai_images.encode(plan(model=model))


def test_generations_are_what_openai_s_client_sends():
    client = Client()
    client.client.images.generate(
        prompt="狐狸 🦊", model="gpt-image-2", n=3, size="1536x1024", quality="high", background="transparent", output_format="webp", output_compression=80,
        moderation="low",
    )  # fmt: skip
    call = openai_images.encode(
        plan(prompt="狐狸 🦊", count=3, size="1536x1024", quality="high", background="transparent", format="webp", compression=80, moderation="low")
    )
    assert call.path == client.got[-1].url.path.removeprefix("/v1")
    assert json.loads(body(call)) == json.loads(client.got[-1].content)
    assert "狐狸 🦊".encode() in body(call)


def test_a_streamed_generation_is_what_openai_s_client_sends():
    client = Client()
    client.client.images.generate(prompt="a fox", model="gpt-image-2", stream=True, partial_images=2)
    assert json.loads(body(openai_images.encode(plan(stream=True, partials=2)))) == json.loads(client.got[-1].content)


@pytest.mark.parametrize("count", [1, 2])
def test_32_edits_are_what_openai_s_client_sends_part_by_part(count):
    client = Client()
    files = [("image-1.png", FILES["one"], "image/png"), ("image-2.jpg", FILES["two"], "image/jpeg")][:count]
    client.client.images.edit(
        image=files[0] if count == 1 else files, mask=(f"mask-{count + 1}.png", FILES["mask"], "image/png"), prompt="把苹果改成绿色", model="gpt-image-2", n=2,
        quality="low", size="auto", background="opaque", output_format="jpeg", output_compression=70, stream=True, partial_images=1,
    )  # fmt: skip
    call = openai_images.encode(
        plan(
            prompt="把苹果改成绿色", count=2, quality="low", size="auto", background="opaque", format="jpeg", compression=70, stream=True, partials=1,
            references=(image("one"), image("two", "image/jpeg"))[:count], mask=image("mask"), moderation="low",
        )
    )  # fmt: skip
    assert call.path == client.got[-1].url.path.removeprefix("/v1") == "/images/edits"
    theirs, mine = client.parts(), ours(call)
    assert sorted(mine, key=repr) == sorted(theirs, key=repr)
    named = ["image", "mask"] if count == 1 else ["image[]", "image[]", "mask"]
    assert [part[0] for part in mine if part[1]] == [part[0] for part in theirs if part[1]] == named
    first_file = next(at for at, part in enumerate(mine) if part[1])
    assert all(part[1] for part in mine[first_file:])  # text first, then the files


def test_32_one_picture_is_image_and_several_are_as_the_route_says():
    one, two = image("one"), image("two", "image/jpeg")
    assert [part[0] for part in ours(openai_images.encode(plan(references=(one,)))) if part[1]] == ["image"]
    assert [part[0] for part in ours(openai_images.encode(plan(references=(one, two)))) if part[1]] == ["image[]", "image[]"]
    assert [part[0] for part in ours(openai_images.encode(plan("image", references=(one, two)))) if part[1]] == ["image", "image"]
    assert [part[0] for part in ours(openai_images.encode(plan("image", references=(one,)))) if part[1]] == ["image"]


def test_a_file_s_own_name_and_folder_stay_here():
    data = body(openai_images.encode(plan(references=(image("one"), image("two", "image/jpeg")), mask=image("mask"))))
    assert b"holiday" not in data
    assert b"nowhere" not in data
    assert [part[1] for part in parts_of(data) if part[1]] == ["image-1.png", "image-2.jpg", "mask-3.png"]


def parts_of(data: bytes):
    return parts(_type(data), data)


def _type(data: bytes) -> str:
    boundary = data[2:].partition(b"\r\n")[0].decode()
    return f"multipart/form-data; boundary={boundary}"


def test_moderation_is_no_field_of_an_edit():
    assert b"moderation" not in body(openai_images.encode(plan(references=(image("one"),), moderation="low")))
    assert openai_images.encode(plan(moderation="low")).json["moderation"] == "low"


def test_a_form_can_be_sent_again_and_each_draws_its_own_boundary():
    call = openai_images.encode(plan(references=(image("one"),)))
    assert body(call) == body(call)
    assert openai_images.encode(plan(references=(image("one"),))).content_type != call.content_type

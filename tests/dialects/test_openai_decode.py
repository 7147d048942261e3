"""Replies of the Images protocol: documented ones word for word, in any split, and what servers of its kind make of them (conformance 50, 52)."""

import base64
import json
import random

import pytest

from studio.core.events import Finished, PictureLink, Revised, Served, Usage, UsageReport
from studio.dialects import openai_images

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(300_000)).decode()
OTHER = base64.b64encode(b"\x89PNG\r\n\x1a\n" + random.Random(2).randbytes(90_000)).decode()
DRAFT = base64.b64encode(b"\x89PNG\r\n\x1a\n" + random.Random(3).randbytes(70_000)).decode()


def decode(message):
    return list(openai_images.decode(message))


def pictures(events):
    return [(event.source, event.draft) for event in events if isinstance(event, PictureLink)]


def usage(events):
    return [event.usage for event in events if isinstance(event, UsageReport)]


def test_50_the_generation_of_ofox_word_for_word(wire):
    events = decode(json.loads(wire("ofox-openai.generations.response.json")))
    assert pictures(events) == [("<image Base64>", False)]
    assert usage(events) == [Usage(prompt=14, candidates=208, image=208, total=222)]
    assert Served(model="openai/gpt-image-2") in events
    assert events[-1] == Finished(reason="completed")


def test_50_the_edit_of_ofox_word_for_word(wire):
    events = decode(json.loads(wire("ofox-openai.edits.response.json")))
    assert pictures(events) == [("<edited image Base64>", False)]
    assert usage(events) == [Usage(prompt=1041, prompt_image=1024, candidates=358, image=358, total=1399)]


def test_50_openai_s_own_with_details_and_extra_keys(wire):
    events = decode(json.loads(wire("openai/edits.response.json")))
    assert pictures(events) == [("…", False)]
    assert events[0] == PictureLink(source="…", mime="image/png")
    assert usage(events) == [Usage(prompt=1041, prompt_image=1024, candidates=358, image=358, total=1399)]


def test_50_addresses_and_a_rewritten_prompt_once(wire):
    events = decode(json.loads(wire("openai/legacy.url.response.json")))
    assert pictures(events) == [("https://oaidalleapi.example/one.png", False), ("https://oaidalleapi.example/two.png", False)]
    assert [event for event in events if isinstance(event, Revised)] == [Revised("A cute baby sea otter, photographed")]


@pytest.mark.parametrize("name", ["generations", "edits"])
def test_a_partial_image_is_a_draft_and_ends_nothing(wire, reading, name):
    first, last = reading(wire(f"openai/{name}.stream.sse")).messages
    assert decode(first) == [PictureLink(source="PARTIAL", mime="image/png", draft=True)]
    assert pictures(decode(last)) == [("FINAL", False)]
    assert usage(decode(last)) == [Usage(prompt=50, prompt_image=40, candidates=50, image=50, total=100)]
    assert decode(last)[-1] == Finished(reason="completed")


def test_each_completed_picture_counts_its_own_tokens(wire, reading):
    last = reading(wire("openai/generations.stream.sse")).messages[-1]
    assert [event.adds for event in decode(last) if isinstance(event, UsageReport)] == [True]
    whole = json.loads(wire("openai/edits.response.json"))
    assert [event.adds for event in decode(whole) if isinstance(event, UsageReport)] == [False]


STREAM = (
    b": keepalive\n\nevent: image_generation.partial_image\ndata: "
    + json.dumps({"type": "image_generation.partial_image", "partial_image_index": 0, "b64_json": DRAFT}).encode()
    + b"\n\ndata: "
    + json.dumps({"type": "image_generation.completed", "b64_json": PNG, "usage": {"output_tokens": 5}}).encode()
    + b"\n\nevent: image_generation.completed\r\ndata: "
    + json.dumps({"type": "image_generation.completed", "b64_json": OTHER}).encode()
    + b"\r\n\r\ndata: [DONE]\n\n"
)
WHOLE = json.dumps({"created": 1, "data": [{"b64_json": PNG, "index": 0}, {"b64_json": OTHER, "revised_prompt": "x"}]}).encode()


def read(reading, reply, cuts=()):
    got = reading(reply, cuts)
    assert not got.cut
    return [(got.sinks[source].getvalue(), draft) for message in got.messages for source, draft in pictures(decode(message))]


@pytest.mark.parametrize("seed", range(25))
def test_52_any_split_of_a_stream_brings_the_same_pictures(reading, seed):
    dice = random.Random(seed)
    cuts = sorted(dice.sample(range(1, len(STREAM)), dice.choice([1, 3, 40, 400])))
    expected = [(base64.b64decode(DRAFT), True), (base64.b64decode(PNG), False), (base64.b64decode(OTHER), False)]
    assert read(reading, STREAM, cuts) == expected


@pytest.mark.parametrize("step", [1, 2, 3, 5, 7])
def test_52_every_place_around_the_first_picture_can_be_cut(reading, step):
    start = WHOLE.index(b'"b64_json"') - 4
    for at in range(start, start + 120, step):
        assert read(reading, WHOLE, (at,)) == [(base64.b64decode(PNG), False), (base64.b64decode(OTHER), False)]


def test_data_wins_over_an_address_beside_it():
    assert pictures(decode({"data": [{"url": "https://a.example/x.png", "b64_json": "AAAA"}]})) == [("AAAA", False)]
    assert pictures(decode({"data": [{"url": "https://a.example/x.png", "b64_json": None}]})) == [("https://a.example/x.png", False)]
    assert pictures(decode({"type": "image_generation.completed", "url": "https://a.example/x.png"})) == [("https://a.example/x.png", False)]


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"created": 1, "data": None},
        {"created": 1, "data": []},
        {"data": [None, 3, [], {}, {"b64_json": ""}]},
        {"data": {}},
        {"usage": "many", "data": "", "model": 3, "id": None},
        {"usage": {"input_tokens": "x", "output_tokens": -1, "input_tokens_details": [1]}},
        {"type": "image_generation.in_progress", "progress": 3},
        {"type": "image_generation.completed", "b64_json": None},
        {"type": 7, "surprise": {"deep": [1]}},
    ],
)
def test_what_brings_nothing_raises_nothing_and_ends_nothing(message):
    assert not [event for event in decode(message) if isinstance(event, Finished | PictureLink)]


def test_one_object_and_a_bare_string_are_read_where_a_list_is_due():
    assert pictures(decode({"data": {"b64_json": "AAAA"}})) == [("AAAA", False)]
    assert pictures(decode({"data": ["AAAA"]})) == [("AAAA", False)]
    assert pictures(decode({"images": [{"url": "https://a.example/x.png"}]})) == [("https://a.example/x.png", False)]
    assert usage(decode({"usage": {"input_tokens": "12", "output_tokens": 3.0}})) == [Usage(prompt=12, candidates=3, image=3)]


def test_60_the_list_holds_image_models_and_a_server_of_its_own_names_all(wire):
    assert openai_images.read_models(json.loads(wire("openai/models.json"))) == (("gpt-image-2", "chatgpt-image-latest", "dall-e-3"), "")
    assert openai_images.read_models(json.loads(wire("openai/models.local.json"))) == (("my-own-checkpoint", "another"), "")
    assert openai_images.read_models({"data": ["flux-dev", 3, {}]}) == (("flux-dev",), "")


def test_60_pages_are_asked_for_by_the_last_id():
    ids, page = openai_images.read_models({"data": [{"id": "gpt-image-2"}], "has_more": True, "last_id": "zz"})
    assert (ids, page) == (("gpt-image-2",), "zz")
    assert openai_images.list_models(page).query == {"after": "zz"}
    assert openai_images.list_models("").path == "/models"

"""Every gateway through the whole path (fit, encode, HTTP, frames, decode, disk) against its own strict face of the demo gateway."""

import asyncio
import hashlib
import json
from pathlib import Path

import pytest
from PIL import Image as Pillow

import studio
from studio.core.report import report
from studio.gateways import discover

NAMES = [gateway.name for gateway in discover() if not gateway.builtin]
NATIVE = [gateway.name for gateway in discover() if not gateway.builtin and gateway.routes[0].dialect == "gemini"]
GPT = [("openai", "gpt-image-2"), ("ofox", "openai/gpt-image-2")]
CASES = [(gateway.name, model.id) for gateway in discover() if not gateway.builtin for model in gateway.models]


def run(demo, home: Path, **said):
    async def work():
        async with studio.open(home=home, environ=demo.env) as s:
            return await s.run(studio.Request(**said))

    return asyncio.run(work())


@pytest.mark.parametrize(("gateway", "model"), CASES)
def test_a_picture_comes_and_is_on_disk_as_it_was_sent(demo, tmp_path: Path, gateway: str, model: str) -> None:
    result = run(demo, tmp_path, gateway=gateway, model=model, prompt="A poster of quarter circles", aspect="4:3")
    said = report(result)
    assert said["status"] == "ok", said
    (image,) = result.images
    assert image.path.is_file()
    assert hashlib.sha256(image.path.read_bytes()).hexdigest() == image.digest
    with Pillow.open(image.path) as opened:
        opened.load()
        assert opened.size == (image.width, image.height) == result.plan.expected != (0, 0)
    assert json.loads((image.path.parent / "run.json").read_text(encoding="utf-8"))["status"] == "ok"
    assert "test-key-123" not in "".join(p.read_text(errors="replace") for p in image.path.parent.iterdir() if p.suffix in (".json", ".reply"))


@pytest.mark.parametrize("gateway", NAMES)
def test_an_edit_with_two_references(demo, tmp_path: Path, gateway: str) -> None:
    paths = []
    for name, colour in (("one", "red"), ("two", "blue")):
        paths.append(tmp_path / f"{name}.png")
        Pillow.new("RGB", (400, 300), colour).save(paths[-1])
    result = run(demo, tmp_path / "home", gateway=gateway, task="edit", prompt="Make it green", references=tuple(map(str, paths)))
    assert report(result)["status"] == "ok", report(result)
    assert result.images[0].width > result.images[0].height  # auto followed image 1
    assert any(note.key == "plan.aspect_input" for note in result.every_note) != result.model.in_pixels  # whose Auto is the model's own (C17)


@pytest.mark.parametrize("gateway", NATIVE)
def test_20_three_pictures_are_three_calls(demo, tmp_path: Path, gateway: str) -> None:
    result = run(demo, tmp_path, gateway=gateway, prompt="Terrazzo pattern", count=3)
    assert report(result)["status"] == "ok"
    assert len(result.images) == 3
    assert sum(answer.attempts for answer in result.answers) >= 3
    assert len({image.digest for image in result.images}) == 3


@pytest.mark.parametrize("gateway", NATIVE)
def test_thoughts_come_before_the_picture_where_the_model_thinks(demo, tmp_path: Path, gateway: str) -> None:
    result = run(demo, tmp_path, gateway=gateway, prompt="Seven ridges in haze")
    if result.model.thinks:
        assert "**" in result.thoughts
        kinds = [type(part).__name__ for part in result.answers[0].parts]
        assert kinds.index("Thought") < len(kinds) - 1 - kinds[::-1].index("Picture")
    assert "renderer" in result.text


@pytest.mark.parametrize("gateway", ["generic", "ezmodel", "octopusx"])
def test_24_a_gateway_without_streaming_is_asked_again_once(demo, tmp_path: Path, gateway: str) -> None:
    async def work():
        async with studio.open(home=tmp_path, environ=demo.env) as s:
            request = studio.Request(gateway=gateway, prompt="Terrazzo pattern")
            return await s.run(request), await s.run(request)

    first, second = asyncio.run(work())
    assert any(note.key == "plan.stream_fallback" for note in first.every_note)
    assert not any(note.key == "plan.stream_fallback" for note in second.every_note)  # remembered


def test_ezmodel_counts_nothing_and_it_is_still_a_picture(demo, tmp_path: Path) -> None:
    result = run(demo, tmp_path, gateway="ezmodel", prompt="A cyberpunk style fox running in a forest", aspect="16:9")
    assert result.status == "ok"
    assert result.billed.basis in ("estimate", "unknown")


def test_octopusx_answers_by_address_too(demo, tmp_path: Path) -> None:
    result = run(demo, tmp_path, gateway="octopusx", prompt="Terrazzo pattern", count=2)
    replies = "".join((result.images[0].path.parent / f"{tile}.reply").read_text(encoding="utf-8") for tile in (1, 2))
    assert "http://127.0.0.1" in replies
    assert len(result.images) == 2


@pytest.mark.parametrize("gateway", ["google", "ofox", "octopusx", "generic"])
def test_25_a_conversation_goes_on(demo, tmp_path: Path, gateway: str) -> None:
    from studio.core.parts import Text, Turn

    async def work():
        async with studio.open(home=tmp_path, environ=demo.env) as s:
            first = await s.run(studio.Request(task="chat", gateway=gateway, prompt="A marble pattern"))
            history = (Turn(role="user", parts=(Text("A marble pattern"),)), first.turn())
            return first, await s.run(studio.Request(task="chat", gateway=gateway, prompt="Make it green", history=history))

    first, second = asyncio.run(work())
    assert (first.status, second.status) == ("ok", "ok"), report(second)
    condensed = any(note.key == "plan.condensed" for note in second.every_note)
    assert condensed == (gateway == "octopusx"), [str(note) for note in second.every_note]


@pytest.mark.parametrize("gateway", NAMES)
def test_60_the_model_list(demo, tmp_path: Path, gateway: str) -> None:
    async def work():
        async with studio.open(home=tmp_path, environ=demo.env) as s:
            return await s.live_models(gateway)

    ids = asyncio.run(work())
    assert next(g for g in discover() if g.name == gateway).models[0].id in ids


def test_a_wrong_key_is_said_without_showing_it(demo, tmp_path: Path) -> None:
    async def work():
        async with studio.open(home=tmp_path, environ=demo.env | {"GENERIC_API_KEY": "wrong-secret-key"}) as s:
            return await s.run(studio.Request(gateway="generic", prompt="Terrazzo pattern"))

    result = asyncio.run(work())
    assert result.error.kind == "auth"
    assert result.error.billed == "no"
    assert "wrong-secret-key" not in str(result.error) + json.dumps(report(result))
    for path in (tmp_path / "runs").rglob("*.*"):
        assert b"wrong-secret-key" not in path.read_bytes()


def test_an_unknown_model_says_to_choose_another(demo, tmp_path: Path) -> None:
    result = run(demo, tmp_path, gateway="google", model="gemini-9-image", prompt="Terrazzo pattern")
    assert result.error.kind == "not_found"
    assert "gemini-9-image" in str(result.error) or "model" in str(result.error)


@pytest.mark.parametrize(
    ("gateway", "model", "other"),
    [
        ("google", "gemini-nano-banana-2.1-preview", "gemini-nano-banana-2.1"),
        ("generic", "gemini-3-pro-image", "gemini-3-pro-image-preview"),
        ("ofox", "google/gemini-3.1-flash-image", "google/gemini-3.1-flash-image-preview"),
        ("openai", "gpt-image-1", "gpt-image-1.5"),
        ("openai", "gpt-image-2-2025-01-01", "gpt-image-2"),
        ("ofox", "openai/gpt-image-2-2026-04-21", "openai/gpt-image-2"),
    ],
)
def test_an_unknown_model_proposes_its_sibling_on_both_wires(demo, tmp_path: Path, gateway: str, model: str, other: str) -> None:
    result = run(demo, tmp_path, gateway=gateway, model=model, prompt="Terrazzo pattern")
    assert result.error.kind == "not_found"
    assert f"Try {other}." in str(result.error)
    assert f"请尝试 {other}。" in result.error.say("zh-CN")
    assert result.error.billed == "no"


@pytest.mark.parametrize(("gateway", "model"), GPT)
def test_30_three_pictures_are_one_call(demo, tmp_path: Path, gateway: str, model: str) -> None:
    result = run(demo, tmp_path, gateway=gateway, model=model, prompt="Terrazzo pattern", count=3, quality="low")
    assert report(result)["status"] == "ok", report(result)
    assert (len(result.answers), result.answers[0].attempts, len(result.images)) == (1, 1, 3)
    assert result.billed.basis == "usage"


@pytest.mark.parametrize(("gateway", "model"), GPT)
@pytest.mark.parametrize("stream", [None, False])
def test_52_previews_come_where_they_are_documented_and_are_no_results(demo, tmp_path: Path, gateway: str, model: str, stream: bool | None) -> None:
    result = run(demo, tmp_path, gateway=gateway, model=model, prompt="A red fox", stream=stream)
    assert (result.status, len(result.images)) == ("ok", 1)
    assert len(result.drafts) == (2 if gateway == "openai" and stream is None else 0)


@pytest.mark.parametrize(("gateway", "model"), GPT)
def test_31_32_edits_with_one_and_two_pictures(demo, tmp_path: Path, gateway: str, model: str) -> None:
    paths = []
    for name, colour in (("one", "red"), ("two", "blue")):
        paths.append(str(tmp_path / f"{name}.png"))
        Pillow.new("RGB", (400, 300), colour).save(paths[-1])
    for given in (paths[:1], paths):
        result = run(demo, tmp_path / "home", gateway=gateway, model=model, task="edit", prompt="Make it green", references=tuple(given), quality="low")
        assert report(result)["status"] == "ok", report(result)


def test_35_a_mask_reaches_the_gateway(demo, tmp_path: Path) -> None:
    Pillow.new("RGB", (400, 300), "red").save(tmp_path / "one.png")
    mask = Pillow.new("RGBA", (400, 300), "black")
    mask.paste((0, 0, 0, 0), (100, 100, 300, 200))
    mask.save(tmp_path / "mask.png")
    paths = {"references": (str(tmp_path / "one.png"),), "mask": str(tmp_path / "mask.png")}
    result = run(demo, tmp_path / "home", gateway="openai", task="edit", prompt="Make it blue", quality="low", **paths)
    assert report(result)["status"] == "ok", report(result)


def test_29_31_the_google_model_of_ofox_by_both_ways(demo, tmp_path: Path) -> None:
    said = {"gateway": "ofox", "model": "google/gemini-3.1-flash-image-preview", "route": "openai_images", "prompt": "A red fox"}
    made = run(demo, tmp_path / "home", count=2, **said)
    assert (made.status, len(made.answers), made.plan.route.dialect) == ("ok", 2, "openai_images"), report(made)
    Pillow.new("RGB", (400, 300), "red").save(tmp_path / "one.png")
    edited = run(demo, tmp_path / "home", task="edit", references=(str(tmp_path / "one.png"),), **said)
    assert (edited.status, edited.plan.route.dialect) == ("ok", "gemini"), report(edited)
    assert any(note.key == "plan.route" for note in edited.every_note)


@pytest.mark.parametrize("scenario", ["url_data", "data_uri_b64", "whitespace_b64", "wrong_mime", "keepalive", "bare_events", "503_once"])
def test_what_servers_of_this_kind_do_and_a_picture_comes_all_the_same(demo, tmp_path: Path, scenario: str) -> None:
    result = run(demo, tmp_path, gateway="openai", prompt=f"A red fox demo:{scenario}", quality="low")
    assert report(result)["status"] == "ok", report(result)


@pytest.mark.parametrize(
    ("scenario", "kind"),
    [("image_safety", "blocked"), ("safety_prompt", "blocked"), ("mid_stream_error", "server"), ("truncated_stream", "bad_reply"), ("no_image", "bad_reply")],
)
def test_what_goes_wrong_on_this_wire_is_named(demo, tmp_path: Path, scenario: str, kind: str) -> None:
    result = run(demo, tmp_path, gateway="openai", prompt=f"A red fox demo:{scenario}")
    assert (result.status, result.images) == ("failed", ())
    assert result.error.kind == kind, report(result)


def test_60_both_ways_of_ofox_are_listed(demo, tmp_path: Path) -> None:
    async def work():
        async with studio.open(home=tmp_path, environ=demo.env) as s:
            return await s.live_models("ofox")

    assert {"openai/gpt-image-2", "google/gemini-3.1-flash-image-preview"} <= set(asyncio.run(work()))

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
        assert opened.size == (image.width, image.height) == result.plan.expected
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
    assert any(note.key == "plan.aspect_input" for note in result.every_note)


@pytest.mark.parametrize("gateway", NAMES)
def test_20_three_pictures_are_three_calls(demo, tmp_path: Path, gateway: str) -> None:
    result = run(demo, tmp_path, gateway=gateway, prompt="Terrazzo pattern", count=3)
    assert report(result)["status"] == "ok"
    assert len(result.images) == 3
    assert sum(answer.attempts for answer in result.answers) >= 3
    assert len({image.digest for image in result.images}) == 3


@pytest.mark.parametrize("gateway", NAMES)
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

"""Every fault scenario of the demo gateway, through the whole path: each ends as a picture, or as a sentence that says what happened, whether money may have
gone, and what to do."""

import asyncio
import re
from pathlib import Path

import pytest

import studio
from studio import reply as replies
from studio.core.report import report
from studio.demo.openai_images.scenarios import NAMES as IMAGES
from studio.demo.scenarios import NAMES
from studio.words import TABLE

GOOD = (
    "thought_only_image", "markdown_data", "markdown_url", "url_data", "base64_data", "file_data", "snake_case", "whitespace_b64", "data_uri_b64",
    "wrong_mime", "503_once", "json_array_stream", "keepalive", "slow:0.2", "two_images", "429_retryinfo:1", "429_retry_after:1",
    "hostile", "long_thoughts:30", "path_data", "open_end",
)  # fmt: skip
BAD = {
    "safety_prompt": ("blocked", ("maybe", "yes")),
    "image_safety": ("blocked", ("maybe", "yes")),
    "no_image": ("no_image", ("maybe", "yes")),
    "text_only": ("no_image", ("maybe", "yes")),
    "max_tokens": ("no_image", ("maybe", "yes")),
    "empty": ("bad_reply", ("maybe",)),
    "html200": ("bad_reply", ("no", "maybe")),
    "cf524": ("timeout", ("maybe",)),
    "mid_stream_error": ("server", ("maybe",)),
    "truncated_stream": ("bad_reply", ("maybe",)),
    "nested_error": ("bad_request", ("no",)),
    "bad_key": ("auth", ("no",)),
    "corrupt_image": ("bad_reply", ("maybe",)),
    "429_retryinfo": ("rate_limit", ("no", "maybe")),
    "429_retry_after": ("rate_limit", ("no", "maybe")),
}


IMAGES_GOOD = (
    "url_data", "base64_data", "whitespace_b64", "data_uri_b64", "wrong_mime", "429_retryinfo:1", "429_retry_after:1", "503_once", "keepalive", "slow:0.2",
    "two_images", "hostile", "revised_prompt", "ignores_stream", "bare_events", "path_data", "open_end",
)  # fmt: skip
IMAGES_BAD = {
    "safety_prompt": ("blocked", ("no",)),
    "image_safety": ("blocked", ("maybe",)),
    "no_image": ("bad_reply", ("maybe",)),
    "empty": ("bad_reply", ("maybe",)),
    "html200": ("bad_reply", ("no",)),
    "cf524": ("timeout", ("maybe",)),
    "mid_stream_error": ("server", ("maybe",)),
    "truncated_stream": ("bad_reply", ("maybe",)),
    "nested_error": ("bad_request", ("no",)),
    "bad_key": ("auth", ("no",)),
    "corrupt_image": ("bad_reply", ("maybe",)),
    "out_of_quota": ("billing", ("no",)),
}


def run(demo, home: Path, scenario: str, *, images: bool = False, **said):
    asked = {"gateway": "openai", "model": "demo-painter"} if images else {"gateway": "google", "model": "gemini-3.1-flash-image", "size": "512"}

    async def work():
        async with studio.open(home=home, environ=demo.env | {"STUDIO_RETRIES": "1"}) as s:
            return await s.run(studio.Request(prompt=f"Terrazzo pattern demo:{scenario}", **asked, **said))

    return asyncio.run(work())


def test_every_scenario_is_tried_here() -> None:
    assert {name.split(":")[0] for name in (*GOOD, *BAD)} == set(NAMES)
    assert {name.split(":")[0] for name in (*IMAGES_GOOD, *IMAGES_BAD)} == set(IMAGES)


@pytest.fixture(autouse=True)
def short_aftermath(monkeypatch: pytest.MonkeyPatch) -> None:
    """So long a finished stream is listened to: `open_end` never ends."""
    monkeypatch.setattr(replies, "AFTERMATH", 0.3)


@pytest.mark.parametrize("scenario", GOOD)
def test_it_ends_in_a_picture(demo, tmp_path: Path, scenario: str) -> None:
    result = run(demo, tmp_path, scenario)
    assert result.status == "ok", report(result)
    assert len(result.images) == (2 if scenario == "two_images" else 1)
    for image in result.images:
        assert image.path.is_file()
    if scenario == "wrong_mime":
        assert result.images[0].path.suffix == ".jpg"
    if scenario.startswith("markdown"):
        assert "](" not in result.text
    if scenario == "thought_only_image":
        assert any(note.key == "plan.from_thought" for note in result.every_note)
    if scenario in ("503_once", "429_retryinfo:1", "429_retry_after:1"):
        assert result.answers[0].attempts == 2


@pytest.mark.parametrize("scenario", IMAGES_GOOD)
def test_it_ends_in_a_picture_on_the_other_wire(demo, tmp_path: Path, scenario: str) -> None:
    result = run(demo, tmp_path, scenario, images=True)
    assert result.status == "ok", report(result)
    assert len(result.images) == (2 if scenario == "two_images" else 1)
    assert len(result.drafts) == {"two_images": 4, "ignores_stream": 0}.get(scenario, 2)
    assert result.images[0].path.suffix == (".jpg" if scenario == "wrong_mime" else ".png")
    assert result.answers[0].attempts == (2 if scenario in ("503_once", "429_retryinfo:1", "429_retry_after:1") else 1)
    assert any(note.key == "plan.revised" for note in result.every_note)


@pytest.mark.parametrize(("images", "scenario", "said"), [*((False, *row) for row in BAD.items()), *((True, *row) for row in IMAGES_BAD.items())])
def test_it_ends_in_a_sentence(demo, tmp_path: Path, images: bool, scenario: str, said: tuple) -> None:
    kind, billed = said
    result = run(demo, tmp_path, scenario, images=images)
    error = result.error
    assert error is not None, report(result)
    assert error.kind == kind, str(error)
    assert error.billed in billed, str(error)
    for language in ("en", "zh-CN"):
        sentence = error.say(language)
        assert error.title(language) in sentence
        assert error.money(language)
        assert error.next(language), error.key
        assert "{" not in sentence
        assert "Traceback" not in sentence
    assert not re.search(r"test-key-123", str(error))
    assert result.answers[0].attempts >= 1


def test_46_the_sentences_are_distinct(demo, tmp_path: Path) -> None:
    assert run(demo, tmp_path, "safety_prompt").error.key == "verdict.prompt"  # though its tokens are counted
    titles = {name: run(demo, tmp_path, name).error.title() for name in ("safety_prompt", "image_safety", "no_image", "max_tokens", "html200", "cf524")}
    assert len(set(titles.values())) == len(titles)


def test_59_one_bad_tile_takes_no_other_down(demo, tmp_path: Path) -> None:
    result = run(demo, tmp_path, "503_once", count=4)
    assert len(result.images) == 4


def test_what_could_not_be_decoded_is_kept_all_the_same(demo, tmp_path: Path) -> None:
    result = run(demo, tmp_path, "corrupt_image")
    folder = next((tmp_path / "runs").rglob("run.json")).parent
    kept = [path for path in folder.iterdir() if path.suffix == ".png"]
    assert kept
    assert kept[0].stat().st_size > 1000
    assert result.images == ()


def test_nothing_is_left_arriving(demo, tmp_path: Path) -> None:
    for name in ("truncated_stream", "mid_stream_error", "corrupt_image", "two_images"):
        run(demo, tmp_path, name)
    assert list(tmp_path.rglob(".*.part")) == []


def test_58_stop_ends_the_call_and_leaves_the_studio_usable(demo, tmp_path: Path) -> None:
    async def work():
        async with studio.open(home=tmp_path, environ=demo.env) as s:
            run = await s.start(studio.Request(gateway="google", model="gemini-3.1-flash-image", size="512", prompt="Terrazzo pattern demo:slow:30"))
            await asyncio.sleep(0.3)
            begun = asyncio.get_running_loop().time()
            assert run.stop() == 1
            stopped = await run.wait()
            took = asyncio.get_running_loop().time() - begun
            after = await s.run(studio.Request(gateway="google", model="gemini-3.1-flash-image", size="512", prompt="Terrazzo pattern"))
            return stopped, took, after

    stopped, took, after = asyncio.run(work())
    assert stopped.error.kind == "cancelled"
    assert stopped.error.billed == "maybe"
    assert took < 2
    assert after.status == "ok"


def test_the_table_has_a_next_step_for_every_error_of_ours() -> None:
    """Verdicts and gateway failures all say what to do."""
    lacking = [key for key in TABLE if key.startswith("verdict.") and not key.endswith(".next") and f"{key}.next" not in TABLE]
    assert lacking == []

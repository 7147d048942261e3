"""The command line: files on standard output, one JSON object, exit codes by class of error, and every bad input by name."""

import json
import os
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from PIL import Image as Pillow

from studio.main import main

SMALL = ["--size", "512"]


def call(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


def report(capsys, *words: str) -> tuple[int, dict]:
    code, out, _ = call(capsys, *words, "--json")
    assert len(out.splitlines()) == 1
    return code, json.loads(out)


def test_generate_prints_the_file(capsys) -> None:
    code, out, err = call(capsys, "generate", "Terrazzo", *SMALL)
    assert code == 0
    (path,) = out.split()
    with Pillow.open(path) as opened:
        assert opened.size == (512, 512)
    assert "1/1 done" in err


def test_json_is_the_contract(capsys) -> None:
    code, said = report(capsys, "generate", "Terrazzo", *SMALL, "--aspect", "16:9", "--seed", "5")
    assert code == 0
    assert said["status"] == "ok"
    assert {"id", "status", "images", "drafts", "text", "thoughts", "notes", "asked", "delivered", "billed", "seconds", "attempts", "errors"} <= set(said)
    (image,) = said["images"]
    assert set(image) == {"path", "mime", "width", "height", "bytes", "sha256"}
    assert (image["width"], image["height"]) == (688, 384)
    assert image["bytes"] == Path(image["path"]).stat().st_size
    assert said["asked"] == {"gateway": "demo", "model": "demo-painter", "aspect": "16:9", "size": "512", "count": 1, "references": 0}
    assert said["delivered"] == {"model": "demo-painter", "finish": "STOP"}
    assert set(said["billed"]) == {"tokens", "cost_usd", "basis"}
    assert set(said["billed"]["tokens"]) == {"prompt", "image", "thoughts", "total"}
    assert "error" not in said


def test_the_same_seed_draws_the_same_picture(capsys) -> None:
    once, again = (report(capsys, "generate", "Marble", *SMALL, "--seed", "9")[1]["images"][0]["sha256"] for _ in range(2))
    assert once == again


def test_out_copies_and_the_library_keeps(capsys, tmp_path: Path) -> None:
    _, said = report(capsys, "generate", "Terrazzo", *SMALL, "--out", str(tmp_path / "here"))
    copy = Path(said["images"][0]["path"])
    assert copy.parent == tmp_path / "here"
    kept = list((tmp_path / "home" / "runs").rglob("*.png"))
    assert copy.read_bytes() == kept[0].read_bytes()


def test_a_prompt_from_standard_input(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "studio", "generate", "-", *SMALL, "--json"], input="Terrazzo", capture_output=True, text=True, check=True, env=os.environ
    )
    assert json.loads(done.stdout)["status"] == "ok"


def test_a_prompt_that_looks_like_an_option(capsys) -> None:
    code, _, _ = call(capsys, "generate", *SMALL, "--", "--terrazzo")
    assert code == 0


def test_edit_and_chat(capsys, tmp_path: Path) -> None:
    _, first = report(capsys, "chat", "A marble pattern", "--session", "s1", *SMALL)
    assert (first["session"], first["turn"]) == ("s1", 1)
    code, second = report(capsys, "chat", "Make it blue", "--session", "s1", *SMALL)
    assert (code, second["status"], second["turn"]) == (0, "ok", 2)
    assert second["images"][0]["sha256"] != first["images"][0]["sha256"]
    code, edited = report(capsys, "edit", "Make it green", "--ref", first["images"][0]["path"], *SMALL)
    assert (code, edited["asked"]["references"]) == (0, 1)


def test_a_turn_that_was_refused_does_not_enter_the_conversation(capsys) -> None:
    report(capsys, "chat", "A marble pattern", "--session", "s2", *SMALL)
    code, said = report(capsys, "chat", "No demo:image_safety", "--session", "s2", *SMALL)
    assert (code, said["turn"]) == (4, 1)
    assert report(capsys, "chat", "Make it red", "--session", "s2", *SMALL)[1]["turn"] == 2


def test_partial_is_its_own_code(capsys, demo, monkeypatch) -> None:
    for name, value in demo.env.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("STUDIO_RETRIES", "0")
    code, said = report(capsys, "generate", "Terrazzo demo:503_once", "--gateway", "google", "--count", "2", "--model", "gemini-3.1-flash-image", *SMALL)
    assert (code, said["status"], len(said["errors"]), len(said["images"])) == (8, "partial", 1, 1)


@pytest.mark.parametrize(
    ("words", "code", "kind"),
    [
        (["generate", ""], 2, "usage"),
        (["generate", "x" * 100_000], 2, "usage"),
        (["generate", "x", "--aspect", "wide"], 2, "usage"),
        (["generate", "x", "--gateway", "nobody"], 2, "usage"),
        (["generate", "x", "--count", "0"], 2, "usage"),
        (["generate", "x", "--model", "../etc"], 2, "usage"),
        (["generate", "x", "--gateway", "ofox"], 3, "not_configured"),
        (["generate", "x demo:bad_key", *SMALL], 3, "auth"),
        (["generate", "x demo:safety_prompt", *SMALL], 4, "blocked"),
        (["generate", "x demo:text_only", *SMALL], 4, "no_image"),
        (["generate", "x demo:429_retryinfo", "--retries", "0", *SMALL], 5, "rate_limit"),
        (["generate", "x demo:cf524", *SMALL], 5, "timeout"),
        (["generate", "x demo:html200", *SMALL], 6, "bad_reply"),
        (["generate", "x", "--model", "no-such-model", *SMALL], 6, "not_found"),
        (["chat", "x", "--session", "../up"], 2, "usage"),
        (["edit", "x", "--ref", "nowhere.png"], 2, "usage"),
        (["edit", "x", "--ref", "nowhere.png", "--mask", "m.png"], 2, "usage"),
    ],
)
def test_exit_codes(capsys, words: list[str], code: int, kind: str) -> None:
    got, said = report(capsys, *words)
    assert (got, said["error"]["kind"]) == (code, kind), said["error"]
    assert said["status"] == "failed"
    assert said["error"]["message"].endswith((".", "”", "。"))


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


def bad_files(tmp: Path) -> dict[str, Path]:
    files = {
        "text.png": b"not a picture at all",
        "bomb.png": png(30_000, 30_000),
        "large.png": b"\x89PNG\r\n\x1a\n" + b"\0" * 60_000_000,
        "drawing.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "empty.png": b"",
    }
    for name, data in files.items():
        (tmp / name).write_bytes(data)
    Pillow.effect_noise((300, 300), 50).convert("RGB").save(tmp / "whole.jpg")
    (tmp / "truncated.jpg").write_bytes((tmp / "whole.jpg").read_bytes()[:4000])
    return {name: tmp / name for name in (*files, "truncated.jpg")}


@pytest.mark.parametrize("name", ["text.png", "bomb.png", "large.png", "drawing.svg", "empty.png", "truncated.jpg"])
def test_a_bad_reference_is_named_before_anything_is_sent(capsys, tmp_path: Path, name: str) -> None:
    path = bad_files(tmp_path)[name]
    code, said = report(capsys, "edit", "Make it blue", "--ref", str(path))
    assert (code, said["error"]["kind"]) == (2, "usage"), said
    assert name in said["error"]["message"]
    assert not list((tmp_path / "home" / "runs").rglob("run.json"))


def test_unusual_references_are_converted_and_said(capsys, tmp_path: Path) -> None:
    Pillow.new("RGB", (64, 64), "red").save(tmp_path / "moving.gif", save_all=True, append_images=[Pillow.new("RGB", (64, 64), "blue")])
    Pillow.new("CMYK", (64, 64), (0, 255, 255, 0)).save(tmp_path / "print.jpg")
    Pillow.new("I;16", (64, 64), 40_000).save(tmp_path / "deep.png")
    refs = [word for name in ("moving.gif", "print.jpg", "deep.png") for word in ("--ref", str(tmp_path / name))]
    code, said = report(capsys, "edit", "Make it blue", *refs, *SMALL)
    assert code == 0, said
    for name in ("moving.gif", "print.jpg", "deep.png"):
        assert any(name in note for note in said["notes"]), said["notes"]


def test_too_many_references(capsys, tmp_path: Path) -> None:
    Pillow.new("RGB", (64, 64), "red").save(tmp_path / "a.png")
    code, said = report(capsys, "edit", "x", *["--ref", str(tmp_path / "a.png")] * 15)
    assert code == 2
    assert "15 references are attached" in said["error"]["message"]


def test_a_home_that_can_not_be_written(capsys, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    code, said = report(capsys, "generate", "Terrazzo", "--home", str(tmp_path / "file"))
    assert (code, said["error"]["kind"]) == (7, "storage")
    assert "STUDIO_HOME" in said["error"]["message"]


def test_a_key_with_a_newline(capsys, monkeypatch) -> None:
    monkeypatch.setenv("OFOX_API_KEY", "sk-first\nsecond")
    code, said = report(capsys, "generate", "x", "--gateway", "ofox")
    assert code == 2
    assert "sk-first" not in json.dumps(said)


def test_an_unknown_demo_scenario_is_quoted_whole(capsys) -> None:
    """The key of the gateway inside is no word that could be taken out of a sentence."""
    assert "demo scenario 'nope'" in report(capsys, "generate", "x demo:nope", *SMALL)[1]["error"]["message"]


def test_a_copy_that_fails_before_is_refused_and_after_hides_nothing(capsys, tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    code, said = report(capsys, "generate", "Terrazzo", *SMALL, "--out", str(tmp_path / "file" / "x"))
    assert (code, said["error"]["kind"]) == (2, "usage")
    assert not list((tmp_path / "home").rglob("run.json"))

    def full(*given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copyfile", full)
    code, said = report(capsys, "generate", "Terrazzo", *SMALL, "--out", str(tmp_path / "out"))
    assert (code, said["status"], said["error"]["kind"]) == (7, "ok", "storage")
    assert Path(said["images"][0]["path"]).is_file()
    assert "No space left" in said["notes"][-1]


def test_a_conversation_that_can_not_be_written_hides_no_picture(capsys, tmp_path: Path) -> None:
    (tmp_path / "home" / "chats" / "s4.json").mkdir(parents=True)
    code, said = report(capsys, "chat", "Terrazzo", "--session", "s4", *SMALL)
    assert (code, said["status"]) == (7, "ok")
    assert Path(said["images"][0]["path"]).is_file()


def test_a_conversation_file_that_is_broken_is_named(capsys, tmp_path: Path) -> None:
    chats = tmp_path / "home" / "chats"
    chats.mkdir(parents=True)
    for text in ("{", "[]", '{"turns": [1]}', '{"turns": [{"role": "user", "parts": [{"kind": "picture"}]}]}'):
        (chats / "s5.json").write_text(text, encoding="utf-8")
        code, said = report(capsys, "chat", "Terrazzo", "--session", "s5", *SMALL)
        assert (code, said["error"]["kind"]) == (7, "storage"), text
        assert "s5.json" in said["error"]["message"]


def test_a_home_that_moved_keeps_its_conversations(capsys, tmp_path: Path, monkeypatch) -> None:
    report(capsys, "chat", "A marble pattern", "--session", "s6", *SMALL)
    (tmp_path / "home").rename(tmp_path / "elsewhere")
    monkeypatch.setenv("STUDIO_HOME", str(tmp_path / "elsewhere"))
    code, said = report(capsys, "chat", "Make it blue", "--session", "s6", *SMALL)
    assert (code, said["turn"]) == (0, 2), said


@pytest.mark.parametrize("words", [["generate"], ["generate", "x", "--count", "many"], ["models", "--gatway"], ["paint"]])
def test_wrong_usage_is_one_json_object_too(capsys, words: list[str]) -> None:
    code, said = report(capsys, *words)
    assert (code, said["error"]["kind"]) == (2, "usage")


def test_broken_settings_are_one_json_object_too(capsys, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "gateways.toml").write_text("gateway = 1", encoding="utf-8")
    for words in (["models"], ["gateways"], ["generate", "x"]):
        assert report(capsys, *words)[1]["error"]["kind"] == "usage"


def test_a_defect_of_ours_is_one_json_object_too(capsys, monkeypatch) -> None:
    monkeypatch.setattr("studio.engine.Studio.start", lambda *given: 1 / 0)
    code, said = report(capsys, "generate", "Terrazzo", *SMALL)
    assert (code, said["error"]["kind"]) == (1, "unexpected")


@pytest.mark.parametrize("locale", ["C.UTF-8", "C"])
def test_a_prompt_that_is_not_utf8_is_named(locale: str) -> None:
    env = os.environ | {"LC_ALL": locale}
    command = [sys.executable, "-m", "studio", "generate", *SMALL, "--json"]
    for word, given in (("-", b"Terrazzo \xff"), (b"Terrazzo \xff", b"")):
        done = subprocess.run([*command, word], input=given, capture_output=True, env=env, check=False)
        assert done.returncode == 2, done.stderr
        assert json.loads(done.stdout)["error"]["kind"] == "usage"


def test_a_pipe_without_letters_for_it_gets_escapes(tmp_path: Path) -> None:
    env = os.environ | {"PYTHONIOENCODING": "cp1252", "STUDIO_HOME": str(tmp_path / "画室")}
    words = [sys.executable, "-m", "studio", "generate", "Terrazzo 😀", *SMALL]
    for more in ([], ["--json"]):
        done = subprocess.run([*words, *more], capture_output=True, env=env, check=False)
        assert done.returncode == 0, done.stderr
    assert Path(json.loads(done.stdout)["images"][0]["path"]).is_file()


def test_ctrl_c_stops_and_says_130(tmp_path: Path) -> None:
    import signal
    import time

    process = subprocess.Popen(
        [sys.executable, "-m", "studio", "generate", "Terrazzo demo:slow:30", *SMALL, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    while "waiting" not in (process.stderr.readline() if process.stderr else ""):
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=10)
    assert process.returncode == 130
    said = json.loads(out)
    assert (said["status"], said["error"]["kind"], said["error"]["billed"]) == ("failed", "cancelled", "maybe")
    assert list((tmp_path / "home" / "runs").rglob(said["id"]))
    assert "Traceback" not in err


def test_models_and_gateways(capsys, monkeypatch) -> None:
    monkeypatch.setenv("OFOX_API_KEY", "k")
    code, out, _ = call(capsys, "models", "--json")
    rows = json.loads(out)["models"]
    assert code == 0
    assert {row["gateway"] for row in rows} == {"ofox", "demo"}
    keys = {"gateway", "id", "title", "tasks", "sizes", "aspects", "max_references", "max_count", "thinking", "chat", "system", "price_usd", "source"}
    assert all(set(row) == keys for row in rows)
    code, out, _ = call(capsys, "gateways", "--json")
    said = {row["name"]: row for row in json.loads(out)["gateways"]}
    bases = ["https://api.ofox.ai/gemini", "https://api.ofox.ai/v1"]
    assert said["ofox"] == {"name": "ofox", "title": "Ofox", "configured": True, "key_env": "OFOX_API_KEY", "base_urls": bases, "note": ""}
    assert not said["octopusx"]["configured"]
    assert "OCTOPUSX_API_KEY" in said["octopusx"]["note"]
    assert call(capsys, "models", "--gateway", "demo", "--live")[0] == 0


def test_wrong_usage_is_2(capsys) -> None:
    assert call(capsys, "generate")[0] == 2
    assert call(capsys, "paint", "x")[0] == 2
    assert call(capsys, "--port", "many")[0] == 2

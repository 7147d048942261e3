"""COMMANDS.md held to the letter: every field of every JSON object, and every exit code that a gateway or a person can cause, through the demo gateway.

Each object is compared with a golden file beside this one: names, order and kinds of all fields, and the values that are the same on every machine. What is
another on each (paths, ids, digests, times, sizes of files) is checked for what it must be and then replaced by its name. `GOLDEN=write` writes them.
"""

import hashlib
import http.server
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image as Pillow

from studio.cli.exits import CODES
from studio.main import main

GOLDEN = Path(__file__).parent / "golden"
SMALL = ["--size", "512", "--seed", "7"]
NANO = ["--gateway", "google", "--model", "gemini-3.1-flash-image", *SMALL]
SURFACE = ("generate", "edit", "chat", "models", "gateways", "doctor", "library", "demo", "serve")


@pytest.fixture
def gateways(demo, monkeypatch: pytest.MonkeyPatch):
    """Every gateway with a key, at its face of the demo gateway."""
    for name, value in demo.env.items():
        monkeypatch.setenv(name, value)
    return demo


def call(capsys, *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


def report(capsys, *words: str) -> tuple[int, dict[str, Any]]:
    code, out, _ = call(capsys, *words, "--json")
    assert out.endswith("\n")
    assert len(out.splitlines()) == 1, "exactly one JSON object"
    return code, json.loads(out)


def steady(said: Any, where: str = "") -> Any:
    """What is another each time, checked and replaced by its name."""
    if isinstance(said, list):
        return [steady(item, where) for item in said]
    if isinstance(said, dict):
        if {"path", "sha256", "bytes"} <= set(said):
            _is_a_picture(said)
        return {name: steady(value, name) for name, value in said.items()}
    if where == "id" and re.fullmatch(r"\d{8}T\d{6}-[0-9a-f]{12}", said):
        return "<id>"
    known = {
        "path": lambda: Path(said).is_file(),
        "sha256": lambda: re.fullmatch(r"[0-9a-f]{64}", said),
        "bytes": lambda: isinstance(said, int),
        "seconds": lambda: isinstance(said, int | float) and 0 <= said < 120,
        "thoughts": lambda: said is None or isinstance(said, str | int),
        "text": lambda: isinstance(said, str),
        "total": lambda: isinstance(said, int),
        "cost_usd": lambda: said is None or isinstance(said, int | float),
        "got": lambda: isinstance(said, str) and said,
    }
    if where in known:
        assert known[where](), (where, said)
        return said if said in (None, "") else f"<{where}>"
    return re.sub(r"http://127\.0\.0\.1:\d+", "<here>", said) if isinstance(said, str) else said


def _is_a_picture(said: dict[str, Any]) -> None:
    """A file that is named exists, decodes, and holds the bytes that it says."""
    data = Path(said["path"]).read_bytes()
    assert (hashlib.sha256(data).hexdigest(), len(data)) == (said["sha256"], said["bytes"])
    with Pillow.open(said["path"]) as opened:
        opened.load()
        assert (opened.size, Pillow.MIME[opened.format or ""]) == ((said["width"], said["height"]), said["mime"])


def golden(name: str, said: dict[str, Any]) -> None:
    text = json.dumps(steady(said), ensure_ascii=False, indent=1) + "\n"
    path = GOLDEN / f"{name}.json"
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8"), f"{name}.json is public surface: extend it freely, change it only with the CHANGELOG"


# the JSON objects


def test_generate(capsys, gateways) -> None:
    code, said = report(capsys, "generate", "Terrazzo", *NANO, "--aspect", "16:9")
    assert code == 0
    golden("generate", said)


def test_generate_with_drafts(capsys, gateways) -> None:
    code, said = report(capsys, "generate", "Terrazzo", *NANO, "--thinking", "high")
    assert code == 0
    assert said["drafts"]
    golden("generate-drafts", said)


def test_generate_that_fails(capsys, gateways) -> None:
    code, said = report(capsys, "generate", "Terrazzo demo:image_safety", *NANO)
    assert code == 4
    golden("generate-blocked", said)


def test_generate_that_waits(capsys, gateways) -> None:
    code, said = report(capsys, "generate", "Terrazzo demo:429_retry_after", *NANO, "--retries", "0")
    assert (code, said["error"]["retry_after"]) == (5, 2)
    golden("generate-rate", said)


def test_generate_in_part(capsys, gateways) -> None:
    code, said = report(capsys, "generate", "Terrazzo demo:503_once", *NANO[:6], "--count", "2", "--retries", "0")
    assert code == 8
    assert len(said["errors"]) == 1
    said["errors"][0]["index"] = 0  # which of the two came first is chance
    golden("generate-partial", said)


def test_generate_by_the_images_wire(capsys, gateways) -> None:
    file = ["--format", "jpeg", "--compression", "80", "--moderation", "low"]
    code, said = report(capsys, "generate", "Terrazzo", "--gateway", "openai", "--model", "gpt-image-2", "--quality", "low", "--count", "2", *file)
    assert (code, len(said["images"]), said["attempts"]) == (0, 2, 1)
    golden("generate-images", said)


def test_generate_that_is_refused_before_it_is_sent(capsys) -> None:
    code, said = report(capsys, "generate", " ")
    assert code == 2
    golden("generate-usage", said)
    _, good = report(capsys, "generate", "Terrazzo", *SMALL, "--gateway", "demo")
    assert set(said) == {*good, "error"}, "whoever reads the object finds every field in it"
    assert {name: set(said[name]) for name in ("asked", "delivered", "billed")} == {name: set(good[name]) for name in ("asked", "delivered", "billed")}


def test_edit(capsys, gateways, tmp_path: Path) -> None:
    Pillow.new("RGB", (64, 64), "red").save(tmp_path / "one.png")
    code, said = report(capsys, "edit", "Make it green", "--ref", str(tmp_path / "one.png"), *NANO)
    assert (code, said["asked"]["references"]) == (0, 1)
    golden("edit", said)


def test_chat(capsys, gateways) -> None:
    code, said = report(capsys, "chat", "Terrazzo", "--session", "contract", *NANO)
    assert (code, said["session"], said["turn"]) == (0, "contract", 1)
    golden("chat", said)


def test_models(capsys) -> None:
    code, said = report(capsys, "models")
    assert code == 0
    golden("models", said)


def test_models_live(capsys, gateways, monkeypatch) -> None:
    monkeypatch.setenv("STUDIO_GATEWAY", "ezmodel")
    monkeypatch.setenv("STUDIO_MODEL", "my-own-model")
    code, said = report(capsys, "models", "--gateway", "ezmodel", "--live")
    assert code == 0
    assert {row["id"]: row["source"] for row in said["models"]} == {"gemini-2.0-flash-exp": "live", "my-own-model": "typed"}
    golden("models-live", said)
    monkeypatch.setenv("EZMODEL_API_KEY", "wrong")
    code, said = report(capsys, "models", "--gateway", "ezmodel", "--live")
    assert code == 3
    assert {row["id"]: row["source"] for row in said["models"]}["gemini-2.0-flash-exp"] == "live", "what was listed before is remembered"
    monkeypatch.setenv("STUDIO_HOME", os.environ["STUDIO_HOME"] + "-2")
    code, said = report(capsys, "models", "--gateway", "ezmodel", "--live")
    assert (code, said["models"][0]["source"]) == (3, "preset"), "presets when the list fails"


def test_gateways(capsys, monkeypatch) -> None:
    monkeypatch.setenv("OFOX_API_KEY", "k")
    code, said = report(capsys, "gateways")
    assert code == 0
    golden("gateways", said)


# the doctor


@pytest.fixture
def house(gateways, tmp_path: Path, monkeypatch) -> list[str]:
    """A gateway of one's own that costs nothing, and that ignores nothing of what its table says."""
    monkeypatch.setenv("HOUSE_API_KEY", "test-key-123")
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    text = f"""[gateway.house]
base_url = "{gateways.url}/octopus"
key_env = "HOUSE_API_KEY"
models = ["gemini-2.5-flash-image-preview"]
sizes = ["1K"]
aspects = ["1:1", "16:9"]
chat = "none"
requires = ["size"]
max_references = 3
mimes = ["image/png"]
free = true
"""
    (home / "gateways.toml").write_text(text, encoding="utf-8")
    return ["--gateway", "house", "--model", "gemini-2.5-flash-image-preview"]


def test_doctor(capsys, house) -> None:
    code, said = report(capsys, "doctor", *house)
    assert code == 0
    assert set(said) == {"gateway", "model", "cost_usd", "checks"}
    assert all(set(check) == {"name", "asked", "got", "verdict"} for check in said["checks"])
    assert {check["name"]: check["verdict"] for check in said["checks"]}["streaming"] == "refused"
    assert said["cost_usd"] == 0
    golden("doctor", said)


def test_doctor_says_its_price_its_table_and_what_applying_does(capsys, house) -> None:
    code, out, err = call(capsys, "doctor", *house)
    assert code == 0
    assert err.splitlines()[0] == "3 calls to gemini-2.5-flash-image-preview at house, free."
    assert "+ Aspect ratio 16:9" in out
    assert "x Streaming" in out
    assert "--apply" in out
    code, out, _ = call(capsys, "doctor", *house, "--apply")
    assert "Applied" in out
    code, said = report(capsys, "generate", "Terrazzo", *house)
    assert (code, said["attempts"]) == (0, 1), "the stream is no longer tried"


def test_doctor_does_not_spend_money_unasked(capsys, gateways) -> None:
    paid = ["--gateway", "octopusx", "--model", "gemini-2.5-flash-image-preview"]
    code, said = report(capsys, "doctor", *paid)
    assert (code, said["error"]["kind"]) == (2, "usage")
    assert "--yes" in said["error"]["message"]
    assert not list(Path(os.environ["STUDIO_HOME"]).rglob("run.json"))
    code, said = report(capsys, "doctor", *paid, "--yes")
    assert code == 0
    assert said["cost_usd"] > 0.05
    assert len(list(Path(os.environ["STUDIO_HOME"]).rglob("run.json"))) == 3


@pytest.mark.parametrize(("answer", "code"), [(b"n\n", 130), (b"\n", 130)])
def test_doctor_asks_on_a_terminal(gateways, answer: bytes, code: int) -> None:
    pty = pytest.importorskip("pty")
    words = ["doctor", "--gateway", "octopusx", "--model", "gemini-2.5-flash-image-preview", "--json"]
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "rb", closefd=False) as typed:
        process = subprocess.Popen([sys.executable, "-m", "studio", *words], stdin=typed, stderr=theirs, stdout=subprocess.PIPE)
        os.write(ours, answer)
        out, _ = process.communicate(timeout=60)
    shown = os.read(ours, 10_000).decode()
    os.close(ours)
    os.close(theirs)
    assert process.returncode == code
    assert json.loads(out)["error"]["kind"] == "cancelled"
    assert "Nothing was billed" in json.loads(out)["error"]["message"]
    assert re.search(r"3 calls to \S+ at OctopusX, about \$0\.1\d\d\.", shown)


def test_doctor_without_a_key_or_with_a_wrong_one(capsys, gateways, monkeypatch) -> None:
    paid = ["--gateway", "octopusx", "--model", "gemini-2.5-flash-image-preview", "--yes"]
    monkeypatch.setenv("OCTOPUSX_API_KEY", "wrong-key")
    code, said = report(capsys, "doctor", *paid)
    assert (code, said["error"]["kind"]) == (3, "auth")
    assert {check["verdict"] for check in said["checks"]} == {"unknown"}
    monkeypatch.delenv("OCTOPUSX_API_KEY")
    code, said = report(capsys, "doctor", *paid)
    assert (code, said["error"]["kind"]) == (3, "not_configured")
    assert report(capsys, "doctor", "--gateway", "nobody", "--model", "x")[0] == 2
    assert report(capsys, "doctor", "--gateway", "demo")[0] == 2


def test_doctor_of_a_model_that_is_not_there(capsys, house) -> None:
    code, said = report(capsys, "doctor", *house[:2], "--model", "no-such-model")
    assert (code, said["error"]["kind"]) == (6, "not_found")


# exit codes


class _Says(http.server.BaseHTTPRequestHandler):
    """Answers with the status that its path begins with."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        status = int(self.path.split("/")[1])
        body = json.dumps({"error": {"code": status, "message": f"No, {status}."}}).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *given: object) -> None:
        pass


@pytest.fixture(scope="module")
def says(no_way_out) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Says)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


PLAIN = ["--retries", "0", *SMALL]
GPT = ["--gateway", "openai", "--model", "gpt-image-2", "--quality", "low", "--retries", "0"]
SCENES: dict[str, tuple[int, list[str]]] = {
    "usage": (2, ["Terrazzo", "--aspect", "wide"]),
    "not_supported": (2, ["Terrazzo", "--gateway", "openai", "--model", "gpt-image-2"]),  # as a turn of a conversation
    "not_configured": (3, ["Terrazzo", "--gateway", "generic"]),
    "auth": (3, ["Terrazzo demo:bad_key", *PLAIN]),
    "billing": (3, ["Terrazzo demo:out_of_quota", *GPT]),
    "blocked": (4, ["Terrazzo demo:safety_prompt", *PLAIN]),
    "no_image": (4, ["Terrazzo demo:no_image", *PLAIN]),
    "rate_limit": (5, ["Terrazzo demo:429_retryinfo", *PLAIN]),
    "server": (5, ["Terrazzo demo:mid_stream_error", *PLAIN]),
    "timeout": (5, ["Terrazzo demo:cf524", *PLAIN]),
    "bad_reply": (6, ["Terrazzo demo:html200", *PLAIN]),
    "bad_request": (6, ["Terrazzo demo:nested_error", *PLAIN]),
    "not_found": (6, ["Terrazzo", "--model", "no-such-model", *PLAIN]),
}


@pytest.mark.parametrize("kind", SCENES)
def test_every_scenario_has_its_exit_code(capsys, gateways, monkeypatch, kind: str) -> None:
    code, words = SCENES[kind]
    if "google" not in words and "openai" not in words and "generic" not in words:
        words = [*words, "--gateway", "demo"]
    if kind == "not_configured":
        monkeypatch.delenv("GENERIC_API_KEY")
    command = ["chat", "--session", "s"] if kind == "not_supported" else ["generate"]
    got, said = report(capsys, *command, *words)
    assert (got, said["error"]["kind"], CODES[kind]) == (code, kind, code), said["error"]
    assert (said["status"], said["images"]) == ("failed", [])
    assert set(said["error"]) == {"kind", "message", "billed", "retry_after"}
    assert said["error"]["billed"] in ("no", "maybe", "yes")
    code, out, err = call(capsys, *command, *words)
    assert (code, out) == (got, ""), "without --json nothing but paths goes to standard output"
    here = re.compile(r"req_[0-9a-f]+|127\.0\.0\.1:\d+")
    assert here.sub("", said["error"]["message"]) in here.sub("", err)


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (400, 6, "bad_request"), (401, 3, "auth"), (402, 3, "billing"), (403, 3, "permission"), (404, 6, "not_found"), (408, 5, "timeout"), (409, 5, "server"),
        (413, 6, "bad_request"), (415, 6, "bad_request"), (422, 6, "bad_request"), (429, 5, "rate_limit"), (500, 5, "server"), (502, 5, "server"),
        (503, 5, "server"), (504, 5, "timeout"), (524, 5, "timeout"), (529, 5, "server"),
    ],
)  # fmt: skip
def test_every_status_has_its_exit_code(capsys, says: str, monkeypatch, status: int, code: int, kind: str) -> None:
    monkeypatch.setenv("GENERIC_API_KEY", "k-of-a-test")
    monkeypatch.setenv("GENERIC_BASE_URL", f"{says}/{status}")
    got, said = report(capsys, "generate", "Terrazzo", "--gateway", "generic", "--retries", "0")
    assert (got, said["error"]["kind"]) == (code, kind), said["error"]
    assert f"No, {status}." in said["error"]["message"]


def test_a_network_that_is_not_there_is_5(capsys, monkeypatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        monkeypatch.setenv("GENERIC_BASE_URL", f"http://127.0.0.1:{taken.getsockname()[1]}")
    monkeypatch.setenv("GENERIC_API_KEY", "k-of-a-test")
    code, said = report(capsys, "generate", "Terrazzo", "--gateway", "generic", "--retries", "0")
    assert (code, said["error"]["kind"]) == (5, "network")


def test_a_home_that_takes_nothing_is_7(capsys, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    code, said = report(capsys, "generate", "Terrazzo", *SMALL, "--home", str(tmp_path / "file"))
    assert (code, said["error"]["kind"]) == (7, "storage")


@pytest.mark.parametrize("command", ["generate", "doctor"])
def test_ctrl_c_is_130_and_says_what_came(house, command: str) -> None:
    words = {"generate": ["Terrazzo demo:slow:30", *SMALL, "--gateway", "demo"], "doctor": ["--gateway", "demo", "--model", "demo-painter"]}[command]
    process = subprocess.Popen([sys.executable, "-m", "studio", command, *words, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stderr
    while not re.search("waiting|0/", line := process.stderr.readline()):
        assert line, "it ended by itself"
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert json.loads(out)["error"]["kind"] == "cancelled"
    assert "Traceback" not in err


def test_every_kind_has_a_code_and_no_other() -> None:
    from studio import errors

    kinds = {cls.kind for cls in vars(errors).values() if isinstance(cls, type) and issubclass(cls, errors.StudioError)}
    assert set(CODES) == kinds
    table = {1: ["unexpected"], 2: ["usage", "not_supported"], 3: ["not_configured", "auth", "permission", "billing", "budget"], 4: ["blocked", "no_image"],
             5: ["rate_limit", "server", "network", "timeout"], 6: ["bad_reply", "bad_request", "not_found"], 7: ["storage"], 130: ["cancelled"]}  # fmt: skip
    assert {code: [kind for kind, its in CODES.items() if its == code] for code in table} == table


# options


def test_every_option_of_the_contract_is_taken(capsys, gateways, tmp_path: Path) -> None:
    """All of them at once, by a model of each wire; what a model has no use for is a note, never silent."""
    Pillow.new("RGB", (512, 512), "red").save(tmp_path / "one.png")
    mask = Pillow.new("RGBA", (512, 512), "black")
    mask.paste((0, 0, 0, 0), (100, 100, 300, 300))
    mask.save(tmp_path / "mask.png")
    every = [
        "--aspect", "1:1", "--size", "512", "--count", "1", "--image-only", "--thinking", "high", "--system", "Muted colours.", "--temperature", "0.9",
        "--top-p", "0.9", "--top-k", "40", "--max-tokens", "8000", "--seed", "7", "--quality", "low", "--background", "opaque", "--format", "png",
        "--compression", "80", "--moderation", "low", "--no-stream", "--timeout", "60", "--retries", "1", "--out", str(tmp_path / "out"),
        "--home", str(tmp_path / "elsewhere"),
    ]  # fmt: skip
    code, said = report(capsys, "generate", "Terrazzo", "--gateway", "google", "--model", "gemini-3.1-flash-image", *every)
    assert code == 0, said
    assert (said["sent"], said["thoughts"] != "") == ({"aspect": "1:1", "size": "512"}, True)
    assert any("Compression" in note for note in said["notes"])
    assert Path(said["images"][0]["path"]).parent == tmp_path / "out"
    given = ["--ref", str(tmp_path / "one.png"), "--mask", str(tmp_path / "mask.png"), "--gateway", "openai", "--model", "gpt-image-2"]
    code, said = report(capsys, "edit", "Make it blue", *given, *every)
    assert code == 0, said
    assert (tmp_path / "elsewhere" / "runs").is_dir()


def test_the_way_can_be_wished_for(capsys, gateways) -> None:
    ofox = ["--gateway", "ofox", "--model", "google/gemini-3.1-flash-image-preview", "--count", "1"]
    _, native = report(capsys, "generate", "Terrazzo", *ofox, "--route", "gemini")
    _, images = report(capsys, "generate", "Terrazzo", *ofox, "--route", "openai-images")
    assert (native["thoughts"] != "", images["thoughts"]) == (True, "")
    assert report(capsys, "generate", "Terrazzo", *ofox, "--route", "soap")[0] == 2


def test_help_names_every_command(capsys) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code in (0, None)
    said = capsys.readouterr().out
    assert all(command in said for command in SURFACE)

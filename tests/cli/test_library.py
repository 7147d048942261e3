"""`library` held to COMMANDS.md: its JSON objects, its exit codes, what it packs."""

import hashlib
import json
import os
import zipfile
from pathlib import Path
from typing import Any

import pytest

from studio.main import main
from studio.store.local import Library

FIELDS = [
    "id", "created", "prompt", "gateway", "model", "task", "path", "sha256", "mime", "width", "height", "bytes", "parent", "starred", "deleted",
]  # fmt: skip


def call(capsys, *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main(["library", *words])
    said = capsys.readouterr()
    return int(ended.value.code or 0), said.out, said.err


def report(capsys, *words: str) -> tuple[int, dict[str, Any]]:
    code, out, _ = call(capsys, *words, "--json")
    assert len(out.splitlines()) == 1, "exactly one JSON object"
    return code, json.loads(out)


@pytest.fixture
def made(demo, monkeypatch: pytest.MonkeyPatch, capsys, tmp_path: Path) -> dict[str, dict[str, Any]]:
    """A picture, and another that was made from it."""
    for name, value in demo.env.items():
        monkeypatch.setenv(name, value)
    found = {}
    for name, words in {"vase": ["generate", "A vase 花瓶"], "blue": ["edit", "Glaze it blue"]}.items():
        extra = ["--ref", found["vase"]["images"][0]["path"]] if name == "blue" else []
        with pytest.raises(SystemExit):
            main([*words, *extra, "--gateway", "google", "--model", "gemini-3.1-flash-image", "--size", "512", "--seed", "7", "--json"])
        found[name] = json.loads(capsys.readouterr().out)
    return found


def test_search(capsys, made) -> None:
    code, said = report(capsys, "search")
    assert code == 0
    assert list(said)[:2] == ["total", "items"]
    assert said["total"] == 2
    newest, oldest = said["items"]
    assert list(newest)[: len(FIELDS)] == FIELDS
    assert newest["prompt"] == "Glaze it blue"
    assert (newest["task"], newest["starred"], newest["deleted"]) == ("edit", False, False)
    assert newest["parent"] == oldest["id"]
    assert oldest["parent"] is None
    for item in said["items"]:
        data = Path(item["path"]).read_bytes()
        assert (hashlib.sha256(data).hexdigest(), len(data)) == (item["sha256"], item["bytes"])
    assert {item["sha256"] for item in said["items"]} == {order["images"][0]["sha256"] for order in made.values()}


@pytest.mark.parametrize(
    ("words", "total"),
    [
        (["花瓶"], 1),
        (["花"], 1),
        (["vase"], 1),
        (["VASE", "花"], 1),
        (["nothing"], 0),
        (["--task", "edit"], 1),
        (["--starred"], 0),
        (["--bin"], 0),
        (["--since", "2000-01-01"], 2),
        (["--until", "2000-01-01"], 0),
        (["--gateway", "google", "blue"], 1),
    ],
)
def test_search_narrows(capsys, made, words: list[str], total: int) -> None:
    code, said = report(capsys, "search", *words)
    assert (code, said["total"], len(said["items"])) == (0, total, total)


def test_a_limit_keeps_the_total(capsys, made) -> None:
    assert [report(capsys, "search", "--limit", limit)[1]["total"] for limit in ("1", "0")] == [2, 2]
    assert [len(report(capsys, "search", "--limit", limit)[1]["items"]) for limit in ("1", "0")] == [1, 2]
    _, out, err = call(capsys, "search", "--limit", "1")
    assert len(out.splitlines()) == 1
    assert "1 of 2" in err


def test_show(capsys, made) -> None:
    run = made["blue"]["id"]
    code, said = report(capsys, "show", run)
    assert (code, said["total"]) == (0, 1)
    assert report(capsys, "show", said["items"][0]["id"])[1] == said
    code, out, _ = call(capsys, "show", run)
    assert "Glaze it blue" in out


@pytest.mark.parametrize("wanted", ["nothing", "../../etc/passwd", "20260101T000000-000000000000/1-1.png", "", "%"])
def test_an_id_that_is_none(capsys, made, wanted: str) -> None:
    code, said = report(capsys, "show", wanted)
    assert (code, said["error"]["kind"]) == (2, "usage")


def test_export(capsys, made, tmp_path: Path) -> None:
    target = tmp_path / "out.zip"
    ids = [order["id"] for order in made.values()]
    code, said = report(capsys, "export", *ids, ids[0], "--to", str(target))
    assert (code, said["total"]) == (0, 2)
    assert said["bytes"] == target.stat().st_size
    with zipfile.ZipFile(target) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert sorted(names) == sorted([item["id"] for item in said["items"]] + [f"{run}/run.json" for run in ids])
        for item in said["items"]:
            assert hashlib.sha256(archive.read(item["id"])).hexdigest() == item["sha256"]
        assert json.loads(archive.read(f"{ids[0]}/run.json"))["request"]["prompt"] == "A vase 花瓶"
    assert not any(name.startswith("/") or ".." in name for name in names)
    code, out, _ = call(capsys, "export", ids[0], "--to", str(target))
    assert (code, out) == (0, f"{target}\n")


def test_an_export_says_what_it_lacks(capsys, made, tmp_path: Path) -> None:
    gone = Path(made["vase"]["images"][0]["path"])
    gone.unlink()
    code, said = report(capsys, "export", *(order["id"] for order in made.values()), "--to", str(tmp_path / "out.zip"))
    assert (code, said["total"], said["missing"]) == (7, 1, [f"{made['vase']['id']}/{gone.name}"])
    code, said = report(capsys, "export", made["vase"]["id"], "--to", str(tmp_path / "none.zip"))
    assert (code, said["error"]["kind"]) == (7, "storage")
    assert not (tmp_path / "none.zip").exists()
    code, said = report(capsys, "export", made["blue"]["id"], "--to", str(tmp_path / "no" / "folder.zip"))
    assert (code, said["error"]["kind"]) == (7, "storage")


def test_check_and_rebuild(capsys, made) -> None:
    code, said = report(capsys, "check")
    assert (code, said) == (0, {"ok": True, "counted": {"pictures": said["counted"]["pictures"], "records": 2}, "problems": []})
    assert said["counted"]["pictures"] >= 2
    path = Path(made["vase"]["images"][0]["path"])
    os.truncate(path, 100)
    home = Path(os.environ["STUDIO_HOME"])
    for index in home.glob("library.db*"):
        index.unlink()
    code, said = report(capsys, "check")
    assert (code, said["ok"]) == (7, False)
    assert [list(problem) for problem in said["problems"]] == [["kind", "path", "message"]] * 2
    assert [problem["kind"] for problem in said["problems"]] == ["index", "changed"]
    assert said["problems"][1]["path"] == str(path)
    code, said = report(capsys, "rebuild")
    assert (code, said["total"], said["items"]) == (0, 2, [])
    code, out, _ = call(capsys, "check")
    assert code == 7
    assert str(path) in out
    assert report(capsys, "search")[1]["total"] == 2


def test_a_home_that_is_not_there_is_not_made_by_looking(capsys) -> None:
    home = Path(os.environ["STUDIO_HOME"])
    assert report(capsys, "search")[1] == {"total": 0, "items": []}
    assert report(capsys, "check")[1]["ok"]
    assert report(capsys, "show", "x")[0] == 2
    assert not home.exists()


@pytest.mark.parametrize("words", [["search", "--since", "yesterday"], ["wash"], [], ["show"], ["export", "x"]])
def test_what_is_typed_wrong(capsys, words: list[str]) -> None:
    code, said = report(capsys, *words)
    assert (code, said["error"]["kind"]) == (2, "usage")


def test_a_broken_index_mends_itself_on_the_way(capsys, made) -> None:
    home = Path(os.environ["STUDIO_HOME"])
    (home / "library.db").write_bytes(b"garbage" * 1000)
    code, out, err = call(capsys, "search", "--json")
    assert (code, json.loads(out)["total"]) == (0, 2)
    assert "set aside" in err
    assert Library(home).index.counts().pictures == 2

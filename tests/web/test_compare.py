"""The tab Compare's own routes over real HTTP: two pictures by their ids, as source and attempt before; the table; the measuring, step by step."""

import io
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from PIL import Image, ImageChops, ImageDraw

from tests.served import Served
from tests.web.test_server import ask

PROMPTS = ("A cobalt teapot on a table, low morning sun", "A cobalt teapot on a table, last light of dusk")


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A studio with two pictures of text to image, and one edit of a picture from elsewhere."""
    folder = tmp_path_factory.mktemp("compare")
    home = folder / "home"
    drawn = Image.radial_gradient("L").resize((640, 480)).convert("RGB")
    ImageDraw.Draw(drawn).ellipse((200, 150, 420, 380), fill=(180, 60, 40))
    drawn.save(folder / "given.png")

    def made(*words: str) -> None:
        subprocess.run([sys.executable, "-m", "studio", *words, "--home", str(home)], check=True, capture_output=True)

    for prompt in PROMPTS:
        made("generate", prompt, "--size", "512", "--count", "2")
    made("edit", "Make it blue", "--ref", str(folder / "given.png"), "--size", "512")
    served = Served(home)
    yield served
    served.stop()
    assert "Traceback" not in served.said, served.said


def get(studio: Served, path: str, status: int = 200) -> dict:
    code, _, body = ask(studio.url + path)
    assert code == status, body
    return json.loads(body)


def ids(studio: Served, task: str) -> list[str]:
    return [one["id"] for one in get(studio, f"/library/pictures?task={task}")["items"]]


def pair(studio: Served, a: str, b: str, status: int = 200) -> dict:
    return get(studio, f"/compare/pair?a={quote(a)}&b={quote(b)}", status)


def uploaded(studio: Served, picture: Image.Image, name: str = "mine.png") -> str:
    out = io.BytesIO()
    picture.save(out, "PNG")
    code, _, body = ask(studio.url + "/references", method="POST", headers={"x-name": name, "content-type": "image/png"}, data=out.getvalue())
    assert code == 200, body
    return json.loads(body)["id"]


def measured(studio: Served, a: str, b: str) -> list[dict]:
    code, _, body = ask(f"{studio.url}/compare/measure?a={quote(a)}&b={quote(b)}")
    assert code == 200, body
    return [json.loads(line) for line in body.splitlines()]


def test_two_runs_are_told_side_by_side(studio: Served) -> None:
    new, old = ids(studio, "generate")[0], ids(studio, "generate")[-1]
    found = pair(studio, old, new)
    table = {row["name"]: row for row in found["rows"]}
    assert table["Prompt"]["pieces"] == [
        ["same", "A cobalt teapot on a table, "], ["del", "low morning sun"], ["ins", "last light of dusk"],
    ]  # fmt: skip
    assert table["Model"]["same"]
    assert table["Delivered"] == {"name": "Delivered", "a": "512×512 PNG", "b": "", "same": True, "pieces": [], "differs": ["", ""]}
    assert table["Billed"]["a"] == "free"
    assert found["said"].endswith("equal")
    assert [side["id"] for side in (found["a"], found["b"])] == [old, new]
    assert found["a"]["shot"]["alt"] == PROMPTS[0]
    assert len(found["all"]) == 4  # both pictures of both runs
    assert [found["all"][at]["id"] for at in found["at"]] == [old, new]


def test_a_tile_of_a_run_is_an_id_too(studio: Served) -> None:
    one = ids(studio, "generate")[0]
    run = one.partition("/")[0]
    assert {pair(studio, f"{run}/{n}", "")["a"]["n"] for n in (1, 2)} == {1, 2}
    assert pair(studio, f"{run}/9", "", 422)["error"]


def test_the_attempt_before_is_of_the_same_tab_and_place(studio: Served) -> None:
    new = max(ids(studio, "generate"))
    found = pair(studio, "previous", new)
    assert found["a"]["run"] != found["b"]["run"]
    assert (found["a"]["n"], found["a"]["shot"]["alt"]) == (found["b"]["n"], PROMPTS[0])
    assert "earlier" in pair(studio, "previous", found["a"]["id"], 422)["error"]


def test_the_source_of_an_edit_is_what_was_given(studio: Served) -> None:
    edit = ids(studio, "edit")[0]
    found = pair(studio, "source", edit)
    assert (found["a"]["run"], found["a"]["title"]) == ("", "given.png")
    assert {row["name"] for row in found["rows"]} >= {"File", "Prompt", "Delivered", "References"}
    assert len(found["all"]) == 2
    assert "from no other" in pair(studio, "source", ids(studio, "generate")[0], 422)["error"]


@pytest.mark.parametrize("name", ["", "x", "../../etc/passwd", "0" * 64 + ".png", "20260101T000000-aaaaaaaaaaaa/1.png", "%00/1", "previous", "source"])
def test_what_is_not_there_is_said(studio: Served, name: str) -> None:
    status = 200 if not name else 422
    found = pair(studio, name, "", status)
    assert found.get("error") or found == {"a": None, "b": None, "rows": [], "all": [], "at": [-1, -1], "said": ""}


def test_measuring_tells_its_steps_and_what_moved(studio: Served) -> None:
    base = Image.effect_noise((512, 512), 60).convert("RGB").resize((640, 640), Image.Resampling.BICUBIC)
    ImageDraw.Draw(base).rectangle((150, 120, 380, 420), fill=(40, 90, 160))
    moved = ImageChops.offset(base, 6, -3)
    a, b = uploaded(studio, base, "a.png"), uploaded(studio, moved, "b.png")
    lines = measured(studio, a, b)
    assert [line["state"] for line in lines[:-1]] == ["pending"] * (len(lines) - 1)
    assert len(lines) > 3
    assert [line["done"] for line in lines] == sorted(line["done"] for line in lines)
    found = lines[-1]
    assert found["state"] == "found"
    assert (round(found["scale"], 3), round(found["dx"]), round(found["dy"])) == (1.0, 6, -3)
    assert found["said"] == "Aligned: B moved 6 px left, 3 px down."
    assert [name for name, _ in found["facts"]][-1] == "Structure (SSIM)"
    again = measured(studio, a, b)
    assert again == [found]  # remembered


def test_two_scenes_are_not_comparable(studio: Served) -> None:
    one = uploaded(studio, Image.effect_noise((400, 400), 90).convert("RGB"))
    other = uploaded(studio, Image.radial_gradient("L").resize((400, 400)).convert("RGB"))
    found = measured(studio, one, other)[-1]
    assert (found["state"], found["said"]) == ("none", "Not comparable")
    assert found["why"]
    assert ask(f"{studio.url}/compare/measure?a={one}")[0] == 422


def test_a_picture_that_can_not_be_read_is_said_in_the_last_line(studio: Served) -> None:
    one, other = ids(studio, "generate")[:2]
    path = next(path for path in studio.home.rglob(one.partition("/")[2]) if path.parent.name == one.partition("/")[0])
    whole = path.read_bytes()
    path.write_bytes(whole[:2000])
    try:
        found = measured(studio, one, other)[-1]
    finally:
        path.write_bytes(whole)
    assert (found["state"], found["facts"], found["done"]) == ("none", [], 1.0)
    assert found["said"]
    assert measured(studio, one, other)[-1]["state"] in ("found", "none")  # nothing of it was remembered
    assert measured(studio, one, other)[-1]["why"] or measured(studio, one, other)[-1]["facts"]


def post(studio: Served, path: str, said: object, status: int = 200) -> dict:
    code, _, body = ask(studio.url + path, method="POST", headers={"content-type": "application/json"}, data=json.dumps(said).encode())
    assert code == status, body
    return json.loads(body)


def given(studio: Served, way: str, a: str, b: str, **more: object) -> tuple[dict, bytes]:
    """A comparison made and taken."""
    state = post(studio, "/compare/export", {"a": a, "b": b, "way": way, **more})
    for _ in range(600):
        if "href" in state or "error" in state:
            break
        time.sleep(0.05)
        state = get(studio, f"/parcels/{state['job']}")
    code, headers, body = ask(studio.url + state["href"])
    assert code == 200
    assert state["name"] in headers["content-disposition"]
    return state, body


def test_every_kind_says_its_size_and_is_made(studio: Served) -> None:
    new, old = ids(studio, "generate")[0], ids(studio, "generate")[-1]
    sizes = post(studio, "/compare/sizes", {"a": old, "b": new, "edge": 400, "recipe": True})["sizes"]
    assert set(sizes) == {"html", "wipe", "blink", "png", "jpeg", "originals"}
    assert all("about" in said.lower() for said in sizes.values())
    begins = {"html": b"<!doctype html>", "wipe": b"RIFF", "blink": b"RIFF", "png": b"\x89PNG", "jpeg": b"\xff\xd8\xff", "originals": b"PK"}
    for way, first in begins.items():
        state, body = given(studio, way, old, new, edge=400, recipe=True)
        assert body[:15].lower().startswith(first.lower()), way
        assert state["said"].startswith(f"Saved {state['name']}")
    animated = Image.open(io.BytesIO(given(studio, "wipe", old, new, edge=200)[1]))
    assert animated.n_frames > 4
    assert max(animated.size) == 200


def test_the_settings_go_along_only_when_they_are_wanted(studio: Served) -> None:
    new, old = ids(studio, "generate")[0], ids(studio, "generate")[-1]
    told, silent = (given(studio, "html", old, new, edge=200, recipe=recipe)[1].decode() for recipe in (True, False))
    assert "Demo renderer" in told
    assert "low morning sun" in told
    assert "Size asked" not in silent


def test_an_export_needs_two_and_is_dropped_on_wish(studio: Served) -> None:
    one = ids(studio, "generate")[0]
    assert post(studio, "/compare/export", {"a": one, "b": "", "way": "html"}, 422)["error"] == "Two pictures are needed."
    assert post(studio, "/compare/sizes", {"a": one, "b": "../x"}, 422)["error"]
    job = post(studio, "/compare/export", {"a": one, "b": ids(studio, "generate")[1], "way": "wipe", "edge": 2000})["job"]
    assert ask(f"{studio.url}/parcels/{job}", method="DELETE")[0] == 200
    assert get(studio, f"/parcels/{job}", 422)["error"]

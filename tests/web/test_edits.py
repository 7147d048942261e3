"""An edit measured and pasted back over real HTTP: the number, where, the new run whose parent is the edit, and every pixel outside as it was."""

import io
import json
import subprocess
import sys
from collections.abc import Iterator

import numpy as np
import pytest
from PIL import Image

from tests.served import Served
from tests.web.test_compare import get, post
from tests.web.test_server import ask

SIZE, BOX = (1024, 1024), (256, 200, 768, 900)


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A studio with a masked edit, one without a mask, and one that was not made from anything."""
    folder = tmp_path_factory.mktemp("edits")
    home = folder / "home"
    mask = Image.new("L", SIZE, 0)
    mask.paste(255, BOX)
    mask.save(folder / "mask.png")

    def made(*words: str) -> None:
        subprocess.run([sys.executable, "-m", "studio", *words, "--home", str(home)], check=True, capture_output=True)

    made("generate", "A red vase on a wooden table before mountains", "--size", "1K", "--aspect", "1:1")
    source = str(next(home.rglob("1-*.png")))
    made("edit", "Make the vase blue", "--ref", source)
    made("edit", "Make the vase blue", "--ref", source, "--mask", str(folder / "mask.png"))
    served = Served(home)
    yield served
    served.stop()
    assert "Traceback" not in served.said, served.said


def runs(studio: Served, task: str) -> list[str]:
    return [one["id"].partition("/")[0] for one in get(studio, f"/library/pictures?task={task}")["items"]]


def opened(studio: Served, path: str) -> np.ndarray:
    code, _, body = ask(studio.url + path)
    assert code == 200, body
    return np.asarray(Image.open(io.BytesIO(body)).convert("RGB"))


def test_the_drift_is_a_number_a_place_and_a_verdict(studio: Served) -> None:
    run = runs(studio, "edit")[0]
    assert get(studio, f"/edits/{run}/1/drift?known") == {}
    found = get(studio, f"/edits/{run}/1/drift")
    assert found["masked"] is True
    assert found["mark"] == "done"
    assert found["number"].endswith("%")
    assert "outside the region" in found["where"]
    assert found["said"]
    assert get(studio, f"/edits/{run}/1/drift?known") == {"number": found["number"]}
    assert get(studio, f"/edits/{run}/1/drift") == found  # remembered, the same


def test_without_a_mask_what_changed_is_told_and_shown(studio: Served) -> None:
    run = runs(studio, "edit")[1]
    found = get(studio, f"/edits/{run}/1/drift")
    assert (found["masked"], "of the picture changed" in found["where"]) == (False, True)
    shown = opened(studio, found["overlay"]).astype(int)
    coloured = np.abs(shown - shown.mean(axis=2, keepdims=True)).max(axis=2) > 30
    inside = coloured[BOX[1] : BOX[3], BOX[0] : BOX[2]]
    assert inside.mean() > 0.05
    assert coloured.mean() < 0.3  # the vase, on grey
    assert post(studio, f"/edits/{run}/1/paste", {}, 422)["error"].startswith("This picture was made without a mask")


def test_what_was_not_made_from_anything_has_no_drift(studio: Served) -> None:
    run = runs(studio, "generate")[0]
    assert get(studio, f"/edits/{run}/1/drift", 422)["error"]
    assert get(studio, f"/edits/{run}/9/drift", 422)["error"]
    assert get(studio, "/edits/20260101T000000-aaaaaaaaaaaa/1/drift", 422)["error"]


def test_what_can_not_be_pasted_back_leaves_no_run(studio: Served) -> None:
    run = runs(studio, "edit")[0]
    folder = next(path.parent for path in studio.home.rglob("run.json") if path.parent.name == run)
    picture = next(path for path in folder.glob("1-*.png"))
    whole, before = picture.read_bytes(), len(list(studio.home.rglob("run.json")))
    picture.write_bytes(whole[: len(whole) // 2])
    assert post(studio, f"/edits/{run}/1/paste", {}, 422)["error"]
    picture.write_bytes(whole)
    assert len(list(studio.home.rglob("run.json"))) == before
    assert list((studio.home / "incoming").iterdir()) == []


def test_pasted_back_is_a_run_whose_parent_is_the_edit(studio: Served) -> None:
    run = runs(studio, "edit")[0]
    new = post(studio, f"/edits/{run}/1/paste", {})["run"]
    one = get(studio, "/library/pictures?task=edit&limit=1")["items"][0]["id"]
    assert one == f"{new}/1-1.png"
    found = get(studio, f"/library/picture/{one}")
    assert found["source"]["original"].startswith(f"/media/{run}/")  # its parent
    terms = {fact["term"]: fact["text"] for fact in found["facts"]}
    assert terms["Model"].startswith("Paste-back")
    assert "free" in terms["Billed"]
    source = next(json.loads(path.read_text()) for path in studio.home.rglob("run.json") if path.parent.name == run)["request"]["references"][0]["file"]
    before = np.asarray(Image.open(studio.home / source).convert("RGB"))
    after = opened(studio, f"/media/{one}")
    outside = np.ones(before.shape[:2], dtype=bool)
    outside[BOX[1] : BOX[3], BOX[0] : BOX[2]] = False
    assert after.shape == before.shape
    assert np.array_equal(after[outside], before[outside])
    assert not np.array_equal(after, before)


def test_a_larger_canvas_comes_with_its_mask(studio: Served) -> None:
    source = get(studio, "/library/pictures?task=generate")["items"][0]["id"]
    known = get(studio, f"/references?id={source}")
    assert (known["id"], known["width"]) == (source, 1024)
    found = post(studio, "/edits/extend", {"id": source, "left": 256, "ratio": "", "masked": False})
    assert (found["width"], found["height"]) == (1280, 1024)
    canvas = opened(studio, found["original"])
    before = opened(studio, f"/media/{source}")
    assert np.array_equal(canvas[:, 256:], before)
    assert np.all(canvas[:, :240] == 128)  # grey for who takes no alpha
    mask = opened(studio, found["mask"]["href"])[..., 0]
    assert np.all(mask[:, :256] == 255)
    assert np.all(mask[:, 300:] == 0)
    clear = post(studio, "/edits/extend", {"id": source, "ratio": "16:9", "masked": True})
    code, _, body = ask(studio.url + clear["original"])
    assert (code, Image.open(io.BytesIO(body)).getchannel("A").getextrema()) == (200, (0, 255))
    for wrong in ({"left": -1}, {"left": 99_999}, {"ratio": "wide"}, {}, {"id": "../x", "left": 8}):
        assert post(studio, "/edits/extend", {"id": source, **wrong}, 422)["error"]
    assert get(studio, "/references?id=nothing", 404)["error"]

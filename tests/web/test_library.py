"""The library's own routes over real HTTP: pages, search, marks, the bin, a ZIP, copies with their recipe, recipes of others; what a browser may not name."""

import io
import json
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from PIL import Image, PngImagePlugin

from tests.served import Served
from tests.web.test_server import ask

BOX = b"caBX\x00\x00\x00\x20jumb" + bytes(24)
CREDENTIALS = len(BOX[4:]).to_bytes(4) + BOX + zlib.crc32(BOX).to_bytes(4)
"""A chunk of a PNG with Content Credentials that say nothing."""
WORDS = ("A cobalt teapot", "群山与薄雾", "A cobalt jug")


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A studio with three pictures, made as the command line makes them."""
    home = tmp_path_factory.mktemp("library") / "home"
    for words in WORDS:
        subprocess.run([sys.executable, "-m", "studio", "generate", words, "--size", "512", "--home", str(home)], check=True, capture_output=True)
    served = Served(home)
    yield served
    served.stop()
    assert "Traceback" not in served.said, served.said


def get(studio: Served, path: str, status: int = 200) -> dict:
    code, _, body = ask(studio.url + path)
    assert code == status, body
    return json.loads(body)


def post(studio: Served, path: str, said: object, status: int = 200) -> dict:
    code, _, body = ask(studio.url + path, method="POST", headers={"content-type": "application/json"}, data=json.dumps(said).encode())
    assert code == status, body
    return json.loads(body)


def ids(studio: Served, query: str = "") -> list[str]:
    return [one["id"] for one in get(studio, f"/library/pictures?{query}")["items"]]


def test_pages_go_on_from_a_key_newest_first(studio: Served) -> None:
    first = get(studio, "/library/pictures?limit=2")
    assert [one["prompt"] for one in first["items"]] == ["A cobalt jug", "群山与薄雾"]
    assert first["said"].startswith("3 of 3 pictures")
    assert first["items"][0]["day"] in ("Today", "Yesterday")  # midnight may have passed
    second = get(studio, f"/library/pictures?limit=2&after={first['next']}")
    assert [one["prompt"] for one in second["items"]] == ["A cobalt teapot"]
    assert second["next"] == ""
    assert ask(studio.url + first["items"][0]["thumb"])[0] == 200
    assert len(ids(studio, "after=9999999999999999999")) == 3  # more than an index can count
    # a day is added up whole, once, by the page that begins it
    assert [one["day_note"] for one in first["items"]] == ["3 pictures, free"] * 2
    assert [one["day_note"] for one in second["items"]] == [""]


@pytest.mark.parametrize(
    ("words", "found"), [("cobalt", 2), ("COBALT jug", 1), ("薄雾", 1), ("群山与薄雾", 1), ("nothing", 0), ("'; DROP TABLE pictures; --", 0)]
)
def test_search_finds_words_of_every_script(studio: Served, words: str, found: int) -> None:
    assert len(ids(studio, f"q={quote(words)}")) == found


def test_filters_narrow_and_say_how_many_there_are(studio: Served) -> None:
    facets = get(studio, "/library/facets")
    assert facets["gateways"] == [{"value": "demo", "label": "Demo renderer", "count": 3}]
    assert facets["tasks"] == [{"value": "generate", "label": "Text to image", "count": 3}]
    assert ids(studio, "task=edit") == []
    assert len(ids(studio, "task=generate&gateway=demo&since=2020-01-01")) == 3
    assert ids(studio, "since=2999-01-01") == []
    assert len(ids(studio, "since=never&limit=x&after=y")) == 3  # what is none narrows nothing


def test_one_picture_says_what_made_it_with_the_searched_words_marked(studio: Served) -> None:
    one = ids(studio, "q=jug")[0]
    found = get(studio, f"/library/picture/{one}?q=jug")
    assert found["prompt"] == [["A cobalt ", False], ["jug", True]]
    assert (found["tab"], found["n"], found["note"]) == ("t2i", 1, "")
    assert {"Model", "Asked", "Delivered", "Billed", "Made"} <= {fact["term"] for fact in found["facts"]}
    assert [kin["here"] for kin in found["kin"]] == [True]
    assert get(studio, "/library/picture/20260101T000000-aaaaaaaaaaaa/1.png", 422)["error"]


def test_stars_and_notes_stay(studio: Served) -> None:
    one = ids(studio, "q=teapot")[0]
    post(studio, "/library/star", {"ids": [one], "on": True})
    post(studio, "/library/note", {"id": one, "note": "for the poster 海报"})
    assert ids(studio, "starred=1") == [one]
    assert ids(studio, f"q={quote('海报')}") == [one]
    assert get(studio, f"/library/picture/{one}")["note"] == "for the poster 海报"
    post(studio, "/library/star", {"ids": [one], "on": False})
    assert ids(studio, "starred=1") == []
    assert post(studio, "/library/note", {"id": one, "note": "x" * 100_000}, 422)["error"]


def test_a_zip_has_the_originals_and_their_recipes(studio: Served) -> None:
    wanted = ids(studio)[:2]
    job = post(studio, "/library/export", {"ids": wanted})
    for _ in range(100):
        if "href" in (state := get(studio, f"/parcels/{job['job']}")):
            break
        time.sleep(0.05)
    assert "2 pictures" in state["said"]
    assert state["notes"] == []
    code, headers, body = ask(studio.url + state["href"])
    assert code == 200
    assert headers["content-disposition"].endswith('.zip"')
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        names = archive.namelist()
        assert sum(name.endswith("run.json") for name in names) == 2
        for one in wanted:
            inside = next(name for name in names if name.endswith(one.rpartition("/")[2]) and one.partition("/")[0] in name)
            assert archive.read(inside) == ask(studio.url + f"/media/{one}")[2]
    assert get(studio, f"/parcels/{job['job']}", 422)["error"]  # it is given once
    assert post(studio, "/library/export", {"ids": ["nobody/1.png"]}, 422)["error"]


def copied(studio: Served, one: str, **more: object) -> tuple[dict, dict, bytes]:
    made = post(studio, "/library/copy", {"id": one} | more)
    code, headers, body = ask(studio.url + made["href"])
    assert code == 200
    assert get(studio, f"/parcels/{made['job']}", 422)["error"]  # once
    return made, headers, body


def test_copies_carry_their_recipe_or_the_mark_alone(studio: Served) -> None:
    one = ids(studio, "q=jug")[0]
    original = ask(studio.url + f"/media/{one}")[2]
    made, headers, whole = copied(studio, one)
    assert made["name"] in headers["content-disposition"]
    assert made["notes"] == []
    assert made["said"].startswith("With its recipe: 512×512 PNG, ")
    said = Image.open(io.BytesIO(whole))
    assert said.text["parameters"].startswith("A cobalt jug")
    assert said.tobytes() == Image.open(io.BytesIO(original)).tobytes()
    made, headers, public = copied(studio, one, public=True)
    assert "public-" in made["name"]
    assert b"cobalt" not in public
    assert b"trainedAlgorithmicMedia" in public
    # and the studio reads its own
    code, _, body = ask(studio.url + "/library/recipe", method="POST", data=whole)
    found = json.loads(body)
    assert (code, found["tool"].split()[0], found["prompt"]) == (200, "Image", "A cobalt jug")
    assert found["fits"]["gateway"] == "demo"
    assert found["fits"]["values"]["size"] == "512"


def test_what_does_not_hold_in_a_copy_is_said_before_it_is_taken(studio: Served) -> None:
    one = ids(studio, "q=jug")[0]
    file = next(studio.home.glob(f"runs/*/*/{one}"))
    whole = file.read_bytes()
    try:
        at = whole.index(b"IDAT") - 4
        file.write_bytes(whole[:at] + CREDENTIALS + whole[at:])
        assert "no longer match" in post(studio, "/library/copy", {"id": one})["notes"][0]
        made, _, public = copied(studio, one, public=True)
        assert "not in this copy" in made["notes"][0]
        assert b"caBX" not in public
        file.write_bytes(b"GIF89a")
        assert "PNG, JPEG or WebP" in post(studio, "/library/copy", {"id": one}, 422)["error"]
    finally:
        file.write_bytes(whole)
    for wrong in ({"id": one.partition("/")[0]}, {"id": "../../etc/passwd"}, {"id": 7}, {}, []):
        assert post(studio, "/library/copy", wrong, 422)["error"]


def test_what_is_gone_is_not_in_the_zip_and_it_is_said(studio: Served) -> None:
    wanted = ids(studio)[:2]
    file = next(studio.home.glob(f"runs/*/*/{wanted[0]}"))
    whole = file.read_bytes()
    file.unlink()
    try:
        job = post(studio, "/library/export", {"ids": wanted})["job"]
        while "href" not in (state := get(studio, f"/parcels/{job}")):
            time.sleep(0.05)
        assert state["said"].startswith("1 picture with its recipe")
        assert state["notes"] == ["1 are not in it: their files are gone from the library’s folder."]
        job = post(studio, "/library/export", {"ids": wanted[:1]})["job"]
        while "error" not in (state := get(studio, f"/parcels/{job}")):
            time.sleep(0.05)
        assert state["error"]
    finally:
        file.write_bytes(whole)


def test_a_recipe_of_another_tool_is_read_and_what_does_not_fit_is_said(studio: Served) -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("parameters", "a red barn\nNegative prompt: people\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 42, Size: 768x512, Model: sdxl")
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, "PNG", pnginfo=info)
    code, _, body = ask(studio.url + "/library/recipe", method="POST", data=out.getvalue())
    found = json.loads(body)
    assert (code, found["prompt"], found["negative"]) == (200, "a red barn", "people")
    assert found["fits"]["values"]["aspect"] == "3:2"
    assert found["notes"]
    plain = io.BytesIO()
    Image.new("RGB", (8, 8)).save(plain, "PNG")
    assert ask(studio.url + "/library/recipe", method="POST", data=plain.getvalue())[0] == 422
    assert ask(studio.url + "/library/recipe", method="POST", data=b"no picture")[0] == 422
    assert list((studio.home / "incoming").iterdir()) == []


def test_only_json_of_our_own_page_changes_anything(studio: Served) -> None:
    one = ids(studio)[0]
    form = ask(studio.url + "/library/bin", method="POST", headers={"content-type": "application/x-www-form-urlencoded"}, data=f"ids={one}".encode())
    assert form[0] == 422
    foreign = ask(studio.url + "/library/bin", method="POST", headers={"content-type": "application/json", "origin": "http://evil.example"}, data=b"{}")
    assert foreign[0] == 403
    assert one in ids(studio)


def test_the_bin_can_be_undone_and_emptying_really_removes(studio: Served) -> None:
    one = ids(studio, "q=teapot")[0]
    file = next(studio.home.glob(f"runs/*/*/{one}"))
    assert post(studio, "/library/bin", {"ids": [one]})["said"] == "1 moved to the bin."
    assert one not in ids(studio)
    assert ids(studio, "bin=1") == [one]
    post(studio, "/library/bin", {"ids": [one], "restore": True})
    assert one in ids(studio)
    post(studio, "/library/bin", {"ids": [one]})
    assert "1 removed for good" in post(studio, "/library/empty", {})["said"]
    assert not file.exists()
    assert ids(studio, "bin=1") == []
    assert len(ids(studio)) == 2

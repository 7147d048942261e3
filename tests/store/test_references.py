"""The tray's store: what is kept of a person's file, and that no id leads anywhere else."""

import json
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from threading import Thread

import pytest
from PIL import Image as Pillow

from studio.core.events import Finished, PictureReady
from studio.core.fit import fit
from studio.core.parts import Image
from studio.core.request import Reference, Request
from studio.core.result import Answer, Result
from studio.errors import UsageError
from studio.gateways import discover
from studio.imaging import measure
from studio.layers import Layer, Seen
from studio.settings import Settings
from studio.store import references
from studio.store.local import Library
from studio.ui.view.references import brief, limits, ref, shot
from studio.words import TABLE, say

NOW = datetime(2026, 11, 21, 14, 2, 3, tzinfo=UTC)
GATEWAYS = {gateway.name: gateway for gateway in discover()}


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "home").open()


def drop(library: Library, colour: str = "orange", kind: str = "PNG", size: tuple[int, int] = (40, 30), **options) -> Path:
    """A file as it arrives."""
    out = BytesIO()
    Pillow.new("RGB", size, colour).save(out, kind, **options)
    arriving = library.arriving()
    arriving.write(out.getvalue())
    arriving.close()
    return arriving.path


def turned() -> Pillow.Exif:
    exif = Pillow.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "SecretCam"
    exif[0x8825] = {1: "N", 2: (52.0, 31.0, 12.3), 3: "E", 4: (13.0, 24.0, 18.0)}
    return exif


def a_run(library: Library) -> tuple[str, Path]:
    """A run with a picture and a draft of it, recorded."""
    run = library.new_id(NOW)
    folder = library.folder(run)
    folder.mkdir(parents=True)
    answer = Answer(began=0.0)
    for name, colour, draft in (("1-1.png", "teal", False), ("1-2.draft.png", "gray", True)):
        Pillow.new("RGB", (20, 10), colour).save(folder / name)
        answer = answer.add(PictureReady(image=measure(folder / name), draft=draft), 1.0)
    answer = answer.add(Finished(reason="STOP"), 1.0)
    request = Request(prompt="x", gateway="google", model="m")
    library.write(Result(request=request, gateway=GATEWAYS["google"], model=GATEWAYS["google"].models[0], answers=(answer,), id=run), NOW)
    return run, folder


def refused(library: Library, wanted: str) -> str:
    with pytest.raises(UsageError) as caught:
        references.find(library, wanted)
    assert caught.value.field == "references"
    assert caught.value.say("zh-CN") != str(caught.value)
    return caught.value.key


def test_what_is_added_is_found_again(library: Library) -> None:
    kept = references.add(library, drop(library, kind="JPEG", exif=turned()), "my/../holiday.jpg")
    assert kept.name == "holiday.jpg"
    assert (kept.image.width, kept.image.height) == (30, 40)
    assert {note.key for note in kept.notes} == {"picture.note.turned", "picture.note.place"}
    assert references.find(library, kept.id) == kept
    assert references.id_of(library, kept.image.path) == kept.id
    assert not list((library.home / "incoming").iterdir())
    assert {path.name for path in library.previews.iterdir()} == {f"{kept.image.digest}.preview.webp", f"{kept.image.digest}.thumb.webp"}


def test_twice_the_same_is_one(library: Library) -> None:
    first, second = (references.add(library, drop(library), name) for name in ("a.png", "b.png"))
    assert first.id == second.id
    assert len(list(library.references.glob("*.png"))) == 1
    assert references.find(library, first.id).name == "b.png"


def test_several_add_at_once(library: Library) -> None:
    files = [drop(library) for _ in range(8)]
    threads = [Thread(target=references.add, args=(library, file, f"{n}.png")) for n, file in enumerate(files)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (sidecar,) = library.references.glob("*.json")
    assert json.loads(sidecar.read_bytes())["width"] == 40
    assert {path.suffix for path in library.references.iterdir()} == {".png", ".json"}


def test_what_is_no_picture_leaves_nothing(library: Library) -> None:
    arriving = library.arriving()
    arriving.write(b"%PDF-1.7 and so on")
    arriving.close()
    with pytest.raises(UsageError, match=r"contract\.pdf.* PDF") as caught:
        references.add(library, arriving.path, "contract.pdf")
    assert caught.value.field == "references"
    assert not arriving.path.exists()
    assert not list(library.references.iterdir())


def test_a_sidecar_that_is_gone_or_broken_costs_only_the_name(library: Library) -> None:
    kept = references.add(library, drop(library), "a.png")
    sidecar = kept.image.path.with_suffix(".json")
    for broken in (b"", b"[]", b'{"name": 3}', b'{"name": "x", "notes": [], "width": 1, "height": 1, "bytes": 1}'):
        sidecar.write_bytes(broken)
        again = references.find(library, kept.id)
        assert again.image == kept.image
        assert again.notes == ()
    sidecar.unlink()
    assert references.find(library, kept.id).name == f"{kept.image.digest[:8]}.png"


def test_pictures_of_a_run_by_their_record(library: Library) -> None:
    run, folder = a_run(library)
    kept = references.find(library, f"{run}/1-1.png")
    assert (kept.id, kept.name, kept.image.path, kept.image.width) == (f"{run}/1-1.png", "1-1.png", folder / "1-1.png", 20)
    assert references.find(library, f"{run}/1-2.draft.png").image.height == 10
    assert references.id_of(library, str(folder / "1-1.png")) == f"{run}/1-1.png"


@pytest.mark.parametrize(
    "hostile",
    [
        "",
        "/",
        "..",
        "../x.png",
        "/etc/hostname",
        "a" * 64,
        f"{'a' * 64}.json",
        f"{'A' * 64}.png",
        f"{'a' * 64}.png/..",
        f"{'a' * 64}.png\n",
        "../../etc/passwd",
    ],
)
def test_hostile_ids(library: Library, hostile: str) -> None:
    refused(library, hostile)


def test_only_pictures_of_a_run(library: Library) -> None:
    run, folder = a_run(library)
    other, _ = a_run(library)
    (folder / "loose.png").write_bytes((folder / "1-1.png").read_bytes())
    (folder / "1.reply").write_text("raw")
    for name in ("run.json", "1.reply", "loose.png", f"../{other}/1-1.png", "../../x", "1-9.png", "", ".", "1-1.png/"):
        refused(library, f"{run}/{name}")
    refused(library, f"{run[:-1]}/1-1.png")
    refused(library, f"{run}/1-1.png/1-1.png")


def test_no_link_is_followed(library: Library, tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    Pillow.new("RGB", (4, 4)).save(secret)
    (library.references / f"{'b' * 64}.png").symlink_to(secret)
    assert refused(library, f"{'b' * 64}.png") == "tray.gone"
    with pytest.raises(UsageError):
        references.small(library, "b" * 64, ".thumb.webp")
    run, folder = a_run(library)
    (folder / "1-1.png").unlink()
    (folder / "1-1.png").symlink_to(secret)
    refused(library, f"{run}/1-1.png")


def test_a_file_that_was_deleted_is_said_to_be_gone(library: Library) -> None:
    kept = references.add(library, drop(library), "a.png")
    kept.image.path.unlink()
    assert refused(library, kept.id) == "tray.gone"
    run, folder = a_run(library)
    (folder / "1-1.png").unlink()
    assert refused(library, f"{run}/1-1.png") == "tray.gone"


def test_a_path_elsewhere_has_no_id(library: Library, tmp_path: Path) -> None:
    for path in (tmp_path / f"{'a' * 64}.png", library.references / "x.png", library.home / "runs" / "1-1.png", Path("relative.png"), Path("/")):
        assert references.id_of(library, path) == ""


def test_previews_are_made_again(library: Library) -> None:
    kept = references.add(library, drop(library), "a.png")
    for path in library.previews.iterdir():
        path.unlink()
    assert references.small(library, kept.image.digest, ".thumb.webp").stat().st_size > 20


def test_what_the_page_is_given(library: Library) -> None:
    kept = references.add(library, drop(library, kind="TIFF", size=(30, 30)), "<img src=x onerror=alert(1)>.tif")
    shown = ref(kept, "en", "palette")
    assert shown["name"] == "<img src=x onerror=alert(1)>.tif"
    assert (shown["id"], shown["role"], shown["fact"], shown["brief"]) == (kept.id, "palette", "30×30 PNG", "TIFF → PNG")
    assert shown["thumb"] == f"/references/{kept.image.digest}.thumb.webp"
    assert shown["original"] == f"/references/{kept.id}"
    assert "TIFF → PNG" in shown["notes"][0]
    assert ref(kept, "en", "<b>")["role"] == ""


def test_pictures_of_a_run_are_served_as_such(library: Library) -> None:
    run, _ = a_run(library)
    shown = ref(references.find(library, f"{run}/1-1.png"), "en")
    assert shown["original"] == f"/media/{run}/1-1.png"
    assert shown["thumb"].startswith(f"/media/{run}/")
    seen = shot(references.find(library, f"{run}/1-1.png"), "Before")
    assert (seen["original"], seen["label"], seen["fact"]) == (f"/media/{run}/1-1.png", "Before", "20×10 PNG")


def test_the_brief_names_what_is_seen_and_counts_the_rest(library: Library) -> None:
    assert brief(references.add(library, drop(library, size=(30, 30)), "a.png"), "en") == "30², kept"
    assert brief(references.add(library, drop(library), "a.png"), "zh-CN") == "40×30，原样"
    photo = references.add(library, drop(library, kind="JPEG", exif=turned()), "a.jpg")
    assert brief(photo, "en") == "turned upright +1"
    place = Pillow.Exif()
    place[0x8825] = {1: "N"}
    assert brief(references.add(library, drop(library, kind="JPEG", exif=place), "b.jpg"), "en") == "place removed"


def settings(**env: str) -> Settings:
    return Settings.read(Seen([Layer("the environment", env)]), tuple(GATEWAYS.values()))


def test_the_limit_names_a_model_that_takes_more() -> None:
    octopus, google = GATEWAYS["octopusx"], GATEWAYS["google"]
    both = settings(OCTOPUSX_API_KEY="k" * 20, GOOGLE_API_KEY="k" * 20)
    few = min(google.models, key=lambda model: model.max_references)
    said = limits(both, "google", few.id, "en")
    assert (said["count"], said["model"]) == (few.max_references, few.title)
    assert said["other"] is not None
    assert said["other"]["gateway"] == "google"
    most = max(octopus.models, key=lambda model: model.max_references)
    best = limits(both, "octopusx", most.id, "en")
    assert best["other"] is None or best["count"] < 14


def test_only_what_is_configured_is_offered() -> None:
    google = settings()
    said = limits(google, "demo", GATEWAYS["demo"].models[0].id, "zh-CN")
    assert said == {"count": 14, "model": say("view.demo", "zh-CN"), "other": None, "mask": False}


def sent(prompt: str, *roles: str) -> str:
    google = GATEWAYS["google"]
    model = next(model for model in google.models if model.max_references == 14)
    image = Image(path=Path("a.png"), mime="image/png", width=8, height=8, bytes=9, digest="a" * 64)
    request = Request(prompt=prompt, task="edit", gateway="google", model=model.id, references=tuple(Reference("a.png", role) for role in roles))
    return fit(request, google, (image,) * len(roles)).prompt


def test_roles_are_sent_in_the_language_of_the_prompt() -> None:
    assert sent("A vase", "subject", "", "palette") == "A vase\n\nImage 1 is the subject: keep it. Image 3 gives the palette: use its colours."
    assert sent("一只花瓶 in blue", "subject", "style") == "一只花瓶 in blue\n\n图 1 是主体：请保留它。图 2 提供风格：请按这种画法。"
    assert sent("A vase", "", "") == "A vase"
    assert sent("A vase", "", "the light") == "A vase\n\nImage 2: the light."


@pytest.mark.parametrize("role", ["subject", "style", "composition", "palette", "background"])
def test_every_role_has_its_words(role: str) -> None:
    assert {f"page.role_sent.{role}", f"page.role_{role}", f"page.role_{role}_note"} <= TABLE.keys()

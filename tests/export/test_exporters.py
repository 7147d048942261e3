"""What every exporter keeps: it is found, it says its size beforehand, it tells how far it is, and leaves nothing behind when it can not end."""

import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.core.comparison import Registration
from studio.errors import Cancelled, StorageFault, UsageError
from studio.export import exporters, kind
from studio.export.base import Options, Shown
from studio.export.sampling import sample
from studio.words import TABLE
from tests.export.conftest import side
from tests.imaging.scenes import scene

ALL = exporters()
WAYS = [
    ("html", Options(edge=700)),
    ("html", Options(edge=500, picture="jpeg", recipe=False)),
    ("animation", Options(edge=480)),
    ("animation", Options(edge=480, motion="blink")),
    ("sheet", Options(edge=600)),
    ("sheet", Options(edge=600, picture="jpeg")),
    ("originals", Options()),
    ("originals", Options(recipe=False)),
]
NAMES = [f"{name} {options.motion} {options.picture} {options.recipe}" for name, options in WAYS]


def test_they_are_found() -> None:
    assert list(ALL) == ["animation", "html", "originals", "sheet"]
    assert kind(ALL["sheet"], Options()) == (".png", "image/png")
    assert kind(ALL["sheet"], Options(picture="jpeg")) == (".jpg", "image/jpeg")
    assert kind(ALL["html"], Options(picture="jpeg")) == (".html", "text/html")


@pytest.mark.parametrize(("name", "options"), WAYS, ids=NAMES)
def test_written_whole_and_as_large_as_said(shown: Shown, tmp_path: Path, name: str, options: Options) -> None:
    done: list[float] = []
    said = ALL[name].estimate(shown, options)
    written = ALL[name].write(shown, options, tmp_path / "sub" / "out", done.append)
    assert [path.name for path in (tmp_path / "sub").iterdir()] == ["out"]
    assert (tmp_path / "sub" / "out").stat().st_size == written.bytes
    assert said == pytest.approx(written.bytes, rel=0 if name == "originals" else 0.3)
    assert done == sorted(done)
    assert (done[0], done[-1]) == (0.0, 1.0)
    assert all(note.key in TABLE and note.say("zh-CN") for note in written.notes)


@pytest.mark.parametrize("name", ALL)
def test_large_pictures_are_weighed_by_their_first_rows(tmp_path: Path, between: Callable[..., Shown], name: str) -> None:
    """Larger than what is decoded of a PNG: here the rows below hold much, the rows above nothing."""
    values = np.array(scene(3, 3000, 2400))
    values[:900] = (90, 120, 180)
    Image.fromarray(values).save(tmp_path / "a.png", compress_level=1)
    scene(4, 2800, 2400).save(tmp_path / "b.png", compress_level=1)
    shown = between(tmp_path / "a.png", tmp_path / "b.png")
    options = Options(edge=800)
    assert ALL[name].estimate(shown, options) == pytest.approx(ALL[name].write(shown, options, tmp_path / "out").bytes, rel=0.35)


def test_what_is_read_stands_for_its_share(tmp_path: Path) -> None:
    """Even noise: as many rows as bytes; all on one half of the height: the other half counts as what its bytes are worth."""
    values = np.random.default_rng(1).integers(0, 256, (3200, 3200), np.uint8)
    Image.fromarray(values).save(tmp_path / "even.png", compress_level=1)
    values[:1600] = 128
    Image.fromarray(values).save(tmp_path / "below.png", compress_level=1)
    even, below = (sample(side(tmp_path / name)) for name in ("even.png", "below.png"))
    assert even.share == pytest.approx(5_000_000 / 3200**2, abs=0.03)
    assert even.rows.height == pytest.approx(3200 * even.share, abs=40)
    assert below.rows.height > 2200
    assert below.share < even.rows.height / 3200 + 0.15


class Stopped:
    """Says no at the given call."""

    def __init__(self, at: int) -> None:
        self.left = at

    def __call__(self, _done: float) -> None:
        self.left -= 1
        if self.left < 0:
            raise Cancelled("cancelled")


@pytest.mark.parametrize(("name", "options"), WAYS, ids=NAMES)
@pytest.mark.parametrize("at", [0, 2, 3])
def test_stopped_half_way_nothing_stays(shown: Shown, tmp_path: Path, name: str, options: Options, at: int) -> None:
    target = tmp_path / "out"
    target.write_text("what was there")
    with pytest.raises(Cancelled):
        ALL[name].write(shown, options, target, Stopped(at))
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert target.read_text() == "what was there"


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("side", ["a", "b"])
def test_a_picture_that_is_gone(painted: tuple[Path, Path], tmp_path: Path, between: Callable[..., Shown], name: str, side: str) -> None:
    missing = tmp_path / "old" / "noon.png"
    shown = between(missing, painted[1]) if side == "a" else between(painted[0], missing)
    for act in (lambda: ALL[name].estimate(shown, Options()), lambda: ALL[name].write(shown, Options(), tmp_path / "out" / "file")):
        with pytest.raises(UsageError, match=r"noon\.png") as found:
            act()
        assert str(tmp_path) not in str(found.value)
    assert not list(tmp_path.glob("out/*"))


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Path]:
    """A disk of 12 KB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    if os.name == "nt" or os.getuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=12k", "tmpfs", disk], check=False).returncode:
        pytest.skip("no tmpfs can be mounted here")  # that takes root on Linux, as in CI
    try:
        yield disk
    finally:
        subprocess.run(["umount", "-l", disk], check=False)


@pytest.mark.parametrize(("name", "options"), WAYS, ids=NAMES)
def test_a_full_disk(shown: Shown, small: Path, name: str, options: Options) -> None:
    with pytest.raises(StorageFault) as found:
        ALL[name].write(shown, options, small / "out")
    assert found.value.key == "export.full"
    assert "disk" in str(found.value)
    assert list(small.iterdir()) == []


def test_a_folder_that_takes_nothing(shown: Shown, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StorageFault) as found:
        ALL["html"].write(shown, Options(edge=100), tmp_path / "file" / "out.html")
    assert found.value.key == "export.unwritable"


UNUSUAL = {
    "1×1": Image.new("RGB", (1, 1), "red"), "wide": Image.new("RGB", (20_000, 2), "red"), "tall": Image.new("L", (2, 3_000), 90),
    "16 bits": Image.fromarray(np.tile(np.linspace(0, 65_535, 90).astype(np.uint16), (60, 1))), "palette": scene(1, 90, 60).quantize(8),
    "alpha": Image.new("RGBA", (80, 80), (200, 30, 30, 90)), "one bit": Image.new("1", (40, 40), 1),
}  # fmt: skip


@pytest.mark.parametrize("what", UNUSUAL)
@pytest.mark.parametrize(("name", "options"), WAYS[:-1], ids=NAMES[:-1])
def test_unusual_pictures(painted: tuple[Path, Path], tmp_path: Path, between: Callable[..., Shown], name: str, options: Options, what: str) -> None:
    UNUSUAL[what].save(tmp_path / "a.png")
    found = Registration(scale=1, dx=0, dy=0, trust=0.9, agreeing=0.9, spread=0.1)
    for shown in (
        between(tmp_path / "a.png", painted[0], registration=found),
        between(painted[1], tmp_path / "a.png"),
        between(tmp_path / "a.png", tmp_path / "a.png"),
    ):
        assert ALL[name].estimate(shown, options) > 0
        assert ALL[name].write(shown, options, tmp_path / "out").bytes > 100


@pytest.mark.parametrize("name", ["animation", "html", "sheet"])
def test_of_what_moves_it_is_said(painted: tuple[Path, Path], tmp_path: Path, between: Callable[..., Shown], name: str) -> None:
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "lime", "blue")]
    frames[0].save(tmp_path / "moves.gif", save_all=True, append_images=frames[1:], duration=50)
    written = ALL[name].write(between(tmp_path / "moves.gif", painted[0]), Options(edge=200), tmp_path / "out")
    assert "“Before” moves; its first frame is shown." in [str(note) for note in written.notes]

"""Comparisons to export: of any two files, and real pictures of the demo painter."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from studio.demo import painter
from studio.export.base import Row, Shown, Side

ROWS = (
    Row(name="Prompt", a="A boat at noon.", b="A boat at dusk.", pieces=(("same", "A boat at "), ("del", "noon"), ("ins", "dusk"), ("same", "."))),
    Row(name="Model", a="Lumen 2", b="Atelier"),
    Row(name="Size", a="2K", b="2K", same=True),
    Row(name="Seed", a="", b="", same=True),
)
RECIPE = json.dumps({"schema": 1, "request": {"task": "edit", "prompt": "A boat at dusk."}})


def side(path: Path, label: str = "Before", **more: object) -> Side:
    """A side as the tab would make it of a file."""
    try:
        with Image.open(path) as image:
            turned = image.getexif().get(0x0112, 1) >= 5
            width, height = image.size[::-1] if turned else image.size
    except OSError:
        width, height = 640, 480
    said = {"title": "Run 128 · Lumen 2", "fact": f"{width}×{height} PNG", "alt": "a boat on a lake", "name": path.name, "width": width, "height": height}
    return Side(path=path, label=label, **{**said, **more})


@pytest.fixture(scope="session")
def painted(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two drawings of one subject, of different sizes and shapes."""
    folder = tmp_path_factory.mktemp("painted")
    paths = folder / "noon.png", folder / "dusk.png"
    for path, prompt, size in zip(paths, ("a red boat on a lake at noon", "a red boat on a lake at dusk, oil painting"), ((960, 640), (600, 600)), strict=True):
        painter.paint(painter.read(prompt), size).save(path)
    return paths


@pytest.fixture
def shown(painted: tuple[Path, Path]) -> Shown:
    """A comparison of both, with settings and recipes."""
    one, other = painted
    return Shown(title="Boat, noon or dusk", a=side(one, "Noon"), b=side(other, "Dusk", recipe=RECIPE), rows=ROWS, made="2026-11-21T23:41:51+00:00")


@pytest.fixture
def between() -> Callable[..., Shown]:
    """A comparison of any two files."""

    def made(one: Path, other: Path, **more: object) -> Shown:
        return Shown(title="Two", a=side(one, "Before"), b=side(other, "After"), **more)

    return made

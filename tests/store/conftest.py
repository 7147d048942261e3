"""A library with runs in it, made as the engine makes them."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image as Pillow

from studio.core.events import Finished, PictureReady
from studio.core.parts import Image
from studio.core.request import Request
from studio.core.result import Answer, Result
from studio.gateways import discover
from studio.store.local import Library

NOW = datetime(2026, 11, 21, 14, 2, 3, tzinfo=UTC)
GOOGLE = next(gateway for gateway in discover() if gateway.name == "google")


def png(shade: int = 0) -> bytes:
    """A whole picture; another one for each number."""
    out = BytesIO()
    Pillow.new("RGB", (4, 5), (shade % 256, shade // 256 % 256, 7)).save(out, "PNG")
    return out.getvalue()


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "home").open()


@pytest.fixture
def make(library: Library) -> Callable[..., Result]:
    """`make("a prompt", pictures=2, created=…, **request)`: an ended run with its files. Each run begins a minute after the last."""
    made: list[Result] = []

    def one(prompt: str, *, pictures: int = 1, created: datetime | None = None, **asked: Any) -> Result:
        when = created or NOW + timedelta(minutes=len(made))
        run = library.new_id(when)
        answers = []
        for tile in range(1, pictures + 1):
            data = png(100 * len(made) + tile)
            sink = library.arriving(run, tile)
            sink.write(data)
            sink.settle()
            path = library.keep(sink.path, run, f"{tile}-1.png")
            image = Image(path=path, mime="image/png", width=4, height=5, bytes=len(data), digest=hashlib.sha256(data).hexdigest())
            answer = Answer(began=0.5, attempts=1).add(PictureReady(image=image), 1.0).add(Finished(reason="STOP"), 1.5)
            answers.append(Answer(parts=answer.parts, finished=answer.finished, began=0.5, ended=2.0, attempts=1))
        request = Request(**{"prompt": prompt, "gateway": "google", "model": GOOGLE.models[0].id, **asked})
        result = Result(request=request, gateway=GOOGLE, model=GOOGLE.models[0], answers=tuple(answers), id=run)
        library.write(result, when)
        made.append(result)
        return result

    return one

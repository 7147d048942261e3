"""The history strip over a real home: what was thrown away is not on it, and comes back with it."""

import asyncio
from pathlib import Path

import studio
from studio.jobs import Jobs
from studio.store import marks
from studio.ui.shelf import Shelf


def test_what_is_in_the_bin_is_not_in_the_strip(tmp_path: Path) -> None:
    async def walk() -> None:
        async with studio.open(home=tmp_path / "home", environ={}) as s:
            first = await s.run(studio.Request(prompt="One", size="512"))
            pair = await s.run(studio.Request(prompt="Two", size="512", count=2))
            shelf = Shelf(Jobs(s))

            async def shown() -> list[str]:
                history, _ = await shelf.history("", "en")
                return [item["run"] for group in history["shelves"] for item in group["items"]]

            def ids(result: studio.Result) -> list[str]:
                return [f"{result.id}/{image.path.name}" for image in result.images]

            assert await shown() == [pair.id, first.id]
            marks.delete(s.library, ids(first), s.now())
            assert await shown() == [pair.id]
            marks.delete(s.library, ids(pair)[:1], s.now())
            assert await shown() == [pair.id]  # one of its two is still there
            marks.delete(s.library, ids(pair), s.now())
            assert await shown() == []
            marks.restore(s.library, [*ids(first), *ids(pair)])
            assert await shown() == [pair.id, first.id]

    asyncio.run(walk())

"""What of the library is given away: originals as a ZIP, and copies of one picture with its recipe or with the AI mark only. Each is a parcel."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from studio import __version__
from studio.errors import UsageError
from studio.imaging import recipes
from studio.jobs import Jobs
from studio.store import archive
from studio.store.base import Entry
from studio.ui.shelf import Shelf
from studio.ui.view import library as view
from studio.ui.view.stage import pairs
from studio.web.asked import body_of, ids_of, language_of, told
from studio.web.parcels import Parcel, Parcels, shown
from studio.words import Language, say


class Copies:
    """The routes. `shelf` reads the records that copies carry."""

    def __init__(self, jobs: Jobs, shelf: Shelf, parcels: Parcels) -> None:
        self.studio = jobs.studio
        self.library = jobs.studio.library
        self.shelf = shelf
        self.parcels = parcels

    def routes(self) -> list[BaseRoute]:
        """All of them."""
        return [Route("/library/export", told(self.export), methods=["POST"]), Route("/library/copy", told(self.copy), methods=["POST"])]

    async def export(self, request: Request) -> Response:
        """Begin to pack `{ids}`; the parcel says how far it is."""
        said, language = await body_of(request), language_of(request)
        entries = await asyncio.to_thread(self.library.index.find, ids_of(said))
        if not entries:
            raise UsageError("store.no_picture", field="ids", id="")
        return shown(self.parcels.begin(lambda parcel: self._pack(parcel, entries, language), language))

    async def copy(self, request: Request) -> Response:
        """Make a copy of `{id}` that carries its recipe; a `public` one says only that it was made by a model."""
        said, language = await body_of(request), language_of(request)
        wanted, public = str(said.get("id", "")), said.get("public") is True
        found = await asyncio.to_thread(self.library.index.find, [wanted])
        if "/" not in wanted or not found:
            raise UsageError("store.no_picture", field="id", id=wanted[:80])
        return shown(await self.parcels.made(lambda parcel: self._copy(parcel, found[0], language, public=public)))

    def _pack(self, parcel: Parcel, entries: tuple[Entry, ...], language: Language) -> None:
        path = self.parcels.place(parcel, ".zip")

        def heard(done: int, whole: int) -> None:
            parcel.tell(done / whole if whole else 1.0)

        packed = archive.write(path, entries, heard)
        parcel.name = f"image-studio-{self.studio.now():%Y%m%d-%H%M%S}.zip"
        parcel.said = say("kept.packed" if packed.pictures != 1 else "kept.packed_one", language, n=packed.pictures, size=view.size(path.stat().st_size))
        parcel.notes = (say("kept.packed_missing", language, n=len(packed.missing)),) if packed.missing else ()
        parcel.path = path

    def _copy(self, parcel: Parcel, entry: Entry, language: Language, *, public: bool) -> None:
        path = self.parcels.place(parcel, entry.path.suffix)
        result, created = self.shelf.kept_now(entry.run)
        tile = next((index for index, _, image in pairs(result) if image is not None and image.path.name == entry.file), 0)
        recipe = recipes.of(result, created=created.isoformat(timespec="seconds"), version=__version__, tile=tile)
        notes = recipes.copy(entry.path, path, recipe, public=public)
        size = view.comma(language, view.fact(entry), view.size(path.stat().st_size))
        parcel.name = f"{entry.run}-{'public-' if public else ''}{entry.file}"
        parcel.said = say("kept.copied_public" if public else "kept.copied", language, size=size)
        parcel.notes = tuple(note.say(language) for note in notes)
        parcel.path = path

"""Recipes in files: how a picture was made, read from what this studio and other tools wrote into it, and written into copies. Originals are never touched.

    recipe = recipes.read(path)                       # Recipe | None
    recipes.of(result, created=…, version=…)          # our own recipe of a run
    recipes.refill(recipe, gateways, gateway=…)       # Refill: what fits the form, and notes for what does not
    recipes.copy(original, target, recipe)            # notes; a copy that carries it. public=True: one that carries the AI mark only
    recipes.credentials(path)                         # Credentials | None: a C2PA manifest is there, and what it says of itself
    recipes.to_json(recipe)                           # our own versioned JSON of it
    recipes.term(task)                                # the digital source type of what a task makes
    recipes.mark(path)                                # "trainedAlgorithmicMedia", "" …: what the XMP declares

The values are in `core/recipe.py`. All but `of` and `refill` read or write a disk: call them in a thread.
"""

from studio.core.refill import refill
from studio.imaging.recipes.copying import copy
from studio.imaging.recipes.credentials import credentials
from studio.imaging.recipes.ours import of
from studio.imaging.recipes.ours import write as to_json
from studio.imaging.recipes.reading import mark, read
from studio.imaging.recipes.xmp import term

__all__ = ["copy", "credentials", "mark", "of", "read", "refill", "term", "to_json"]

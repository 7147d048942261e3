"""Recipes in files: how a picture was made, read from what this studio and other tools wrote into it, and written into copies. Originals are never touched.

    recipe = recipes.read(path)                       # Recipe | None
    recipes.credentials(path)                         # Credentials | None: a C2PA manifest is there, and what it says of itself
    recipes.mark(path)                                # "trainedAlgorithmicMedia", "" …: what the XMP declares

The values are in `core/recipe.py`. Everything here reads or writes a disk: call it in a thread.
"""

from studio.imaging.recipes.reading import mark, read

__all__ = ["mark", "read"]

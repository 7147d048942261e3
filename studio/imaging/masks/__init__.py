"""The region of image 1 that is to be changed: read from any file into one inner form, and written out as each kind of model takes it.

`read` and `made` come to a `core.mask.Mask`; `openai` writes the PNG with alpha, `painted` and `describe` what a model without masks is given. Functions from
files to files; they run in a worker thread.
"""

from studio.imaging.masks.describing import describe, described
from studio.imaging.masks.painting import painted
from studio.imaging.masks.reading import made, pixels, read
from studio.imaging.masks.sending import openai

__all__ = ["describe", "described", "made", "openai", "painted", "pixels", "read"]

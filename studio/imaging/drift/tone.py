"""A shift of light and colour all over a picture, told apart from changes in places: found, measured, and taken out.

Each channel of the source is written as a smooth function of the edit's colour at the same place (linear in all three channels, quadratic in each), by least
squares that drop what does not fit (Tukey's biweight): exposure, contrast, gamma, white balance and saturation are all of that kind. A new background of one
colour would be as well, so the shift must hold all over: in most of the tiles of the picture, and hardly anything may have stayed where the function says
that it moved.
"""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from studio.imaging.compare.seen import Floats

_SIDE = 192
_STEPS = 12
_TUKEY = 4.685
_RIDGE = (1e-5, 1e-4, 1e-4, 1e-4, 1e-3, 1e-3, 1e-3)
"""Per unknown, against the weight of all pixels: what the pixels do not tell stays as it is."""
_FITS = 6.0
_TILES, _EVERYWHERE, _STAYED = 8, 0.6, 0.1
_LEAST = 1.0
"""Levels below which nothing is taken out: rounding and codecs move colours by as much."""


def untoned(source: Pillow.Image, edit: Pillow.Image, where: NDArray[np.bool_]) -> tuple[Pillow.Image, float]:
    """The edit in the source's tone, and by how many levels of 255 its colours were off in the median; itself and 0 where there is no such shift.

    Both RGB, registered, of one size; `where` (rows by columns) is what counts.
    """
    scale = min(1.0, _SIDE / max(source.size))
    size = (max(1, round(source.width * scale)), max(1, round(source.height * scale)))
    one, other = (np.asarray(image.resize(size, Pillow.Resampling.BOX), dtype=np.float32) for image in (source, edit))
    counts = np.asarray(Pillow.fromarray(where.view(np.uint8) * np.uint8(255)).resize(size, Pillow.Resampling.BOX)) > 127
    if counts.sum() < 64:
        return edit, 0.0
    features, away = _features(other[counts]), one[counts] - other[counts]
    found = _fitted(features, away)
    said = features @ found
    fits = np.abs(said - away).max(axis=1) < _FITS
    moves = np.abs(said).max(axis=1)
    tone = float(np.median(moves))
    if tone < _LEAST or not _everywhere(fits, counts):
        return edit, 0.0
    moved = moves >= 4
    stayed = np.abs(away[moved]).max(axis=1) < moves[moved] / 2
    if moved.any() and stayed.mean() > _STAYED:
        return edit, 0.0
    least, most = (np.percentile(said[fits], share, axis=0) for share in (0.5, 99.5))
    return _moved(edit, found, least - 1, most + 1), tone


def _fitted(features: Floats, away: Floats) -> Floats:
    """Unknowns by channels."""
    rest = away - np.median(away, axis=0)
    found = np.zeros((features.shape[1], 3), dtype=np.float32)
    for _ in range(_STEPS):
        far = np.abs(rest).max(axis=1)
        limit = _TUKEY * max(1.5, 1.4826 * float(np.median(far)))
        weight = np.square(1 - np.minimum(1, np.square(far / limit)))
        weighed = features * weight[:, None]
        left = (weighed.T @ features).astype(np.float64) + np.diag(_RIDGE) * float(weight.sum() + 1)
        found = np.linalg.solve(left, (weighed.T @ away).astype(np.float64)).astype(np.float32)
        rest = away - features @ found
    return found


def _features(colours: Floats) -> Floats:
    """One, the channels, and their squares; each about one in size."""
    values = (colours.reshape(-1, 3) - 128) / np.float32(128)
    return np.concatenate([np.ones((len(values), 1), dtype=np.float32), values, np.square(values)], axis=1)


def _everywhere(fits: NDArray[np.bool_], counts: NDArray[np.bool_]) -> bool:
    """Whether the function holds in most tiles."""
    holds = np.zeros(counts.shape, dtype=bool)
    holds[counts] = fits
    rows, columns = (np.linspace(0, edge, _TILES + 1).astype(int).tolist() for edge in counts.shape)
    judged = good = 0
    for top, bottom in pairwise(rows):
        for left, right in pairwise(columns):
            seen = int(counts[top:bottom, left:right].sum())
            if seen >= 8:
                judged += 1
                good += int(holds[top:bottom, left:right].sum()) > seen / 2
    return judged > 0 and good >= _EVERYWHERE * judged


def _moved(edit: Pillow.Image, found: Floats, least: Floats, most: Floats) -> Pillow.Image:
    """The whole edit through the function, in strips; no colour is moved farther than those that were seen to move."""
    values = np.asarray(edit)
    out = np.empty_like(values)
    for row in range(0, len(values), 256):
        part = values[row : row + 256].astype(np.float32)
        shift = np.clip(_features(part) @ found, least, most).reshape(part.shape)
        out[row : row + 256] = np.clip(part + shift + 0.5, 0, 255).astype(np.uint8)
    return Pillow.fromarray(out)

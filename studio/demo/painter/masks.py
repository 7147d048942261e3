"""Finds things in a picture nobody described: the subject, what a colour word points at, the background.

Knows nothing of prompts or edits. Pixels only, also for pictures this painter drew, because an edited picture may come from
anywhere: colours are clustered at thumbnail size, connected regions scored, and the chosen region's border is then
matted at full size between the colours found inside and outside of it.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from .oklab import oklab
from .pixels import Pixels, resized, smooth, to_image, to_pixels

Region = NDArray[np.bool_]
SMALL: Final = 168


@dataclass(frozen=True, slots=True)
class Parts:
    """A thumbnail in OKLab, its connected regions by number, and the numbers that belong to the background."""

    lab: Pixels
    labels: NDArray[np.int32]
    ground: Region


def thumbnail(a: Pixels) -> Pixels:
    """The picture at the size things are looked for."""
    height, width = a.shape[:2]
    share = min(1.0, SMALL / max(height, width))
    return to_pixels(to_image(a).resize((max(8, round(width * share)), max(8, round(height * share))), Image.Resampling.BOX))


def _clusters(features: Pixels, k: int = 10) -> NDArray[np.int32]:
    """k-means with farthest-point starts: the same answer every time."""
    centres = [features.mean(0)]
    gap = ((features - centres[0]) ** 2).sum(1)
    for _ in range(k - 1):
        centres.append(features[int(gap.argmax())])
        gap = np.minimum(gap, ((features - centres[-1]) ** 2).sum(1))
    c = np.stack(centres)
    for _ in range(7):
        distance = (features**2).sum(1)[:, None] - 2 * features @ c.T + (c**2).sum(1)[None]
        which = distance.argmin(1)
        for j in range(k):
            chosen = features[which == j]
            if len(chosen):
                c[j] = chosen.mean(0)
    return np.asarray(which, np.int32)


def _connected(values: NDArray[np.int32]) -> NDArray[np.int32]:
    """Numbers for 4-connected regions of equal value, by spreading the smallest index."""
    height, width = values.shape
    label = np.arange(height * width, dtype=np.int32).reshape(height, width)
    across, down = values[:, 1:] == values[:, :-1], values[1:] == values[:-1]
    for _ in range(400):
        before = label.copy()
        for one, two, same in ((label[:, 1:], label[:, :-1], across), (label[1:], label[:-1], down)):
            one[same] = np.minimum(one[same], two[same])
            two[same] = np.minimum(one[same], two[same])
        label = label.ravel()[label.ravel()].reshape(height, width)
        if (label == before).all():
            break
    _, numbers = np.unique(label, return_inverse=True)
    return np.asarray(numbers.reshape(height, width), np.int32)


def look(a: Pixels) -> Parts:
    """Takes a picture apart."""
    small = thumbnail(a)
    lab = oklab(small)
    height, width = lab.shape[:2]
    features = (lab * np.array([1.0, 3.2, 3.2], np.float32)).reshape(-1, 3)
    labels = _connected(_clusters(features).reshape(height, width))
    rim = np.zeros((height, width), bool)
    rim[:2], rim[-2:], rim[:, :2], rim[:, -2:] = True, True, True, True
    touching, lengths = np.unique(labels[rim], return_counts=True)
    areas = np.bincount(labels.ravel())
    total = height * width
    ground = [n for n, count in zip(touching, lengths, strict=True) if count > 0.025 * rim.sum() or (count > 6 and areas[n] < 0.02 * total)]
    return Parts(lab, labels, np.isin(labels, ground))


def grown(region: Region, steps: int) -> Region:
    """The region widened (or, with negative steps, narrowed)."""
    out = region if steps > 0 else ~region
    for _ in range(abs(steps)):
        wide = out.copy()
        wide[1:] |= out[:-1]
        wide[:-1] |= out[1:]
        wide[:, 1:] |= out[:, :-1]
        wide[:, :-1] |= out[:, 1:]
        out = wide
    return out if steps > 0 else ~out


def filled(region: Region) -> Region:
    """The region with its holes."""
    height, width = region.shape
    outside = np.ones((height + 2, width + 2), np.int32)
    outside[1:-1, 1:-1] = ~region
    numbers = _connected(outside)
    return np.asarray((numbers != numbers[0, 0])[1:-1, 1:-1], bool)


def _frame(region: Region) -> Region:
    """The box around a region, a tenth wider on each side."""
    rows, columns = np.flatnonzero(region.any(1)), np.flatnonzero(region.any(0))
    dy, dx = max(2, len(rows) // 10), max(2, len(columns) // 10)
    out = np.zeros(region.shape, bool)
    out[max(0, rows[0] - dy) : rows[-1] + dy + 1, max(0, columns[0] - dx) : columns[-1] + dx + 1] = True
    return out


def subject(parts: Parts, wanted: tuple[Pixels, ...] = (), strict: bool = False, form: str = "") -> Region:
    """The most striking region; one near a wanted OKLab colour, or of a "round" or "tall" form, when given. Parts of one hue
    that touch are one region."""
    height, width = parts.labels.shape
    total = height * width
    ground_lab = parts.lab[parts.ground] if parts.ground.any() else parts.lab.reshape(-1, 3)
    sample = ground_lab[:: max(1, len(ground_lab) // 160)]
    yy, xx = np.mgrid[0:height, 0:width]
    best, score = -1, -1.0
    areas = np.bincount(parts.labels.ravel())
    means: dict[int, Pixels] = {}
    for n in np.flatnonzero(areas > 0.0025 * total):
        region = parts.labels == n
        mean = parts.lab[region].mean(0)
        means[int(n)] = mean
        share = areas[n] / total
        if share > 0.5:
            continue
        apart = float(np.percentile(np.sqrt((((sample - mean) * np.array([0.6, 2.2, 2.2], np.float32)) ** 2).sum(1)), 12))
        chroma = float(np.hypot(mean[1], mean[2]))
        off = np.hypot((xx[region].mean() / width - 0.5), (yy[region].mean() / height - 0.55))
        value = (apart + chroma * 1.1 + 0.03) * min(share, 0.1) ** 0.5 * float(np.exp(-((off / 0.36) ** 2)))
        value *= 0.15 if parts.ground[region].mean() > 0.5 and not wanted else 1.0
        if wanted:
            near = min(float(np.hypot(*(mean[1:] - w[1:]))) + 0.2 * abs(float(mean[0] - w[0])) for w in wanted)
            value *= float(np.exp(-((near / 0.1) ** 2))) + (0.0 if strict else 0.06)
        if form:
            rows, columns = np.flatnonzero(region.any(1)), np.flatnonzero(region.any(0))
            tall, wide = float(np.ptp(rows) + 1), float(np.ptp(columns) + 1)
            if form == "round":
                value *= float(np.exp(-((np.log(tall / wide) / 0.2) ** 2))) * min(1.0, areas[n] / (tall * wide * 0.7)) ** 4
            elif form == "tall":
                value *= 1.5 if tall > wide * 1.2 else 0.6
        if value > score:
            best, score = int(n), value
    if best < 0:
        region = np.hypot((xx / width - 0.5) / 0.3, (yy / height - 0.5) / 0.3) < 1
        return np.asarray(region, bool)
    region = parts.labels == best
    shade = shadows(parts)
    for _ in range(5):
        hue = parts.lab[region].mean(0)
        around = grown(region, 3) & ~region
        numbers, lengths = np.unique(parts.labels[around], return_counts=True)
        for n, length in zip(numbers, lengths, strict=True):
            other = parts.labels == n
            mean = parts.lab[other].mean(0)
            c0, c1 = float(np.hypot(*hue[1:])), float(np.hypot(*mean[1:]))
            same = c0 > 0.035 and c1 > 0.025 and float(hue[1:] @ mean[1:]) / (c0 * c1) > 0.9 and c1 > 0.36 * c0
            twin = c0 > 0.035 and float(np.hypot(*(mean[1:] - hue[1:]))) < 0.035 and areas[n] < 6 * region.sum()
            grey = c0 <= 0.035 and c1 < 0.045 and abs(float(hue[0] - mean[0])) < 0.14
            small = areas[n] < 0.12 * region.sum() and length > 0.6 * np.sqrt(max(areas[n], 1)) * 2
            if shade[other].mean() > 0.5 or (form == "round" and other[~_frame(region)].any()):
                continue
            alike = twin or ((same or grey) and areas[n] < 1.6 * region.sum())
            if (alike and parts.ground[other].mean() <= 0.5) or (small and not parts.ground[other].any()):
                region |= other
    return filled(region)


def shadows(parts: Parts) -> Region:
    """Regions that are the background's own colour, only darker, and lie against it."""
    out = np.zeros(parts.ground.shape, bool)
    ground = [parts.lab[parts.labels == n].mean(0) for n in np.unique(parts.labels[parts.ground])]
    beside = grown(parts.ground, 1)
    for n in np.unique(parts.labels[beside & ~parts.ground]):
        region = parts.labels == n
        mean = parts.lab[region].mean(0)
        rim = region & ~grown(region, -1)
        for tone in ground:
            fall = float(tone[0] - mean[0])
            if 0.02 < fall < 0.36 and float(np.hypot(*(mean[1:] - tone[1:] * (1 - fall * 0.8)))) < 0.024 and (beside & rim).sum() > 0.4 * rim.sum():
                out |= region
                break
    return out


def sky(parts: Parts) -> Region:
    """What begins at the top edge and goes on downwards without a break."""
    height = parts.labels.shape[0]
    out = np.isin(parts.labels, np.unique(parts.labels[:2]))
    for _ in range(12):
        under = grown(out, 1) & ~out
        added = False
        for n in np.unique(parts.labels[under]):
            region = parts.labels == n
            seam = under & region
            step = np.abs(parts.lab[seam].mean(0) - parts.lab[out & grown(seam, 2)].mean(0)).sum()
            if step < 0.075 and (region.any(0).mean() > 0.5 or region.mean() < 0.01):
                out |= region
                added = True
        if not added:
            break
    return np.asarray(filled(out) & (np.arange(height)[:, None] < height * 0.9), bool)


def foreground(parts: Parts) -> Region:
    """Everything that is not background; the subject alone when that is hardly anything or nearly all."""
    region = filled(grown(grown(~parts.ground & ~shadows(parts), -1), 1))
    numbers = _connected(region.astype(np.int32))
    areas = np.bincount(numbers.ravel())
    small = np.flatnonzero(areas < 0.004 * region.size)
    region &= ~np.isin(numbers, small)
    share = float(region.mean())
    return region if 0.01 < share < 0.72 else subject(parts)


def fill(a: Pixels, known: Region) -> Pixels:
    """The known pixels spread smoothly over the unknown ones (push-pull)."""
    height, width = known.shape
    weight = known.astype(np.float32)[..., None]
    if min(height, width) <= 2 or known.all():
        total = float(weight.sum())
        return np.asarray(np.where(weight > 0, a, (a * weight).sum((0, 1)) / max(total, 1.0)), np.float32)
    h, w = (height + 1) // 2, (width + 1) // 2
    pad = ((0, h * 2 - height), (0, w * 2 - width), (0, 0))
    sums = np.pad(a * weight, pad).reshape(h, 2, w, 2, 3).sum((1, 3))
    counts = np.pad(weight, pad).reshape(h, 2, w, 2, 1).sum((1, 3))
    low = fill((sums / np.maximum(counts, 1e-6)).astype(np.float32), counts[..., 0] > 0)
    high = np.stack([resized(np.ascontiguousarray(low[..., k]), w * 2, h * 2)[:height, :width] for k in range(3)], -1)
    return np.asarray(np.where(weight > 0, a, high), np.float32)


def matte(a: Pixels, region: Region) -> Pixels:
    """A soft mask at full size for a thumbnail region: between the colours inside and the colours outside, pixel by pixel."""
    height, width = a.shape[:2]
    small = np.asarray(thumbnail(a))
    inner, outer = grown(region, -2), grown(region, 2)
    if not inner.any():
        inner = region
    front, back = fill(small, inner), fill(small, ~outer)
    wide = [np.stack([resized(np.ascontiguousarray(x[..., k]), width, height) for k in range(3)], -1) for x in (front, back)]
    near, far = (np.sqrt(((a - x) ** 2).sum(-1)) + np.float32(0.004) for x in wide)
    ratio = smooth(0.34, 0.62, (far / (near + far)).astype(np.float32))
    core = smooth(0.35, 0.75, resized(inner.astype(np.float32), width, height))
    reach = smooth(0.2, 0.6, resized(outer.astype(np.float32), width, height))
    soft = smooth(0.25, 0.75, resized(region.astype(np.float32), width, height))
    plain = (near + far) < 0.14
    return np.asarray(np.maximum(core, np.where(plain, soft, ratio) * reach), np.float32)


def standing(parts: Parts) -> Region:
    """The foreground for another sky. A group of several things keeps the floor it stands on, or it would float: the floor begins at
    the strongest step along the picture's quieter side, and what is nearer to its colour than to the wall's belongs to it."""
    region = foreground(parts)
    _, areas = np.unique(_connected(region.astype(np.int32))[region], return_counts=True)
    if (areas > 0.006 * region.size).sum() < 2 or areas.max() > 0.9 * areas.sum():
        return region
    height, width = region.shape
    side = max(2, width // 12)
    sides = (parts.lab[:, :side].mean(1), parts.lab[:, -side:].mean(1))
    rows = min(sides, key=lambda r: float(np.abs(np.diff(r, axis=0)).sum()))
    step = np.sqrt(((rows[4:] - rows[:-4]) ** 2).sum(-1))
    first, last = int(height * 0.35), int(height * 0.85)
    line = first + 2 + int(step[first:last].argmax())
    if step[first:last].max() < 0.012:
        return region
    wall, floor = rows[max(0, line - height // 6) : line - 2].mean(0), rows[line + 2 : line + height // 6].mean(0)
    nearer = ((parts.lab - floor) ** 2).sum(-1) < ((parts.lab - wall) ** 2).sum(-1)
    y = np.arange(height)[:, None]
    return filled(region | (nearer & (y > line - height * 0.2)) | (y > line + 1))

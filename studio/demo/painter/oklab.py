"""OKLab, the space colours are compared and changed in (Björn Ottosson, 2020, bottosson.github.io/posts/oklab).

Knows nothing of pictures. Lightness and hue come apart here, so a vase can turn cobalt and keep its shading.
"""

from typing import Final

import numpy as np

from .pixels import Pixels

_TO_LMS: Final = ((0.4122, 0.5363, 0.0514), (0.2119, 0.6807, 0.1074), (0.0883, 0.2817, 0.6300))
_TO_LAB: Final = ((0.2105, 0.7936, -0.0041), (1.9780, -2.4286, 0.4506), (0.0259, 0.7828, -0.8087))


def oklab(a: Pixels) -> Pixels:
    """Display values to OKLab (Ottosson 2020), lightness first."""
    lms = np.cbrt((a ** np.float32(2.2)) @ np.array(_TO_LMS, np.float32).T)
    return np.asarray(lms @ np.array(_TO_LAB, np.float32).T, np.float32)


def display(lab: Pixels) -> Pixels:
    """OKLab to display values, clipped."""
    lms = (lab @ np.linalg.inv(np.array(_TO_LAB)).T.astype(np.float32)) ** 3
    light = np.clip(lms @ np.linalg.inv(np.array(_TO_LMS)).T.astype(np.float32), 0, 1)
    return np.asarray(light ** np.float32(1 / 2.2), np.float32)

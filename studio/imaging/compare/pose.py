"""One picture's place in another: a scale and a shift, and the arithmetic of both."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pose:
    """`x' = scale * x + dx`, `y' = scale * y + dy`, in pixels; a pixel `k` covers `k` to `k + 1`."""

    scale: float
    dx: float
    dy: float

    def inverse(self) -> "Pose":
        """The way back."""
        return Pose(1 / self.scale, -self.dx / self.scale, -self.dy / self.scale)

    def resized(self, here: float, there: float) -> "Pose":
        """The same place when the first picture is seen at the factor `here`, the second at `there`."""
        return Pose(self.scale * there / here, self.dx * there, self.dy * there)

    def box(self, box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
        """A rectangle of the first picture, in the second."""
        left, top, right, bottom = box
        return (self.scale * left + self.dx, self.scale * top + self.dy, self.scale * right + self.dx, self.scale * bottom + self.dy)

    def overlap(self, here: tuple[int, int], there: tuple[int, int]) -> tuple[int, int, int, int]:
        """The whole pixels of the first picture of size `here` that lie within the second of size `there`; right may be left of left."""
        slack = 1e-6
        left, top = (max(0, math.ceil(-shift / self.scale - slack)) for shift in (self.dx, self.dy))
        right, bottom = (
            min(mine, math.floor((other - shift) / self.scale + slack)) for mine, other, shift in zip(here, there, (self.dx, self.dy), strict=True)
        )
        return left, top, right, bottom


def inside(box: tuple[float, float, float, float], size: tuple[int, int]) -> tuple[float, float, float, float]:
    """A box held within a picture of `size`, where rounding put it a hair outside."""
    return max(0.0, box[0]), max(0.0, box[1]), min(float(size[0]), box[2]), min(float(size[1]), box[3])

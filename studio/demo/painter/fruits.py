"""Figures of fruit. Data.

Knows nothing of scenes.
"""

from .figure import Build, Figure, ball, carved, lathe, limb, matte, rod, shiny
from .scene import Material
from .solids import Part
from .vessels import BOWL


def apple() -> Figure:
    """An apple: a ball flattened and dimpled, a stem, a leaf."""
    body = (
        ball((0, 0.25, 0), (0.29, 0.26, 0.29)),
        ball((0, 0.12, 0), (0.19, 0.13, 0.19), melt=0.16),
        dimple(),
        limb((0, 0.42, 0), (0.03, 0.58, 0.01), (0.014, 0.02), "stem"),
    )
    leaf = (ball((0.13, 0.55, 0), (0.11, 0.022, 0.05), "leaf", turn=(18, 10, 24)),)
    return Figure(body + leaf, (("main", Material("#c4231c", gloss=0.75, speck=0.5)), ("stem", matte("#5a3d22")), ("leaf", shiny("#4f8a3a", 0.3))), 0.32, 0.62)


def dimple() -> Part:
    """The hollow an apple's stem stands in."""
    return carved(ball((0, 0.56, 0), (0.13, 0.12, 0.13)))


def orange() -> Figure:
    """An orange."""
    return Figure(
        (
            ball((0, 0.26, 0), (0.27, 0.26, 0.27)),
            rod((0, 0.512, 0), 0.022, 0.014, "stem"),
            ball((0.1, 0.53, 0), (0.1, 0.016, 0.045), "leaf", turn=(10, 20, 12)),
        ),
        (("main", Material("#ea7d17", gloss=0.45, speck=1.6)), ("stem", matte("#4d5a25")), ("leaf", shiny("#3f7a34", 0.4))),
        0.29,
        0.58,
    )


def lemon() -> Figure:
    """A lemon lying on its side."""
    return Figure(
        (ball((0, 0.2, 0), (0.28, 0.2, 0.2)), ball((0.27, 0.2, 0), (0.07, 0.055, 0.055), melt=0.12), ball((-0.27, 0.2, 0), (0.05, 0.05, 0.05), melt=0.12)),
        (("main", Material("#f3cb2c", gloss=0.5, speck=1.4)),),
        0.36,
        0.42,
        yaw=24,
    )


def pear() -> Figure:
    """A pear."""
    return Figure(
        (ball((0, 0.24, 0), (0.25, 0.24, 0.25)), ball((0, 0.5, 0), (0.14, 0.18, 0.14), melt=0.2), limb((0, 0.64, 0), (0.04, 0.79, 0), (0.014, 0.02), "stem")),
        (("main", Material("#b9b43c", gloss=0.4, speck=1.2)), ("stem", matte("#5a3d22"))),
        0.3,
        0.82,
    )


def cherry() -> Figure:
    """A pair of cherries on one stalk."""
    return Figure(
        (
            ball((-0.15, 0.15, 0), 0.15),
            ball((0.17, 0.14, -0.06), 0.14),
            limb((-0.15, 0.28, 0), (0.04, 0.66, 0.02), (0.011, 0.013), "stem"),
            limb((0.17, 0.26, -0.06), (0.04, 0.66, 0.02), (0.011, 0.013), "stem"),
            ball((0.16, 0.64, 0), (0.13, 0.018, 0.06), "leaf", turn=(20, 10, 10)),
        ),
        (("main", shiny("#a51224", 0.95)), ("stem", matte("#5b7a2e")), ("leaf", shiny("#4f8a3a", 0.3))),
        0.34,
        0.7,
    )


def fruit() -> Figure:
    """A bowl heaped with fruit."""
    heap = (
        ball((-0.2, 0.52, -0.05), 0.2, "red"),
        ball((0.2, 0.5, -0.1), 0.19, "orange"),
        ball((0.02, 0.52, 0.2), 0.2, "yellow"),
        ball((0.03, 0.72, 0.0), (0.17, 0.16, 0.17), "green"),
        limb((0.03, 0.84, 0), (0.05, 0.93, 0), (0.012, 0.015), "stem"),
    )
    return Figure(
        (lathe((0, 0, 0), BOWL, wall=0.035), *heap),
        (
            ("main", shiny("#efe6d2", 0.5)),
            ("red", shiny("#c4231c", 0.6)),
            ("orange", shiny("#ea7d17", 0.4)),
            ("yellow", shiny("#f3cb2c", 0.4)),
            ("green", shiny("#8aa83a", 0.5)),
            ("stem", matte("#5a3d22")),
        ),
        0.52,
        0.96,
    )


FIGURES: dict[str, Build] = {"apple": apple, "orange": orange, "lemon": lemon, "pear": pear, "cherry": cherry, "fruit": fruit}

"""Figures of birds, fish and people. Data.

Knows nothing of scenes; eyes and coats are those of `animals`.
"""

from .animals import coat, eyes
from .figure import EYE, Build, Figure, ball, box, cone, limb, matte, pair, ring, rod, shiny
from .scene import Material
from .solids import Part, Vec


def bird() -> Figure:
    """A small round bird on two thin legs."""
    parts = (
        ball((0, 0.42, 0), (0.24, 0.24, 0.3)),
        ball((0, 0.38, -0.1), (0.18, 0.18, 0.21), "light", melt=0.05),
        ball((0, 0.68, -0.16), (0.17, 0.16, 0.17), melt=0.1),
        *pair(ball((0.22, 0.45, 0.08), (0.05, 0.15, 0.25), "wing", melt=0.02, turn=(-18, 0, 0))),
        box((0, 0.44, 0.38), (0.1, 0.025, 0.2), "wing", turn=(16, 0, 0), melt=0.06),
        cone((0, 0.66, -0.37), 0.05, 0.08, 0.006, "beak", turn=(-90, 0, 0)),
        *eyes(0.1, 0.72, -0.29, 0.03),
        *pair(limb((0.08, 0.22, 0.02), (0.08, 0.02, -0.02), (0.015, 0.015), "beak")),
        *pair(limb((0.08, 0.015, -0.02), (0.08, 0.012, -0.11), (0.015, 0.012), "beak")),
    )
    return Figure(parts, (*coat("#3a78c2", "#f1d9b8"), ("wing", matte("#27508a")), ("beak", matte("#e0952a"))), 0.5, 0.86, 0.85, yaw=-52)


def owl() -> Figure:
    """An owl with great eyes."""
    parts = (
        ball((0, 0.45, 0), (0.32, 0.45, 0.28)),
        ball((0, 0.38, -0.16), (0.21, 0.28, 0.14), "light", melt=0.05),
        *pair(ball((0.31, 0.42, 0.02), (0.08, 0.3, 0.2), "dark", melt=0.03, turn=(0, 0, 8))),
        *pair(cone((0.2, 0.93, -0.04), 0.09, 0.1, 0.01, melt=0.08, turn=(0, 0, -22))),
        *pair(ball((0.125, 0.7, -0.19), (0.135, 0.135, 0.07), "light", melt=0.02)),
        *pair(ball((0.125, 0.7, -0.235), (0.085, 0.085, 0.045), "beak")),
        *eyes(0.125, 0.7, -0.255, 0.055),
        cone((0, 0.62, -0.29), 0.045, 0.06, 0.006, "beak", turn=(-150, 0, 0)),
        *pair(ball((0.12, 0.03, -0.16), (0.08, 0.035, 0.09), "beak")),
    )
    return Figure(parts, (*coat("#8a6a4a", "#efe0c4", dark="#5c4330"), ("beak", shiny("#e9a92c", 0.6))), 0.42, 1.06, yaw=-14)


def penguin() -> Figure:
    """A penguin."""
    parts = (
        ball((0, 0.42, 0), (0.28, 0.42, 0.25)),
        ball((0, 0.36, -0.11), (0.22, 0.33, 0.17), "light", melt=0.03),
        ball((0, 0.88, -0.02), (0.2, 0.2, 0.19), melt=0.1),
        *pair(ball((0.08, 0.86, -0.12), (0.09, 0.1, 0.09), "light", melt=0.02)),
        *pair(ball((0.29, 0.46, 0), (0.05, 0.26, 0.12), melt=0.03, turn=(0, 0, 14))),
        cone((0, 0.85, -0.25), 0.05, 0.07, 0.008, "beak", turn=(-90, 0, 0)),
        *eyes(0.085, 0.91, -0.195, 0.03),
        *pair(ball((0.11, 0.03, -0.14), (0.1, 0.035, 0.13), "beak")),
    )
    return Figure(parts, (*coat("#20252e", "#f6f3ea"), ("beak", shiny("#ec9a2a", 0.5))), 0.4, 1.1, yaw=-18)


def fish() -> Figure:
    """A fish, seen from its side."""
    fins = (
        slab_fin((0.38, 0.45, 0)),
        ball((-0.02, 0.72, 0), (0.2, 0.1, 0.025), "fin", melt=0.03, turn=(0, 0, -14)),
        ball((0.02, 0.22, 0), (0.12, 0.08, 0.02), "fin", melt=0.03, turn=(0, 0, 20)),
    )
    stripes = (ball((-0.16, 0.47, 0), (0.045, 0.215, 0.152), "light"), ball((0.12, 0.47, 0), (0.04, 0.18, 0.13), "light"))
    eyes = (*_side_eye((-0.31, 0.52, -0.105)), ball((-0.05, 0.42, -0.14), (0.1, 0.06, 0.02), "fin", melt=0.02, turn=(0, 20, -20)))
    parts = (ball((-0.05, 0.47, 0), (0.4, 0.24, 0.15)), ball((0.28, 0.46, 0), (0.16, 0.09, 0.06), melt=0.1), *fins, *stripes, *eyes)
    return Figure(parts, (*coat("#ee7421", "#f8f3ea"), ("fin", shiny("#d8541a", 0.5))), 0.66, 0.86, yaw=14)


def slab_fin(at: Vec) -> Part:
    """A forked tail."""
    return Part("slab", at, (0, 0, 0.022), "fin", 0.04, profile=((-0.05, 0.04), (0.22, 0.24), (0.17, 0.02), (0.22, -0.22), (-0.05, -0.04)), edge=0.015)


def _side_eye(at: Vec) -> tuple[Part, ...]:
    x, y, z = at
    return (
        ball(at, (0.055, 0.055, 0.03), "white"),
        ball((x - 0.005, y, z - 0.02), (0.032, 0.034, 0.018), "eye"),
        ball((x - 0.016, y + 0.014, z - 0.037), 0.009, "shine"),
    )


def bust() -> Figure:
    """A portrait of plain solids, after the bust in design/look/pictures."""
    parts = (
        rod((0, 0.1, 0), 0.42, 0.1, "base"),
        ball((0, 0.42, 0), (0.5, 0.36, 0.34), "shirt"),
        rod((0, 0.84, 0), 0.13, 0.16, melt=0.06),
        ball((0, 1.2, 0), (0.27, 0.33, 0.29), melt=0.05),
        ball((0, 1.33, 0.06), (0.3, 0.28, 0.3), "hair"),
        ball((0, 1.55, 0.16), 0.13, "hair", melt=0.04),
        ball((0, 1.19, -0.29), (0.035, 0.06, 0.045), melt=0.03),
        *pair(ball((0.1, 1.23, -0.265), (0.032, 0.036, 0.022), "eye")),
        *pair(ball((0.15, 1.13, -0.225), (0.05, 0.04, 0.03), "cheek", melt=0.02)),
        ball((0, 1.05, -0.255), (0.06, 0.018, 0.02), "lips", melt=0.01),
        *pair(ball((0.27, 1.18, 0.0), (0.04, 0.07, 0.05), melt=0.02)),
        ring((0, 0.74, 0), 0.16, 0.035, "jewel"),
    )
    return Figure(
        parts,
        (
            ("main", matte("#d9a27c")),
            ("base", matte("#4d3a3c", 0.5)),
            ("shirt", matte("#a9472f", 0.4)),
            ("hair", matte("#33231d", 0.3)),
            ("eye", EYE),
            ("lips", matte("#b04a44")),
            ("cheek", matte("#dc8d72")),
            ("jewel", Material("#d9b46a", gloss=0.9, metal=0.7)),
        ),
        0.54,
        1.72,
        yaw=-16,
    )


FIGURES: dict[str, Build] = {"bird": bird, "owl": owl, "penguin": penguin, "fish": fish, "person": bust}

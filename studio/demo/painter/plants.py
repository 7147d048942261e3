"""Figures of plants: trees, flowers, leaves, cactus, mushroom. Data and a few loops that set petals in rings.

Knows nothing of scenes.
"""

import math

from .figure import Build, Figure, ball, cone, lathe, limb, matte, pair, rod, shiny
from .scene import Material
from .solids import Part, Vec
from .vessels import AMPHORA


def tree() -> Figure:
    """A broad tree of leafy balls."""
    crown = (
        ball((0, 1.15, 0), 0.46, "main"),
        ball((0.36, 1.0, -0.08), 0.32, "main", 0.12),
        ball((-0.38, 1.02, 0.02), 0.34, "main", 0.12),
        ball((0.1, 1.5, 0.03), 0.32, "main", 0.12),
        ball((-0.18, 1.36, -0.2), 0.26, "light", 0.14),
        ball((0.2, 1.16, -0.32), 0.22, "light", 0.14),
    )
    trunk = (
        limb((0, 0, 0), (0.02, 0.8, 0), (0.12, 0.075), "bark"),
        limb((0, 0.5, 0), (0.28, 0.86, -0.05), (0.05, 0.035), "bark", 0.05),
        limb((0, 0.55, 0), (-0.26, 0.88, 0), (0.045, 0.03), "bark", 0.05),
    )
    return Figure((*trunk, *crown), (("main", matte("#4f7f3c", 2.2)), ("light", matte("#6c9c4a", 2.2)), ("bark", matte("#6a4a31", 1.5))), 0.76, 1.86, 1.35)


def pine() -> Figure:
    """A fir of three skirts."""
    return Figure(
        (
            rod((0, 0.14, 0), 0.085, 0.15, "bark"),
            cone((0, 0.52, 0), 0.5, 0.3, 0.1, melt=0.03),
            cone((0, 0.92, 0), 0.4, 0.28, 0.07, melt=0.03),
            cone((0, 1.32, 0), 0.29, 0.3, 0.012, melt=0.03),
        ),
        (("main", matte("#2f5f43", 1.6)), ("bark", matte("#5b3f2b", 1.2))),
        0.54,
        1.64,
        1.3,
    )


def _bloom(at: Vec, radius: float, petals: int, slot: str, tilt: float) -> tuple[Part, ...]:
    x, y, z = at
    out: list[Part] = []
    for i in range(petals):
        a = 2 * math.pi * i / petals
        centre = (x + math.cos(a) * radius * 0.62, y + math.sin(a) * radius * 0.62, z - 0.01)
        out.append(ball(centre, (radius * 0.5, radius * 0.27, radius * 0.13), slot, 0.012, (0, tilt, math.degrees(a))))
    out.append(ball((x, y, z - radius * 0.12), (radius * 0.3, radius * 0.3, radius * 0.2), "heart"))
    return tuple(out)


def flower() -> Figure:
    """One large flower facing the eye, on a stem with two leaves."""
    leaves = (ball((0.18, 0.38, 0), (0.2, 0.05, 0.08), "leaf", 0.02, (0, 0, 36)), ball((-0.17, 0.26, 0), (0.19, 0.05, 0.08), "leaf", 0.02, (0, 0, -34)))
    return Figure(
        (limb((0, 0, 0), (0.0, 1.0, 0.03), (0.028, 0.022), "leaf"), *leaves, *_bloom((0, 1.06, 0), 0.36, 9, "main", 0)),
        (("main", Material("#e0567a", gloss=0.2)), ("heart", matte("#f2c12e", 1.5)), ("leaf", shiny("#4d8a3f", 0.25))),
        0.45,
        1.46,
    )


def tulip() -> Figure:
    """A tulip."""
    head = (
        ball((0, 0.98, 0), (0.17, 0.22, 0.17)),
        *pair(ball((0.08, 1.06, -0.04), (0.1, 0.2, 0.12), melt=0.02, turn=(0, 0, -10))),
        ball((0, 1.05, -0.09), (0.11, 0.19, 0.09), melt=0.02),
    )
    leaves = (ball((0.14, 0.36, 0), (0.07, 0.36, 0.05), "leaf", 0.02, (0, 0, -20)), ball((-0.13, 0.3, 0.02), (0.065, 0.3, 0.05), "leaf", 0.02, (0, 0, 22)))
    return Figure(
        (limb((0, 0, 0), (0, 0.85, 0), (0.026, 0.024), "leaf"), *leaves, *head),
        (("main", Material("#d8344a", gloss=0.3)), ("leaf", shiny("#4d8a3f", 0.25))),
        0.36,
        1.3,
    )


def bouquet() -> Figure:
    """Flowers in a vase."""
    heads: tuple[tuple[Vec, float, str], ...] = (
        ((0, 1.62, -0.12), 0.24, "main"),
        ((-0.34, 1.45, -0.06), 0.21, "second"),
        ((0.35, 1.48, -0.04), 0.21, "third"),
        ((0.12, 1.9, 0.02), 0.19, "second"),
        ((-0.2, 1.84, 0.0), 0.18, "third"),
    )
    parts: tuple[Part, ...] = (lathe((0, 0, 0), tuple((y * 0.8, r * 0.8) for y, r in AMPHORA), "vase", wall=0.03),)
    for at, radius, slot in heads:
        parts += (limb((0, 0.9, 0), (at[0], at[1], at[2] + 0.04), (0.02, 0.016), "leaf"), *_bloom(at, radius, 6, slot, 0))
    parts += (ball((0.36, 1.2, 0), (0.2, 0.05, 0.09), "leaf", 0.0, (0, 0, 32)), ball((-0.36, 1.16, 0.02), (0.2, 0.05, 0.09), "leaf", 0.0, (0, 0, -30)))
    return Figure(
        parts,
        (
            ("main", matte("#e0567a")),
            ("second", matte("#f3b08c")),
            ("third", matte("#f4f1ea")),
            ("heart", matte("#f2c12e", 1.0)),
            ("leaf", shiny("#4d8a3f", 0.25)),
            ("vase", shiny("#4c6e8a", 0.6)),
        ),
        0.62,
        2.12,
        0.85,
    )


def plant() -> Figure:
    """A potted plant with broad leaves."""
    pot = ((0.0, 0.22), (0.1, 0.25), (0.34, 0.3), (0.4, 0.31))
    leaves: list[Part] = []
    for i, (a, lift) in enumerate(((-160, 52), (-110, 66), (-62, 58), (-18, 48), (28, 62), (74, 50), (120, 60), (-85, 34))):
        r, up = math.radians(a), math.radians(lift)
        reach = 0.42 - 0.02 * (i % 3)
        centre = (math.cos(r) * math.cos(up) * reach, 0.46 + math.sin(up) * reach, math.sin(r) * math.cos(up) * reach)
        leaves.append(ball(centre, (reach * 0.95, 0.028, 0.13), "main", 0.0, (0, -a, lift)))
    return Figure(
        (lathe((0, 0, 0), pot, "pot", wall=0.035), rod((0, 0.36, 0), 0.26, 0.02, "soil"), *leaves),
        (("main", shiny("#3f7f4a", 0.4)), ("pot", matte("#b4532f", 0.6)), ("soil", matte("#3a2a20", 1.0))),
        0.75,
        1.3,
    )


def cactus() -> Figure:
    """A cactus with two arms, in a pot."""
    pot = ((0.0, 0.2), (0.1, 0.23), (0.3, 0.28), (0.36, 0.29))
    arms = (
        limb((0.15, 0.72, 0), (0.36, 0.74, 0), (0.075, 0.085), melt=0.05),
        limb((0.36, 0.74, 0), (0.37, 1.0, 0), (0.085, 0.075), melt=0.05),
        limb((-0.15, 0.6, 0), (-0.33, 0.62, 0), (0.07, 0.08), melt=0.05),
        limb((-0.33, 0.62, 0), (-0.34, 0.82, 0), (0.08, 0.07), melt=0.05),
    )
    return Figure(
        (
            lathe((0, 0, 0), pot, "pot", wall=0.035),
            rod((0, 0.32, 0), 0.25, 0.02, "soil"),
            limb((0, 0.3, 0), (0, 1.14, 0), (0.17, 0.16)),
            *arms,
            ball((0.03, 1.33, -0.02), (0.09, 0.06, 0.09), "bloom", 0.02),
        ),
        (("main", matte("#4f8a55", 2.0)), ("pot", matte("#b4532f", 0.6)), ("soil", matte("#d9c49a", 1.2)), ("bloom", matte("#ef6f8c"))),
        0.48,
        1.42,
    )


def mushroom() -> Figure:
    """A toadstool with spots."""
    spots = tuple(
        ball((math.cos(a) * r, 0.62 + h, math.sin(a) * r), 0.06, "spot")
        for a, r, h in ((-1.6, 0.32, 0.16), (-0.8, 0.36, 0.08), (-2.3, 0.38, 0.07), (0.4, 0.3, 0.18), (-1.3, 0.08, 0.3), (3.0, 0.28, 0.2))
    )
    return Figure(
        (
            ball((0, 0.56, 0), (0.46, 0.38, 0.46)),
            carved_floor(),
            limb((0, 0, 0), (0, 0.6, 0), (0.16, 0.11), "stem"),
            ball((0, 0.5, 0), (0.17, 0.03, 0.17), "stem", 0.03),
            *spots,
        ),
        (("main", shiny("#c4261f", 0.5)), ("stem", matte("#f1e6d2", 0.6)), ("spot", matte("#f7f1e4")), ("gill", matte("#e8d8bd"))),
        0.5,
        0.98,
    )


def carved_floor() -> Part:
    """What is cut from under a mushroom's cap."""
    return Part("box", (0, 0.14, 0), (0.7, 0.4, 0.7), "gill", carve=True)


def cherry_tree() -> Figure:
    """A tree in blossom."""
    base = tree()
    slots = (("main", matte("#f0b3c4", 2.0)), ("light", matte("#f8d5dd", 2.0)), ("bark", matte("#54382c", 1.2)))
    return Figure(base.parts, slots, base.wide, base.high, base.scale)


FIGURES: dict[str, Build] = {
    "tree": tree,
    "pine": pine,
    "flower": flower,
    "tulip": tulip,
    "bouquet": bouquet,
    "plant": plant,
    "cactus": cactus,
    "mushroom": mushroom,
    "blossom": cherry_tree,
}

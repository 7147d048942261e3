"""Figures of made things: furniture, lamps, books, machines. Data.

Knows nothing of scenes. `glow` slots (windows, flames, screens) give light of their own at night.
"""

from .figure import Build, Figure, ball, box, cone, lathe, limb, matte, pair, ring, rod, shiny
from .scene import Material

WINDOW = Material("#ffd58a", gloss=0.5, glow=0.35)
STEEL = Material("#c3c9cf", gloss=0.8, metal=0.7)
PAPER = Material("#f6f2e8", gloss=0.05)


def robot() -> Figure:
    """A friendly robot."""
    parts = (
        box((0, 0.56, 0), (0.28, 0.27, 0.2), edge=0.09),
        box((0, 1.06, 0), (0.3, 0.2, 0.22), edge=0.1),
        rod((0, 0.85, 0), 0.08, 0.06, "steel"),
        box((0, 1.06, -0.19), (0.24, 0.14, 0.04), "face", edge=0.035),
        *pair(ball((0.1, 1.07, -0.225), (0.048, 0.055, 0.02), "lamp")),
        *pair(ball((0.33, 1.06, 0), (0.05, 0.07, 0.07), "steel")),
        limb((0, 1.24, 0), (0, 1.42, 0), (0.016, 0.016), "steel"),
        ball((0, 1.46, 0), 0.05, "lamp2"),
        *pair(limb((0.31, 0.72, 0), (0.45, 0.5, -0.04), (0.06, 0.055), "steel")),
        *pair(limb((0.45, 0.5, -0.04), (0.42, 0.32, -0.18), (0.07, 0.075))),
        *pair(rod((0.14, 0.2, 0), 0.075, 0.14, "steel")),
        *pair(box((0.14, 0.07, -0.05), (0.12, 0.07, 0.17), edge=0.05)),
        box((0, 0.6, -0.2), (0.14, 0.09, 0.012), "face", edge=0.01),
        *(ball((x, 0.6, -0.215), 0.022, "lamp2") for x in (-0.07, 0.0, 0.07)),
    )
    return Figure(
        parts,
        (
            ("main", shiny("#e9e4da", 0.6)),
            ("steel", STEEL),
            ("face", shiny("#1b2630", 0.9)),
            ("lamp", Material("#55e0ff", glow=1.2)),
            ("lamp2", Material("#ff8a3c", glow=0.8)),
        ),
        0.56,
        1.52,
        yaw=-18,
    )


def book() -> Figure:
    """Two books, one lying on the other, a ribbon out."""
    return Figure(
        (
            box((0, 0.09, 0), (0.48, 0.09, 0.34), edge=0.02),
            box((0.03, 0.09, -0.02), (0.46, 0.066, 0.335), "page", edge=0.006),
            box((-0.02, 0.255, 0.0), (0.43, 0.075, 0.3), "second", edge=0.02, turn=(0, 16, 0)),
            box((0.01, 0.255, -0.02), (0.41, 0.053, 0.297), "page", edge=0.006, turn=(0, 16, 0)),
        ),
        (("main", matte("#2c4a6e", 0.4)), ("second", matte("#b4532f", 0.4)), ("page", matte("#f2ead8", 0.8))),
        0.6,
        0.36,
        seat=0.33,
        yaw=-22,
    )


def lamp() -> Figure:
    """A table lamp, lit."""
    return Figure(
        (
            rod((0, 0.03, 0), 0.22, 0.03, "steel"),
            rod((0, 0.42, 0), 0.025, 0.4, "steel"),
            cone((0, 0.98, 0), 0.38, 0.22, 0.22, edge=0.02),
            ball((0, 0.76, 0), 0.1, "bulb"),
        ),
        (("main", Material("#f0d9a8", glow=0.35)), ("steel", Material("#b08a4a", gloss=0.8, metal=0.7)), ("bulb", Material("#fff2c8", glow=2.0))),
        0.42,
        1.22,
    )


def lantern() -> Figure:
    """A paper lantern."""
    body = ((0.0, 0.16), (0.08, 0.28), (0.26, 0.4), (0.44, 0.4), (0.62, 0.28), (0.7, 0.16))
    hoops = tuple(ring((0, 0.35 + y, 0), r, 0.012, "rib") for y, r in ((-0.22, 0.31), (-0.11, 0.39), (0, 0.415), (0.11, 0.39), (0.22, 0.31)))
    return Figure(
        (
            lathe((0, 0.0, 0), body),
            rod((0, 0.72, 0), 0.16, 0.03, "rib"),
            rod((0, 0.0, 0), 0.15, 0.03, "rib"),
            *hoops,
            limb((0, 0.74, 0), (0, 0.95, 0), (0.012, 0.012), "rib"),
        ),
        (("main", Material("#d8331f", glow=0.55)), ("rib", Material("#d9a441", gloss=0.6, metal=0.4))),
        0.44,
        0.96,
    )


def candle() -> Figure:
    """A candle on a dish."""
    dish = ((0.0, 0.16), (0.03, 0.26), (0.08, 0.32))
    return Figure(
        (
            lathe((0, 0, 0), dish, "dish", wall=0.02),
            rod((0, 0.36, 0), 0.13, 0.32),
            limb((0, 0.66, 0), (0, 0.74, 0), (0.012, 0.01), "wick"),
            ball((0, 0.84, 0), (0.045, 0.1, 0.045), "flame"),
        ),
        (
            ("main", Material("#f3e7cf", gloss=0.3, glow=0.08)),
            ("dish", Material("#c9a35a", gloss=0.8, metal=0.7)),
            ("wick", matte("#2a2018")),
            ("flame", Material("#ffc24a", glow=2.4)),
        ),
        0.34,
        0.98,
    )


def chair() -> Figure:
    """A wooden chair."""
    legs = tuple(limb((x, 0.5, z), (x * 1.12, 0.02, z * 1.12), (0.035, 0.028), "main") for x in (-0.27, 0.27) for z in (-0.25, 0.25))
    return Figure(
        (
            box((0, 0.53, 0), (0.33, 0.04, 0.31), "seat", edge=0.035),
            *legs,
            *pair(limb((0.28, 0.5, 0.27), (0.29, 1.18, 0.36), (0.032, 0.03))),
            box((0, 1.08, 0.35), (0.3, 0.11, 0.025), "main", edge=0.024, turn=(-7, 0, 0)),
            box((0, 0.8, 0.31), (0.28, 0.05, 0.02), "main", edge=0.02, turn=(-7, 0, 0)),
        ),
        (("main", matte("#a8713f", 1.0)), ("seat", matte("#c98f56", 1.0))),
        0.5,
        1.24,
        1.1,
        seat=0.57,
        yaw=-30,
    )


def table() -> Figure:
    """A small round table."""
    return Figure(
        (rod((0, 0.66, 0), 0.62, 0.035), rod((0, 0.34, 0), 0.05, 0.32, "leg"), rod((0, 0.03, 0), 0.32, 0.03, "leg")),
        (("main", matte("#b98252", 1.0)), ("leg", matte("#7a5233", 0.8))),
        0.65,
        0.72,
        1.15,
        seat=0.695,
    )


def workstation() -> Figure:
    """A desk with three screens, a keyboard and a glowing core."""
    screens = (
        box((0, 1.12, 0.12), (0.5, 0.29, 0.025), "frame"),
        box((0, 1.12, 0.09), (0.47, 0.26, 0.008), "screen", edge=0.004),
        *pair(box((0.86, 1.1, -0.06), (0.34, 0.25, 0.022), "frame", turn=(0, 32, 0))),
        *pair(box((0.845, 1.1, -0.085), (0.315, 0.225, 0.008), "screen2", edge=0.004, turn=(0, 32, 0))),
    )
    bars = tuple(
        box((-0.36 + 0.12 * i, 0.95 + h / 2, 0.079), (0.035, h / 2 + 0.01, 0.006), "line", edge=0.003)
        for i, h in enumerate((0.1, 0.18, 0.13, 0.27, 0.22, 0.32, 0.25))
    )
    return Figure(
        (
            box((0, 0.66, 0), (1.3, 0.035, 0.5), "main"),
            *pair(box((1.18, 0.32, 0), (0.04, 0.32, 0.42), "main")),
            rod((0, 0.77, 0.15), 0.04, 0.1, "frame"),
            rod((0, 0.705, 0.12), 0.2, 0.012, "frame"),
            *screens,
            *bars,
            box((0, 0.71, -0.24), (0.34, 0.016, 0.11), "frame"),
            *(box((0, 0.728, -0.31 + 0.07 * i), (0.3, 0.006, 0.02), "line", edge=0.003) for i in range(3)),
            box((0.48, 0.71, -0.24), (0.05, 0.018, 0.08), "frame", edge=0.017),
            box((0.95, 0.3, 0.02), (0.14, 0.26, 0.3), "frame", edge=0.03),
            *(rod((0.95, y, -0.29), 0.09, 0.01, "line", turn=(90, 0, 0)) for y in (0.18, 0.42)),
            ball((-0.95, 0.83, -0.1), 0.13, "core"),
            rod((-0.95, 0.705, -0.1), 0.1, 0.012, "frame"),
        ),
        (
            ("main", shiny("#2a3444", 0.6)),
            ("frame", shiny("#12161d", 0.8)),
            ("screen", Material("#0d3b66", gloss=0.6, glow=0.5)),
            ("screen2", Material("#123a5c", gloss=0.6, glow=0.6)),
            ("line", Material("#45d6ff", glow=1.0)),
            ("core", Material("#6fe3ff", gloss=0.5, glow=1.1)),
        ),
        1.42,
        1.45,
    )


FIGURES: dict[str, Build] = {
    "robot": robot,
    "book": book,
    "lamp": lamp,
    "lantern": lantern,
    "candle": candle,
    "chair": chair,
    "table": table,
    "workstation": workstation,
}

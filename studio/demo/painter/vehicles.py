"""Figures of what travels, and of buildings. Data.

Knows nothing of scenes. `glow` slots (windows, lamps) give light of their own at night.
"""

import math

from .figure import Build, Figure, ball, box, carved, cone, lathe, limb, matte, pair, ring, rod, shiny, slab
from .scene import Material

WINDOW = Material("#ffd58a", gloss=0.5, glow=0.35)
STEEL = Material("#c3c9cf", gloss=0.8, metal=0.7)
PAPER = Material("#f6f2e8", gloss=0.05)


def paper_boat() -> Figure:
    """A boat folded from paper."""
    hull = ((-0.75, 0.42), (-0.36, 0.02), (0.36, 0.02), (0.75, 0.42), (0.3, 0.26), (-0.3, 0.26))
    return Figure(
        (
            slab((0, 0, -0.1), 0.02, hull, turn=(-20, 0, 0)),
            slab((0, 0, 0.1), 0.02, hull, turn=(20, 0, 0)),
            slab((0, 0.16, 0), 0.03, ((-0.32, 0.0), (0.32, 0.0), (0.0, 0.58)), "second"),
        ),
        (("main", PAPER), ("second", Material("#ece6d8", gloss=0.05))),
        0.78,
        0.78,
        yaw=-26,
    )


def sailboat() -> Figure:
    """A sailing boat."""
    return Figure(
        (
            ball((0, 0.2, 0), (0.72, 0.26, 0.24), "main"),
            carved(box((0, 0.52, 0), (0.9, 0.3, 0.4), "deck")),
            rod((0.02, 0.9, 0), 0.022, 0.72, "mast"),
            slab((0.02, 0.3, 0), 0.018, ((0.05, 0.02), (0.62, 0.06), (0.05, 1.28)), "sail"),
            slab((0.0, 0.3, 0), 0.018, ((-0.05, 0.1), (-0.5, 0.1), (-0.05, 1.05)), "sail2"),
        ),
        (("main", shiny("#9b2f22", 0.5)), ("deck", matte("#c99a62", 0.8)), ("mast", matte("#7a5636")), ("sail", matte("#f7f1e3")), ("sail2", matte("#efe3cc"))),
        0.76,
        1.66,
        1.1,
        yaw=-22,
    )


def ship() -> Figure:
    """A small steamer."""
    hull = ((-1.0, 0.5), (-0.82, 0.0), (0.8, 0.0), (0.95, 0.45))
    return Figure(
        (
            slab((0, 0, 0), 0.24, hull, edge=0.06),
            box((0.1, 0.6, 0), (0.55, 0.14, 0.18), "white"),
            box((0.02, 0.84, 0), (0.3, 0.12, 0.14), "white"),
            rod((0.2, 1.12, 0), 0.09, 0.22, "funnel"),
            box((0.2, 1.28, 0), (0.1, 0.03, 0.1), "main"),
            *(ball((x, 0.6, -0.18), (0.05, 0.05, 0.02), "window") for x in (-0.25, 0.0, 0.25, 0.5)),
        ),
        (("main", shiny("#8e2a22", 0.4)), ("white", matte("#f4efe4")), ("funnel", shiny("#e0a33a", 0.4)), ("window", WINDOW)),
        1.02,
        1.36,
        1.1,
        yaw=-24,
    )


def car() -> Figure:
    """A small rounded car, seen from its side."""
    wheels = tuple(rod((x, 0.17, z), 0.17, 0.06, "tyre", edge=0.05, turn=(90, 0, 0)) for x in (-0.5, 0.5) for z in (-0.34, 0.34))
    hubs = tuple(rod((x, 0.17, -0.4), 0.08, 0.015, "steel", turn=(90, 0, 0)) for x in (-0.5, 0.5))
    return Figure(
        (
            box((0, 0.36, 0), (0.86, 0.2, 0.36), edge=0.17),
            ball((0.05, 0.56, 0), (0.52, 0.32, 0.32), melt=0.08),
            box((-0.14, 0.66, 0), (0.19, 0.1, 0.315), "glass", edge=0.06),
            box((0.25, 0.66, 0), (0.17, 0.1, 0.315), "glass", edge=0.06),
            *wheels,
            *hubs,
            *(ball((-0.83, 0.38, z), (0.05, 0.075, 0.075), "lamp") for z in (-0.22, 0.22)),
            box((-0.84, 0.22, 0), (0.05, 0.04, 0.3), "steel"),
            box((0.84, 0.22, 0), (0.05, 0.04, 0.3), "steel"),
        ),
        (
            ("main", shiny("#c4231c", 0.9)),
            ("glass", shiny("#223038", 1.0)),
            ("tyre", matte("#1c1c1e")),
            ("steel", STEEL),
            ("lamp", Material("#fff3cf", gloss=0.8, glow=0.4)),
        ),
        0.98,
        0.9,
        1.05,
        yaw=-24,
    )


def rocket() -> Figure:
    """A rocket on its fins."""
    body = ((0.0, 0.2), (0.2, 0.27), (0.6, 0.31), (1.0, 0.25), (1.3, 0.13), (1.48, 0.015))
    fins = tuple(slab((0, 0, 0), 0.03, ((0.2, 0.6), (0.52, 0.12), (0.5, -0.06), (0.2, 0.22)), "fin", turn=(0, math.degrees(a), 0)) for a in (0.4, 2.5, -1.7))
    return Figure(
        (
            lathe((0, 0.2, 0), body),
            lathe((0, 0.2, 0), tuple((y, r + 0.006) for y, r in body[3:]), "fin"),
            *fins,
            ring((0, 0.95, -0.285), 0.115, 0.03, "steel", turn=(86, 0, 0)),
            ball((0, 0.95, -0.27), (0.105, 0.105, 0.04), "window"),
            cone((0, 0.12, 0), 0.2, 0.09, 0.14, "steel"),
        ),
        (("main", shiny("#f1ece2", 0.6)), ("fin", shiny("#d2402a", 0.6)), ("steel", STEEL), ("window", shiny("#2f6fa8", 1.0))),
        0.58,
        1.72,
        1.1,
    )


def balloon() -> Figure:
    """A hot-air balloon with gores of two colours."""
    shell = ((0.52, 0.1), (0.62, 0.18), (0.85, 0.38), (1.1, 0.52), (1.35, 0.55), (1.6, 0.44), (1.76, 0.24), (1.82, 0.02))
    gores = tuple(
        ball((math.sin(a) * 0.27, 1.27, -math.cos(a) * 0.27), (0.12, 0.5, 0.29), "second", turn=(0, -math.degrees(a), 0))
        for a in (0.0, 0.9, -0.9, 1.8, -1.8, 2.7, -2.7)
    )
    ropes = tuple(limb((x, 0.2, z), (x * 1.1, 0.54, z * 1.1), (0.008, 0.008), "rope") for x in (-0.09, 0.09) for z in (-0.09, 0.09))
    return Figure(
        (lathe((0, 0, 0), shell), *gores, box((0, 0.12, 0), (0.12, 0.1, 0.12), "basket", edge=0.03), *ropes),
        (("main", matte("#d5472f")), ("second", matte("#f3d9a4")), ("basket", matte("#8a5a32", 1.5)), ("rope", matte("#5a4630"))),
        0.6,
        1.86,
        1.1,
    )


def astronaut() -> Figure:
    """An astronaut."""
    return Figure(
        (
            ball((0, 0.62, 0), (0.27, 0.32, 0.22)),
            ball((0, 1.08, 0), 0.27, melt=0.03),
            ball((0, 1.08, -0.1), (0.21, 0.18, 0.2), "visor"),
            box((0, 0.68, 0.22), (0.22, 0.26, 0.1), "pack", edge=0.05),
            *pair(limb((0.25, 0.8, 0), (0.43, 0.58, -0.08), (0.1, 0.09), melt=0.05)),
            *pair(limb((0.43, 0.58, -0.08), (0.42, 0.44, -0.2), (0.09, 0.09), "trim", 0.02)),
            *pair(limb((0.12, 0.4, 0), (0.15, 0.14, 0), (0.13, 0.11), melt=0.05)),
            *pair(ball((0.15, 0.08, -0.05), (0.12, 0.08, 0.17), "trim", 0.02)),
            box((0, 0.66, -0.21), (0.1, 0.07, 0.02), "trim"),
        ),
        (("main", matte("#f1eee8", 0.3)), ("visor", Material("#2a1c10", gloss=1.0, metal=0.2)), ("pack", matte("#c9c6bf")), ("trim", matte("#d2602a"))),
        0.56,
        1.38,
        yaw=-18,
    )


def house() -> Figure:
    """A small house with a pitched roof and lit windows."""
    gable = ((-0.58, 0.0), (0.58, 0.0), (0.58, 0.56), (0, 1.02), (-0.58, 0.56))
    return Figure(
        (
            slab((0, 0, 0), 0.44, gable, edge=0.015),
            box((0.33, 0.82, 0), (0.43, 0.035, 0.52), "roof", turn=(0, 0, -38.4)),
            box((-0.33, 0.82, 0), (0.43, 0.035, 0.52), "roof", turn=(0, 0, 38.4)),
            box((0.3, 1.05, 0.15), (0.07, 0.2, 0.07), "stone"),
            box((0, 0.22, -0.445), (0.11, 0.22, 0.015), "door"),
            *pair(box((0.33, 0.32, -0.445), (0.1, 0.11, 0.012), "window", edge=0.005)),
            rod((0, 0.7, -0.44), 0.08, 0.012, "window", turn=(90, 0, 0)),
            *(box((0.585, 0.32, z), (0.012, 0.11, 0.1), "window", edge=0.005) for z in (-0.18, 0.18)),
        ),
        (("main", matte("#efe4d2", 0.6)), ("roof", matte("#a5472f", 0.8)), ("stone", matte("#8d8277", 1.0)), ("door", matte("#6a4126")), ("window", WINDOW)),
        0.78,
        1.28,
        1.15,
        yaw=28,
    )


def cabin() -> Figure:
    """A log cabin."""
    base = house()
    slots = dict(base.slots) | {"main": matte("#8b5c38", 2.0), "roof": matte("#4a3a34", 1.0)}
    return Figure(base.parts, tuple(slots.items()), base.wide, base.high, base.scale, yaw=base.yaw)


def lighthouse() -> Figure:
    """A banded lighthouse on a rock."""
    tower = ((0.2, 0.3), (0.7, 0.25), (1.2, 0.215), (1.7, 0.19))
    bands = tuple(cone((0, y, 0), r + 0.012, 0.12, r - 0.004, "band", edge=0.004) for y, r in ((0.5, 0.272), (0.98, 0.237), (1.46, 0.206)))
    return Figure(
        (
            ball((0, 0.02, 0), (0.7, 0.26, 0.55), "rock"),
            lathe((0, 0, 0), tower),
            *bands,
            rod((0, 1.73, 0), 0.27, 0.03, "iron"),
            rod((0, 1.88, 0), 0.13, 0.13, "lamp"),
            cone((0, 2.1, 0), 0.2, 0.1, 0.02, "band"),
            ball((0, 2.22, 0), 0.03, "iron"),
            box((0, 0.42, -0.28), (0.07, 0.13, 0.03), "iron"),
        ),
        (
            ("main", matte("#f4efe4", 0.3)),
            ("band", matte("#c4331f", 0.3)),
            ("iron", matte("#2a2e33")),
            ("rock", matte("#6d6459", 2.0)),
            ("lamp", Material("#ffe9a8", glow=1.8)),
        ),
        0.72,
        2.26,
        1.05,
    )


FIGURES: dict[str, Build] = {
    "paper boat": paper_boat,
    "boat": sailboat,
    "ship": ship,
    "car": car,
    "rocket": rocket,
    "balloon": balloon,
    "astronaut": astronaut,
    "house": house,
    "cabin": cabin,
    "lighthouse": lighthouse,
}

"""Figures of the still life: vessels, plain solids, and what they stand on. Data.

Knows nothing of scenes. The amphora, bottle and bowl keep the profiles of design/look/pictures/make.py.
"""

from .figure import Build, Figure, ball, box, cone, lathe, limb, matte, ring, rod, shiny
from .scene import Material

AMPHORA = ((0.0, 0.17), (0.06, 0.2), (0.2, 0.31), (0.42, 0.41), (0.62, 0.4), (0.8, 0.3), (0.98, 0.165), (1.1, 0.125), (1.22, 0.14), (1.3, 0.2))
BOTTLE = ((0.0, 0.27), (0.1, 0.305), (0.35, 0.32), (0.6, 0.25), (0.8, 0.135), (1.05, 0.085), (1.25, 0.085), (1.35, 0.11))
BOWL = ((0.0, 0.16), (0.05, 0.19), (0.12, 0.28), (0.25, 0.39), (0.4, 0.47), (0.5, 0.5))
CLAY = Material("#b4532f", gloss=0.12, speck=0.5)


def vase() -> Figure:
    """An amphora."""
    return Figure((lathe((0, 0, 0), AMPHORA, wall=0.035),), (("main", CLAY),), 0.45, 1.36)


def jug() -> Figure:
    """A jug with a handle and a lip."""
    profile = ((0.0, 0.22), (0.08, 0.26), (0.3, 0.34), (0.55, 0.32), (0.8, 0.2), (0.95, 0.17), (1.05, 0.2))
    grip = (
        limb((0.3, 0.5, 0), (0.5, 0.68, 0), (0.035, 0.035), melt=0.03),
        limb((0.5, 0.68, 0), (0.44, 0.9, 0), (0.035, 0.035), melt=0.03),
        limb((0.44, 0.9, 0), (0.18, 0.95, 0), (0.035, 0.035), melt=0.03),
    )
    return Figure((lathe((0, 0, 0), profile, wall=0.03), *grip), (("main", shiny("#e6dccb", 0.5)),), 0.55, 1.1)


def bottle() -> Figure:
    """A glass bottle of soft square section with a dark stopper."""
    return Figure(
        (
            box((0, 0.42, 0), (0.27, 0.42, 0.16), edge=0.085),
            rod((0, 0.87, 0), 0.1, 0.06, melt=0.05),
            rod((0, 0.98, 0), 0.1, 0.085, "cap"),
            box((0, 0.36, -0.158), (0.15, 0.15, 0.008), "label", edge=0.004),
        ),
        (("main", Material("#b8702a", gloss=1.0, clear=0.55)), ("cap", shiny("#2a1d15", 0.6)), ("label", matte("#f1e6d2"))),
        0.32,
        1.08,
    )


def carafe() -> Figure:
    """A long-necked vase."""
    return Figure((lathe((0, 0, 0), BOTTLE, wall=0.03),), (("main", shiny("#e9e2d2", 0.5)),), 0.35, 1.4)


def perfume() -> Figure:
    """A flacon: a faceted block of glass with a ball stopper."""
    return Figure(
        (rod((0, 0.32, 0), 0.33, 0.32, edge=0.09), rod((0, 0.68, 0), 0.085, 0.06, "cap"), ball((0, 0.86, 0), 0.15, "cap")),
        (("main", Material("#d9798a", gloss=1.0, clear=0.6)), ("cap", Material("#d9a441", gloss=0.9, metal=0.8))),
        0.36,
        1.02,
        0.9,
    )


def bowl() -> Figure:
    """A footed bowl."""
    return Figure((lathe((0, 0, 0), BOWL, wall=0.035),), (("main", shiny("#31594f", 0.5)),), 0.52, 0.54, seat=0.34)


def cup() -> Figure:
    """A cup of coffee on its saucer."""
    body = ((0.0, 0.15), (0.05, 0.2), (0.15, 0.26), (0.3, 0.3), (0.42, 0.31))
    saucer = ((0.0, 0.2), (0.03, 0.32), (0.07, 0.46))
    return Figure(
        (
            lathe((0, 0, 0), saucer, "plate", wall=0.025),
            lathe((0, 0.05, 0), body, wall=0.028),
            ring((0.36, 0.27, 0), 0.11, 0.028, turn=(90, 0, 0)),
            rod((0, 0.41, 0), 0.27, 0.01, "drink", edge=0.004),
        ),
        (("main", shiny("#f4f1ea", 0.7)), ("plate", shiny("#f4f1ea", 0.7)), ("drink", shiny("#3a1f10", 0.9))),
        0.5,
        0.52,
        0.95,
        yaw=20,
    )


def sphere() -> Figure:
    """A ball."""
    return Figure((ball((0, 0.25, 0), 0.25),), (("main", Material("#e2a24a", gloss=0.35)),), 0.26, 0.5, 0.8)


def cube() -> Figure:
    """A cube."""
    return Figure((box((0, 0.3, 0), (0.3, 0.3, 0.3), edge=0.03),), (("main", matte("#6f8f7c", 0.4)),), 0.44, 0.6, seat=0.6, yaw=28)


def cylinder() -> Figure:
    """A drum."""
    return Figure((rod((0, 0.35, 0), 0.28, 0.35),), (("main", matte("#c98a6b", 0.5)),), 0.3, 0.7, seat=0.7)


def pyramid() -> Figure:
    """A cone."""
    return Figure((cone((0, 0.45, 0), 0.36, 0.45, 0.012),), (("main", matte("#31594f", 0.4)),), 0.38, 0.92)


def torus() -> Figure:
    """A standing ring."""
    return Figure((ring((0, 0.4, 0), 0.3, 0.1, turn=(90, 0, 0)),), (("main", shiny("#d27f5b", 0.4)),), 0.42, 0.82, yaw=25)


def plinth() -> Figure:
    """A low travertine block."""
    return Figure((box((0, 0.15, 0), (0.5, 0.15, 0.4)),), (("main", matte("#efe2cf", 1.0)),), 0.64, 0.3, seat=0.3)


def discs() -> Figure:
    """Two stacked discs."""
    return Figure(
        (rod((0, 0.1, 0), 1.0, 0.1), rod((0, 0.28, 0), 0.68, 0.08, "second")),
        (("main", matte("#f3eadd", 0.8)), ("second", matte("#ddb98c", 0.6))),
        1.02,
        0.38,
        seat=0.36,
    )


def steps() -> Figure:
    """Two stepped blocks, the tall one on the left."""
    return Figure((box((0, 0.16, 0), (0.9, 0.16, 0.5)), box((-0.42, 0.44, 0.08), (0.46, 0.12, 0.4))), (("main", matte("#efe2cf", 1.0)),), 1.03, 0.58, seat=0.56)


def teapot() -> Figure:
    """A teapot."""
    body = ((0.0, 0.22), (0.06, 0.28), (0.22, 0.38), (0.4, 0.36), (0.54, 0.22), (0.58, 0.16))
    spout = (limb((0.3, 0.24, 0), (0.55, 0.5, 0), (0.085, 0.035), melt=0.06),)
    return Figure(
        (
            lathe((0, 0, 0), body),
            *spout,
            ring((-0.4, 0.34, 0), 0.15, 0.03, turn=(90, 0, 0), melt=0.03),
            ball((0, 0.58, 0), (0.15, 0.05, 0.15), melt=0.03),
            ball((0, 0.67, 0), 0.05, "cap"),
        ),
        (("main", shiny("#3f7a72", 0.7)), ("cap", shiny("#3f7a72", 0.7))),
        0.62,
        0.75,
        yaw=-15,
    )


FIGURES: dict[str, Build] = {
    "vase": vase,
    "jug": jug,
    "bottle": bottle,
    "carafe": carafe,
    "perfume": perfume,
    "bowl": bowl,
    "cup": cup,
    "sphere": sphere,
    "cube": cube,
    "cylinder": cylinder,
    "cone": pyramid,
    "torus": torus,
    "plinth": plinth,
    "discs": discs,
    "steps": steps,
    "teapot": teapot,
}

"""Figures of animals and people: balls and limbs melted together, in the manner of painted wooden toys. Data.

Knows nothing of scenes. `main` is the coat (what a named colour changes), `light` the chest and muzzle.
"""

from .figure import EYE, SHINE, Build, Figure, ball, cone, limb, matte, pair, ring, shiny
from .scene import Material
from .solids import Part, Vec


def eyes(x: float, y: float, z: float, size: float, white: bool = False) -> tuple[Part, ...]:
    """Two eyes with a glint, on white balls when asked."""
    out: tuple[Part, ...] = ()
    if white:
        out += pair(ball((x, y, z + size * 0.35), size * 1.7, "white"))
        z -= size * 1.0
    out += pair(ball((x, y, z), (size, size * 1.1, size * 0.8), "eye"))
    out += (
        ball((x + size * 0.28, y + size * 0.4, z - size * 0.72), size * 0.27, "shine"),
        ball((-x + size * 0.28, y + size * 0.4, z - size * 0.72), size * 0.27, "shine"),
    )
    return out


def coat(main: str, light: str, dark: str = "#3a2a22", nose: str = "#2a1a18") -> tuple[tuple[str, Material], ...]:
    """The slots every animal shares."""
    return (
        ("main", matte(main, 0.6)),
        ("light", matte(light, 0.4)),
        ("dark", matte(dark, 0.4)),
        ("nose", shiny(nose, 0.6)),
        ("eye", EYE),
        ("shine", SHINE),
        ("white", shiny("#fbfaf4", 0.5)),
        ("inner", matte("#e3a19a")),
    )


def _seated(ears: tuple[Part, ...], muzzle: tuple[Part, ...], tail: tuple[Part, ...]) -> tuple[Part, ...]:
    """A seated four-legged animal: the body they share, with its own ears, muzzle and tail."""
    return (
        ball((0, 0.34, 0.1), (0.25, 0.34, 0.28)),
        ball((0, 0.52, -0.04), (0.19, 0.26, 0.17), melt=0.12),
        ball((0, 0.45, -0.13), (0.14, 0.2, 0.11), "light", melt=0.06),
        *pair(ball((0.2, 0.17, 0.06), (0.13, 0.17, 0.22), melt=0.08)),
        *pair(limb((0.1, 0.4, -0.14), (0.1, 0.07, -0.22), (0.075, 0.065), melt=0.06)),
        *pair(ball((0.1, 0.05, -0.26), (0.08, 0.055, 0.1), "light", melt=0.03)),
        *pair(ball((0.23, 0.05, -0.12), (0.08, 0.05, 0.12), melt=0.03)),
        ball((0, 0.9, -0.06), (0.26, 0.22, 0.22), melt=0.08),
        *ears,
        *muzzle,
        *tail,
    )


def cat() -> Figure:
    """A seated cat."""
    ears = (
        *pair(cone((0.15, 1.11, -0.04), 0.1, 0.12, 0.012, melt=0.05, turn=(0, 0, -14))),
        *pair(cone((0.15, 1.09, -0.085), 0.06, 0.09, 0.01, "inner", turn=(8, 0, -14))),
    )
    muzzle = (
        *pair(ball((0.055, 0.82, -0.25), (0.075, 0.058, 0.06), "light", melt=0.02)),
        ball((0, 0.855, -0.3), (0.026, 0.018, 0.02), "nose"),
        *eyes(0.105, 0.925, -0.245, 0.045),
    )
    tail = (
        limb((0.12, 0.1, 0.3), (0.4, 0.07, 0.2), (0.06, 0.06), melt=0.08),
        limb((0.4, 0.07, 0.2), (0.42, 0.07, -0.1), (0.06, 0.055), melt=0.06),
        ball((0.4, 0.07, -0.14), 0.062, "light", melt=0.03),
    )
    return Figure(_seated(ears, muzzle, tail), coat("#d98a45", "#f3e4cf", nose="#c9736a"), 0.5, 1.25, yaw=-24)


def dog() -> Figure:
    """A seated dog with hanging ears."""
    ears = pair(limb((0.2, 1.02, -0.02), (0.29, 0.78, -0.05), (0.06, 0.09), "dark", melt=0.04))
    muzzle = (
        ball((0, 0.84, -0.28), (0.12, 0.095, 0.15), "light", melt=0.05),
        ball((0, 0.88, -0.42), (0.048, 0.036, 0.03), "nose"),
        *eyes(0.1, 0.96, -0.235, 0.042),
        ball((0, 0.755, -0.36), (0.045, 0.02, 0.05), "inner", melt=0.01),
        ring((0, 0.73, -0.05), 0.18, 0.03, "collar", turn=(8, 0, 0)),
    )
    tail = (limb((0, 0.14, 0.32), (0.2, 0.36, 0.48), (0.06, 0.035), melt=0.06),)
    return Figure(_seated(ears, muzzle, tail), (*coat("#c08a4e", "#f1e2c8", dark="#7a4c28"), ("collar", shiny("#c4231c", 0.5))), 0.52, 1.18, yaw=-24)


def fox() -> Figure:
    """A seated fox with a great tail."""
    ears = (
        *pair(cone((0.15, 1.14, -0.03), 0.11, 0.15, 0.01, melt=0.05, turn=(0, 0, -14))),
        *pair(cone((0.15, 1.12, -0.085), 0.06, 0.1, 0.01, "dark", turn=(8, 0, -14))),
    )
    muzzle = (
        *pair(ball((0.15, 0.83, -0.13), (0.12, 0.09, 0.12), "light", melt=0.04)),
        limb((0, 0.86, -0.2), (0, 0.815, -0.4), (0.1, 0.035), "light", melt=0.06),
        ball((0, 0.825, -0.435), (0.032, 0.028, 0.026), "nose"),
        *eyes(0.1, 0.93, -0.24, 0.04),
    )
    tail = (
        limb((0.1, 0.12, 0.3), (0.42, 0.16, 0.3), (0.08, 0.14), melt=0.1),
        limb((0.42, 0.16, 0.3), (0.52, 0.36, 0.2), (0.14, 0.12), melt=0.08),
        ball((0.53, 0.5, 0.15), (0.1, 0.14, 0.1), "light", melt=0.08),
    )
    return Figure(_seated(ears, muzzle, tail), coat("#d2601f", "#f6eee2", dark="#2b1d18"), 0.66, 1.32, yaw=-24)


def rabbit() -> Figure:
    """A seated rabbit."""
    ears = (
        *pair(ball((0.1, 1.26, 0.0), (0.075, 0.26, 0.05), melt=0.05, turn=(-8, 0, -10))),
        *pair(ball((0.1, 1.25, -0.04), (0.04, 0.2, 0.025), "inner", turn=(-8, 0, -10))),
    )
    muzzle = (
        *pair(ball((0.05, 0.82, -0.24), (0.07, 0.055, 0.06), "light", melt=0.02)),
        ball((0, 0.86, -0.285), (0.024, 0.017, 0.02), "nose"),
        *eyes(0.125, 0.93, -0.22, 0.042),
    )
    return Figure(_seated(ears, muzzle, (ball((0, 0.14, 0.38), 0.1, "light", melt=0.02),)), coat("#b9a48c", "#f6efe4", nose="#c9736a"), 0.48, 1.54, yaw=-24)


def bear(main: str = "#8a5a35", limbs: str = "main", patch: bool = False) -> Figure:
    """A seated bear; with dark limbs and eye patches, a panda."""
    spots = pair(ball((0.1, 0.94, -0.2), (0.075, 0.085, 0.06), "dark", turn=(0, 0, 25))) if patch else ()
    parts = (
        ball((0, 0.36, 0.04), (0.33, 0.36, 0.29)),
        ball((0, 0.4, -0.15), (0.2, 0.22, 0.14), "light", melt=0.06),
        ball((0, 0.92, -0.03), (0.28, 0.25, 0.24), melt=0.06),
        *pair(ball((0.22, 1.13, 0.0), (0.09, 0.09, 0.06), limbs, melt=0.02)),
        *pair(limb((0.27, 0.6, -0.05), (0.33, 0.3, -0.22), (0.1, 0.1), limbs, melt=0.04)),
        *pair(limb((0.2, 0.14, -0.1), (0.26, 0.12, -0.36), (0.13, 0.12), limbs, melt=0.04)),
        *pair(ball((0.26, 0.13, -0.46), (0.08, 0.09, 0.04), "light", melt=0.01)),
        *spots,
        ball((0, 0.84, -0.24), (0.11, 0.085, 0.08), "light", melt=0.03),
        ball((0, 0.88, -0.32), (0.045, 0.03, 0.025), "nose"),
        *eyes(0.1, 0.95, -0.25, 0.036),
    )
    return Figure(parts, coat(main, "#f4efe6" if patch else "#e3c39a", dark="#1d1b1b"), 0.56, 1.24, yaw=-18)


def panda() -> Figure:
    """A panda."""
    return bear("#f4efe6", "dark", True)


def runner(main: str, light: str, bushy: bool, long_ears: float) -> Figure:
    """A four-legged animal at full stretch."""
    tail = (
        (limb((0, 0.68, 0.4), (0, 0.78, 0.8), (0.06, 0.14), melt=0.08), ball((0, 0.84, 1.0), (0.1, 0.1, 0.16), "light", melt=0.09))
        if bushy
        else (limb((0, 0.7, 0.42), (0, 0.98, 0.78), (0.05, 0.035), melt=0.06),)
    )
    front = (*_leg((0.08, 0.6, -0.34), (0.09, 0.42, -0.62), (0.09, 0.28, -0.86)), *_leg((-0.08, 0.6, -0.34), (-0.09, 0.34, -0.5), (-0.09, 0.2, -0.72)))
    back = (*_leg((0.09, 0.6, 0.34), (0.1, 0.4, 0.54), (0.1, 0.22, 0.82)), *_leg((-0.09, 0.6, 0.34), (-0.1, 0.34, 0.42), (-0.1, 0.16, 0.66)))
    head = (
        ball((0, 0.92, -0.58), (0.17, 0.15, 0.18), melt=0.06),
        limb((0, 0.89, -0.68), (0, 0.84, -0.9), (0.09, 0.035), "light", melt=0.06),
        ball((0, 0.85, -0.935), 0.03, "nose"),
        *pair(cone((0.1, 1.1, -0.52), 0.075, long_ears, 0.01, melt=0.04, turn=(14, 0, -16))),
        *eyes(0.1, 0.95, -0.72, 0.032),
    )
    parts = (
        limb((0, 0.64, -0.32), (0, 0.64, 0.34), (0.2, 0.17)),
        limb((0, 0.7, -0.36), (0, 0.88, -0.54), (0.15, 0.12), melt=0.1),
        ball((0, 0.58, -0.38), (0.13, 0.15, 0.13), "light", melt=0.07),
        *front,
        *back,
        *head,
        *tail,
    )
    return Figure(parts, coat(main, light, dark="#2b1d18"), 1.2, 1.3, yaw=-62)


def _leg(hip: Vec, knee: Vec, foot: Vec) -> tuple[Part, ...]:
    return (limb(hip, knee, (0.1, 0.062), melt=0.06), limb(knee, foot, (0.06, 0.045), "dark", melt=0.04))


def fox_run() -> Figure:
    """A running fox."""
    return runner("#d2601f", "#f6eee2", True, 0.13)


def dog_run() -> Figure:
    """A running dog."""
    return runner("#b9834a", "#f1e2c8", False, 0.1)


def cat_run() -> Figure:
    """A running cat."""
    return runner("#d98a45", "#f3e4cf", False, 0.1)


FIGURES: dict[str, Build] = {
    "cat": cat,
    "dog": dog,
    "fox": fox,
    "rabbit": rabbit,
    "bear": bear,
    "panda": panda,
    "fox.run": fox_run,
    "dog.run": dog_run,
    "cat.run": cat_run,
}

"""The light of an hour: sky, haze, sun, and the two lamps, one entry for each light a prompt can name. Data.

Knows nothing of subjects. Painted scenery and marched objects take their light from the same entry, which is what
makes a marched boat sit in a painted sea.
"""

from dataclasses import dataclass
from typing import Final

from .scene import Lamp


@dataclass(frozen=True, slots=True)
class Air:
    """`sky` runs from the zenith to the horizon; `land` tints what is near, `haze` what is far; `sun` is (x, height above
    the horizon as a share of the sky, radius, colour). `set` are floor and wall of a studio in this light."""

    sky: tuple[str, str, str]
    haze: str
    land: str
    dim: float
    sun: tuple[float, float, float, str]
    key: Lamp
    rim: Lamp | None
    ambient: tuple[str, str]
    fill: float
    set: tuple[str, str]
    moonlit: bool = False


AIRS: Final[dict[str, Air]] = {
    "day": Air(
        ("#5f93c4", "#a9c8de", "#efe4d4"),
        "#dbe0e2",
        "#ffffff",
        1.0,
        (0.7, 0.62, 0.05, "#fff6e0"),
        Lamp((-0.75, 0.8, -0.75), "#ffe6c4", 2.5),
        None,
        ("#9db8cc", "#f1dcc4"),
        0.62,
        ("#e3cdb4", "#d9a988"),
    ),
    "morning": Air(
        ("#8fb0c8", "#dccfc6", "#f6d9b8"),
        "#efdcc8",
        "#fff0dd",
        0.98,
        (0.68, 0.4, 0.05, "#fff3df"),
        Lamp((-0.9, 0.52, -0.62), "#ffcf98", 2.75, 10),
        None,
        ("#9db8cc", "#f1dcc4"),
        0.58,
        ("#e3cdb4", "#d9a988"),
    ),
    "noon": Air(
        ("#3f86cf", "#84b8e4", "#dcebf0"),
        "#cfe0ea",
        "#ffffff",
        1.08,
        (0.74, 0.8, 0.045, "#fffdf2"),
        Lamp((-0.4, 1.0, -0.5), "#fff6e6", 2.8, 22),
        None,
        ("#9cc4e8", "#eef0ea"),
        0.7,
        ("#e9e2d4", "#c9d8e0"),
    ),
    "golden": Air(
        ("#7f9cb8", "#eabf86", "#ffd08a"),
        "#f2cd97",
        "#ffdcae",
        0.96,
        (0.64, 0.24, 0.06, "#fff0c4"),
        Lamp((-0.9, 0.45, -0.55), "#ffb566", 3.0, 9),
        Lamp((0.9, 0.4, 0.7), "#ffcf8a", 0.9),
        ("#b0a8a4", "#ffd9a0"),
        0.55,
        ("#e8c89a", "#d99b66"),
    ),
    "sunset": Air(
        ("#3a3566", "#c4607a", "#ffad6b"),
        "#e99a7c",
        "#ffc2a0",
        0.72,
        (0.5, 0.1, 0.075, "#ffe2a4"),
        Lamp((0.75, 0.38, -0.7), "#ff9a5e", 2.9, 9),
        Lamp((-0.8, 0.3, 0.8), "#ff7f6a", 1.2),
        ("#5a5688", "#f2a78c"),
        0.6,
        ("#d3a8a0", "#b06a78"),
    ),
    "dusk": Air(
        ("#1f2550", "#6a5b8e", "#e3a08c"),
        "#9c86a4",
        "#c9b6d8",
        0.55,
        (0.35, 0.05, 0.05, "#ffd9b0"),
        Lamp((0.6, 0.5, -0.8), "#ff9d78", 2.1, 10),
        Lamp((-0.9, 0.4, 0.6), "#7f8cff", 1.0),
        ("#54507e", "#f0a58c"),
        0.62,
        ("#c9b3bf", "#9c7f9d"),
    ),
    "night": Air(
        ("#070d20", "#152a50", "#3c5c84"),
        "#2c4a70",
        "#8fb0e0",
        0.34,
        (0.68, 0.66, 0.06, "#f2efe0"),
        Lamp((-0.75, 0.65, -0.55), "#a8c4ff", 2.6, 12),
        Lamp((0.9, 0.45, 0.7), "#6f8fe0", 1.1),
        ("#101c38", "#31507c"),
        1.25,
        ("#2a3a58", "#1c2a48"),
        True,
    ),
    "neon": Air(
        ("#0b0820", "#2a1250", "#8a2470"),
        "#3a1c5c",
        "#9a7cff",
        0.4,
        (0.5, 0.2, 0.09, "#ff5fa8"),
        Lamp((-0.85, 0.45, -0.6), "#ff4fb4", 2.6, 12),
        Lamp((0.95, 0.35, 0.2), "#2fd8ff", 3.2),
        ("#24124a", "#5a2a78"),
        0.95,
        ("#241a44", "#1c1236"),
        True,
    ),
    "studio": Air(
        ("#e9e4dc", "#f2ede4", "#f7f3ea"),
        "#eee9e0",
        "#ffffff",
        1.0,
        (0.7, 0.6, 0.05, "#ffffff"),
        Lamp((-0.7, 0.95, -0.65), "#fff2e2", 2.2, 8),
        None,
        ("#e4e0d8", "#f6ecdf"),
        0.62,
        ("#e9dccb", "#e4d2bb"),
    ),
    "soft": Air(
        ("#a9bfcf", "#d3dce0", "#f0e9e0"),
        "#e2e4e2",
        "#f6f4ee",
        1.0,
        (0.66, 0.5, 0.055, "#fffaf0"),
        Lamp((-0.4, 1.0, -0.7), "#fff2e4", 1.6, 4.5),
        None,
        ("#cfdbe2", "#f3eae0"),
        0.95,
        ("#ecdcd0", "#e0bfae"),
    ),
    "dramatic": Air(
        ("#14161c", "#3a3438", "#8a6448"),
        "#4e423c",
        "#e0c8ac",
        0.5,
        (0.62, 0.22, 0.05, "#ffd79a"),
        Lamp((-0.95, 0.6, -0.42), "#ffd0a0", 3.3, 16),
        Lamp((0.9, 0.5, 0.75), "#ffb070", 1.2),
        ("#2a2026", "#5c4448"),
        0.32,
        ("#3a2e2c", "#3b2a30"),
    ),
    "cool": Air(
        ("#16304a", "#3f6f92", "#a8c8d4"),
        "#7fa3b4",
        "#cfe4f0",
        0.72,
        (0.66, 0.4, 0.05, "#eefaff"),
        Lamp((-0.7, 0.75, -0.7), "#cfe8ff", 2.3, 12),
        Lamp((0.9, 0.4, 0.6), "#5fc8ff", 1.8),
        ("#37536c", "#9fc0d0"),
        0.62,
        ("#54707f", "#3a5466"),
    ),
    "foggy": Air(
        ("#a4b0ba", "#c9cdd0", "#e0ddd8"),
        "#dad9d6",
        "#e8ebee",
        0.95,
        (0.66, 0.48, 0.06, "#fbf3e2"),
        Lamp((-0.5, 0.9, -0.7), "#f4efe8", 1.5, 4),
        None,
        ("#c3ccd2", "#e6e2dc"),
        0.95,
        ("#d8d3cb", "#c4c2bd"),
    ),
}


def air_of(light: str, *, scenic: bool = False) -> Air:
    """The air for a light key; "" is day for scenery and the warm studio morning of the still lifes otherwise."""
    return AIRS.get(light) or AIRS["day" if scenic else "morning"]

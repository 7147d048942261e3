"""Where settings come from: the environment, then `.env` in the current folder, then `.env` in the studio's home.

Light on purpose: `main` needs host, port and sign-in before anything heavier is imported, so that the splash answers at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

from studio.errors import UsageError

DEFAULT_HOME = "~/image-studio"


@dataclass(frozen=True, slots=True)
class Layer:
    """One source of variables: `name` is how a sentence calls it (`the environment`, `.env`)."""

    name: str
    values: Mapping[str, str]


class Seen:
    """Variables across layers, highest first."""

    def __init__(self, layers: Sequence[Layer]) -> None:
        self.layers = layers

    def find(self, *names: str) -> tuple[str, int]:
        """Value and layer rank; an empty value counts as not set. Rank is the number of layers where nothing is set."""
        for rank, layer in enumerate(self.layers):
            for name in names:
                if (value := layer.values.get(name, "")).strip():
                    return value, rank
        return "", len(self.layers)

    def text(self, name: str, default: str = "") -> str:
        """The value without blanks around it."""
        return self.find(name)[0].strip() or default

    def number(self, name: str, default: float, low: float, high: float) -> float:
        """The value as a number. Raises UsageError naming the variable."""
        value = self.text(name)
        if not value:
            return default
        try:
            number = float(value)
        except ValueError:
            number = float("nan")
        if not low <= number <= high:
            raise UsageError("settings.number", field=name, variable=name, value=value, low=f"{low:g}", high=f"{high:g}")
        return number

    @property
    def home(self) -> Path:
        """The studio's home."""
        return Path(self.text("STUDIO_HOME", DEFAULT_HOME)).expanduser()


def read_layers(environ: Mapping[str, str], home: str = "") -> Seen:
    """The three layers; `home` is the `--home` flag and stands above them."""
    here = Path(".env")
    layers = [Layer("the environment", environ), Layer(".env here", env_file(here))]
    if home:
        layers.insert(0, Layer("--home", {"STUDIO_HOME": home}))
    own = Seen(layers).home / ".env"
    if not (own.exists() and here.exists() and own.samefile(here)):
        layers.append(Layer(str(own), env_file(own)))
    return Seen(layers)


def env_file(path: Path) -> Mapping[str, str]:
    """The variables of a .env file, none where there is no file. Nothing is put into the process environment."""
    if not path.is_file():
        return {}
    return {name: value for name, value in dotenv_values(path).items() if value is not None}


def read_auth(text: str) -> tuple[tuple[str, str], ...]:
    """`user:password` pairs, comma-separated. Raises UsageError for one without a colon."""
    pairs = []
    for pair in filter(None, (piece.strip() for piece in text.split(","))):
        user, colon, password = pair.partition(":")
        if not (user and colon and password):
            raise UsageError("settings.auth", field="STUDIO_AUTH")
        pairs.append((user, password))
    return tuple(pairs)

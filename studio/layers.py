"""Where settings come from: the environment, then `.env` in the current folder, then `.env` in the studio's home.

Light on purpose: `main` needs host, port and sign-in before anything heavier is imported, so that the splash answers at once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from dotenv import dotenv_values

from studio.errors import UsageError

DEFAULT_HOME = "~/image-studio"
YES = ("1", "true", "yes", "on")
NO = ("0", "false", "no", "off")


@dataclass(frozen=True, slots=True)
class Layer:
    """One source of variables: `name` is how a sentence calls it (`the environment`, `.env`). `foreign` may be someone else's: the `.env` of a folder that
    was downloaded, and a home that such a file names. It must not say where a key of another layer goes."""

    name: str
    values: Mapping[str, str]
    foreign: bool = False


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

    def switch(self, name: str) -> bool:
        """The value as yes or no; no where it is not set. Raises UsageError naming the variable."""
        value = self.text(name, "no").lower()
        if value not in (*YES, *NO):
            raise UsageError("settings.switch", field=name, variable=name, value=value)
        return value in YES

    def foreign(self, rank: int) -> bool:
        """Whether a layer may be someone else's."""
        return rank < len(self.layers) and self.layers[rank].foreign

    @property
    def home_rank(self) -> int:
        """The layer that names the home."""
        return self.find("STUDIO_HOME")[1]

    @property
    def home(self) -> Path:
        """The studio's home. Raises UsageError for what can name no folder."""
        value = self.text("STUDIO_HOME", DEFAULT_HOME)
        try:
            if "\0" in value:
                raise ValueError(value)
            return Path(value).expanduser()
        except (RuntimeError, ValueError) as error:  # ~nobody
            raise UsageError("settings.home", field="STUDIO_HOME", value=value.replace("\0", "?")) from error


def read_layers(environ: Mapping[str, str], home: str = "") -> Seen:
    """The three layers; `home` is the `--home` flag and stands above them."""
    here = Path(".env")
    top = [Layer("--home", {"STUDIO_HOME": home})] if home else []
    top.append(Layer("the environment", environ))
    nearby = Layer(".env here", env_file(here), foreign=True)
    found = Seen([*top, nearby])
    own = found.home / ".env"
    named = found.foreign(found.home_rank)
    if own.exists() and here.exists() and own.samefile(here):
        return Seen([*top, Layer(".env here", nearby.values, foreign=named)])
    return Seen([*top, nearby, Layer(str(own), env_file(own), foreign=named)])


def env_file(path: Path) -> Mapping[str, str]:
    """The variables of a .env file, none where there is no file. Nothing is put into the process environment, and nothing of it into a value: `${KEY}` in an
    address would carry a key away. Raises UsageError for a file that can not be read; PowerShell and Notepad write UTF-16 and byte order marks."""
    values = dotenv_values(stream=StringIO(env_text(path)), interpolate=False)
    return {name: value for name, value in values.items() if value is not None}


def env_text(path: Path) -> str:
    """The text of a .env file, empty where there is no file. Raises UsageError for a file that can not be read."""
    if not path.is_file():
        return ""
    try:
        data = path.read_bytes()
        return data.decode("utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        what = (error.strerror or "") if isinstance(error, OSError) else "it is not UTF-8 text"
        raise UsageError("settings.env", field=".env", path=str(path), what=what) from error


def read_auth(text: str) -> tuple[tuple[str, str], ...]:
    """`user:password` pairs, comma-separated. Raises UsageError for one without a colon."""
    pairs = []
    for pair in filter(None, (piece.strip() for piece in text.split(","))):
        user, colon, password = pair.partition(":")
        if not (user and colon and password):
            raise UsageError("settings.auth", field="STUDIO_AUTH")
        pairs.append((user, password))
    return tuple(pairs)

"""Where the browser's files are: beside the package in a checkout, inside it in a wheel. One function finds them in both cases."""

from pathlib import Path


def folder() -> Path:
    """The assets folder. Raises FileNotFoundError where an installation has none."""
    package = Path(__file__).resolve().parent.parent
    for place in (package / "_assets", package.parent / "assets"):
        if (place / "studio.css").is_file():
            return place
    raise FileNotFoundError("assets/studio.css")

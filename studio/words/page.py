"""Words of: page."""

WORDS: dict[str, tuple[str, str]] = {
}

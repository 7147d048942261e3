"""Words of: pictures."""

WORDS: dict[str, tuple[str, str]] = {
}

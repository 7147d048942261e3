"""Words of: painter."""

WORDS: dict[str, tuple[str, str]] = {
}

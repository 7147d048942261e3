"""Words of: wire."""

WORDS: dict[str, tuple[str, str]] = {
}

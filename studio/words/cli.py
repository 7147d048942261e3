"""Words of: cli."""

WORDS: dict[str, tuple[str, str]] = {
}

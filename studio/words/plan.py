"""Words of: plan."""

WORDS: dict[str, tuple[str, str]] = {
}

"""Image Studio."""

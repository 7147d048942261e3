"""Which id to try where a gateway does not know the one that was asked for."""

import pytest

from studio.core.siblings import sibling


@pytest.mark.parametrize(
    ("model", "known", "other"),
    [
        ("gemini-3-pro-image-preview", ["gemini-3.1-flash-image", "gemini-3-pro-image"], "gemini-3-pro-image"),
        ("gemini-3-pro-image", ["gemini-3-pro-image-preview"], "gemini-3-pro-image-preview"),
        ("gemini-3.1-flash-image-preview", ["google/gemini-3.1-flash-image-preview"], "google/gemini-3.1-flash-image-preview"),
        ("gemini-3-pro-image-preview", [], "gemini-3-pro-image"),
        ("gemini-3-pro-image", [], "gemini-3-pro-image-preview"),
        ("google/gemini-3-pro-image-preview", [], "google/gemini-3-pro-image"),
        ("gpt-image-2", ["openai/gpt-image-2"], "openai/gpt-image-2"),
        ("openai/gpt-image-2", ["gpt-image-2"], "gpt-image-2"),
        ("gpt-image-2-2026-04-21", ["gpt-image-2"], "gpt-image-2"),
        ("gpt-image-2-2026-04-21", [], "gpt-image-2"),
        ("gpt-image-1", ["gpt-image-2", "gpt-image-1.5"], "gpt-image-1.5"),
        ("gemini-3-pro-imagge", ["gemini-3-pro-image"], "gemini-3-pro-image"),
        ("gpt-image-2", ["gpt-image-2"], ""),
        ("sdxl", ["gemini-3-pro-image"], ""),
        ("", [], ""),
    ],
)
def test_the_nearest_known_id(model: str, known: list[str], other: str) -> None:
    assert sibling(model, known) == other

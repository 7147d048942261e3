"""What was made, on disk: originals byte for byte, a recipe beside them, previews that can be thrown away."""

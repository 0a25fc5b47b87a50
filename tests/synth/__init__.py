"""The synthesized templates, found by property."""

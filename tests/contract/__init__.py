"""The wiring between parts that no type checker sees."""

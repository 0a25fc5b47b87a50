"""The building blocks that stacks compose."""

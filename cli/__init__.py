"""The command `customize`."""

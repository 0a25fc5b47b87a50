"""Logic, without network."""

"""The embedded AWS: what runs the real templates on this machine, without an account."""

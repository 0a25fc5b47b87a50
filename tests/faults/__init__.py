"""Every fault at every side effect: the real machines and handlers, one process, virtual time."""

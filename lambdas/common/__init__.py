"""What handlers share at run time: environment, AWS clients, storage, logging."""

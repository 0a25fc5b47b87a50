"""RetireCapacity: ends what was found, if that still holds."""

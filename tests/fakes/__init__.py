"""In-memory stand-ins for AWS clients, for fast tests."""

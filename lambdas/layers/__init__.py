"""The Lambda layers: what they hold, pinned by hash, and how they are built without Docker."""

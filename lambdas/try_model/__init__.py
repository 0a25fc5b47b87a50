"""State TryModel: the deployed model answers one prompt."""

"""Answers a waiting run when Bedrock says that its job ended."""

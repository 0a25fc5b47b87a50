"""The stacks: each file is one stack and only composes."""

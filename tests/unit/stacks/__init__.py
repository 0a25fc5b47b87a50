"""Tests of what may be set."""

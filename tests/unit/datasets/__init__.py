"""Tests of what a dataset must be."""

"""Tests of the state PrepareDataset."""

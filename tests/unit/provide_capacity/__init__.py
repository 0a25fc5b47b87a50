"""Tests of ProvideCapacity."""

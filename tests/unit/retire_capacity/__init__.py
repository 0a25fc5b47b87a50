"""Tests of RetireCapacity."""

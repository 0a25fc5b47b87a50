"""Tests of RemoveCapacity."""

"""Tests of AwaitCapacity."""

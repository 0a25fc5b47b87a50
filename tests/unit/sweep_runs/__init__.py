"""Tests of SweepRuns."""

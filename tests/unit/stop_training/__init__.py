"""Tests of StopTraining."""

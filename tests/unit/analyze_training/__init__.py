"""Tests of the state AnalyzeTraining."""

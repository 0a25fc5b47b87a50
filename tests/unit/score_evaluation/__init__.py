"""Tests of ScoreEvaluation."""

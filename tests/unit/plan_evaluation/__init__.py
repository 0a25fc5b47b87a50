"""Tests of PlanEvaluation."""

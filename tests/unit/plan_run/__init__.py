"""Tests of the state PlanRun."""

"""Tests of JudgeEndedRun."""
